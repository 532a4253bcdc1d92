import { axisName } from "../sizes/shape.ts";
import { text, type Text } from "../text.ts";

/** The name of an axis of a shape with this rank, as `axisName` gives it, in the user's language. */
export function axisText(axis: number, rank: number): Text {
    const name = axisName(axis, rank);
    switch (name) {
        case "features":
            return text("features");
        case "channels":
            return text("channels");
        case "depth":
            return text("depth");
        case "height":
            return text("height");
        case "width":
            return text("width");
        case "length":
            return text("length");
        default:
            return text("axis {axis}", { axis });
    }
}
