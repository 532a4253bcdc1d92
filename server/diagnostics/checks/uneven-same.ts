import { axisText } from "../axis-text.ts";
import { defineCheck } from "../check.ts";
import { isLiteral, setArgument } from "../edits.ts";
import { listText, text } from "../../text.ts";
import { paddingText, windowedLayers, type WindowAlongAxis } from "../windows.ts";

/** `padding="same"` that is odd: the text does not show which side gets more, and PyTorch may reject it. */
export const unevenSame = defineCheck({
    code: "uneven-same",
    severity: "hint",
    message: ({ sides }: UnevenSame) => text("padding \"same\" is uneven: {sides}", {
        sides: listText(sides.map(({ axis, before, after }) =>
            text("{axis} {before} + {after}", { axis, before, after }))),
    }),
    help: ({ strided, pool, explicit }: UnevenSame) => {
        if (pool) {
            return text("write `padding={explicit}`: PyTorch's pools have no \"same\"", { explicit });
        }
        return strided
            ? text("write `padding={explicit}`: PyTorch rejects \"same\" with a stride", { explicit })
            : text("use an odd kernel, which pads both sides equally");
    },
    *inGraph(graph) {
        for (const [layer, windows] of windowedLayers(graph)) {
            if (!windows.some(isUneven)) {
                continue;
            }
            const uneven = windows.filter(isUneven);
            const explicit = paddingText(windows.map(({ window: { before, after } }) => [before, after]));
            yield {
                location: layer.location,
                scope: layer.scope,
                facts: {
                    sides: uneven.map(({ axis, rank, window: { before, after } }) =>
                        ({ axis: axisText(axis, rank), before, after })),
                    strided: windows.some(({ window }) => window.stride > 1),
                    pool: layer.definition.traits.pools,
                    explicit,
                },
                fixes: () => {
                    const written = layer.written.byParameter.get("padding");
                    return written === undefined || !isLiteral(written.value) ? [] : [{
                        title: text("Set `padding` to {explicit}", { explicit }),
                        edits: setArgument(layer, "padding", explicit),
                        preferred: false,
                    }];
                },
            };
        }
    },
});

interface UnevenSame {
    /** The names of the axes that are padded unevenly. */
    readonly sides: readonly { readonly axis: string; readonly before: number; readonly after: number }[];
    readonly strided: boolean;
    readonly pool: boolean;
    /** The equivalent numeric padding. */
    readonly explicit: string;
}

function isUneven({ window }: WindowAlongAxis): boolean {
    return window.same && window.before !== window.after;
}
