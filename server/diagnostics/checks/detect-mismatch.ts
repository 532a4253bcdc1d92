import { detectionOf } from "../../graph/detection.ts";
import type { DetectionProblem } from "../../graph/detection-form.ts";
import { plural, text, type Text } from "../../text.ts";
import { defineCheck } from "../check.ts";

/** An output whose shape is not the one that its `@detect` describes, so that no boxes can be decoded. */
export const detectMismatch = defineCheck({
    code: "detect-mismatch",
    severity: "warning",
    message: ({ problem, output }: Mismatch) => wordMismatch(problem, output),
    help: ({ problem }: Mismatch) => wordHelp(problem),
    *inGraph(graph) {
        const found = detectionOf(graph);
        const output = found !== undefined && "problem" in found ? graph.outputs[found.outputIndex] : undefined;
        const decorator = output?.decorators.find(({ name }) => name === "detect");
        if (found !== undefined && "problem" in found && output !== undefined && decorator !== undefined) {
            const facts = { problem: found.problem, output: output.name };
            yield { location: decorator.location, scope: undefined, facts };
        }
    },
});

interface Mismatch {
    readonly problem: DetectionProblem;
    readonly output: string;
}

function wordMismatch(problem: DetectionProblem, output: string): Text {
    switch (problem.kind) {
        case "no-image":
            return text("`@detect` requires an input with 1 or 3 channels, height and width");
        case "no-anchors":
            return text("`@detect` of `{output}` requires `anchors` for the format {format}", { ...problem, output });
        case "anchors":
            return plural(
                problem.expected,
                "`@detect` of `{output}` expects {expected} list of anchors, got {actual}",
                "`@detect` of `{output}` expects {expected} lists of anchors, got {actual}", { ...problem, output },
            );
        case "ratios":
            return plural(
                problem.expected,
                "`@detect` of `{output}` expects {expected} list of ratios, got {actual}",
                "`@detect` of `{output}` expects {expected} lists of ratios, got {actual}", { ...problem, output },
            );
        case "sizes":
            return text("`@detect` of `{output}` expects {expected} sizes, got {actual}", { ...problem, output });
        case "pairs":
            return text("`@detect` expects as many outputs with scores as with boxes");
        case "shape":
            return text("`@detect` expects `{output}` to be a map or rows of boxes, got {shape}", { ...problem, output });
        case "channels":
            return wordChannels(problem, output);
        case "rows":
            return text("`@detect` expects {expected} rows in `{output}`, got {actual}", { ...problem, output });
        case "no-stride":
            return text("`@detect` requires a `stride` for the rows of `{output}`", { output });
        case "stride":
            return text("a stride of {stride} does not divide {imageSize} pixels into the {size} positions of `{output}`", {
                ...problem, output,
            });
        case "classes":
            return text("`@detect` expects {expected} classes in `{output}`, got {actual}", { ...problem, output });
        case "form":
            return text("`@detect` of `{output}` has an invalid value for `{argument}`", { ...problem, output });
    }
}

function wordChannels({ actual, anchors, fields, exact }: Channels, output: string): Text {
    const values = { output, actual, anchors, fields, expected: anchors * fields };
    return exact
        ? plural(
            anchors,
            "`@detect` expects {expected} numbers per box in `{output}`, got {actual}",
            "`@detect` expects {expected} channels in `{output}` ({anchors} anchors of {fields} numbers), got {actual}", values,
        )
        : plural(
            anchors,
            "`@detect` expects at least {expected} numbers per box in `{output}`, got {actual}",
            "`@detect` expects {anchors} anchors of at least {fields} numbers in `{output}`, got {actual} channels", values,
        );
}

type Channels = Extract<DetectionProblem, { readonly kind: "channels" }>;

function wordHelp(problem: DetectionProblem): Text | undefined {
    switch (problem.kind) {
        case "no-anchors":
            return text("list widths and heights in pixels, as in `anchors=[[18, 18], [26, 26]]`");
        case "no-stride":
            return text("give one stride per map in pixels, as in `stride=[8, 16]`");
        case "anchors":
        case "ratios":
            return text("write one list per map");
        case "sizes":
            return text("write one size per map, and one more");
        case "form":
            return wordForm(problem.argument);
        default:
            return undefined;
    }
}

function wordForm(argument: string): Text {
    switch (argument) {
        case "anchors":
            return text("list pairs of a positive width and height, as in `anchors=[[18, 18], [26, 26]]`");
        case "ratios":
            return text("list the positive ratios of each map, as in `ratios=[[2], [2, 3]]`");
        default:
            return text("use positive numbers");
    }
}
