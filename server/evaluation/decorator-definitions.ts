import { detectionFormats } from "../graph/detection-form.ts";

/** What a decorator can apply to. */
export type DecoratorPlace = "line" | "input" | "output" | "model" | "block" | "statement";

export interface DecoratorDefinition {
    readonly name: string;
    readonly places: readonly DecoratorPlace[];
    readonly documentation: string;
    /** In order; positional arguments fill the first ones. */
    readonly arguments: readonly DecoratorArgument[];
    /** Whether it takes any number of positional arguments instead. */
    readonly variadic: boolean;
    /** Whether it can be repeated. */
    readonly repeatable: boolean;
}

export interface DecoratorArgument {
    readonly name: string;
    readonly expected: "string" | "number" | "positive-number" | "number-list" | "number-or-number-list" | "any";
    readonly required: boolean;
    readonly documentation: string;
    /** The words it accepts. */
    readonly choices?: readonly string[];
    /** If it is the path of a file, its ending. */
    readonly file?: ".safetensors" | ".txt";
}

const everywhere: readonly DecoratorPlace[] = ["line", "input", "output", "model", "block", "statement"];

/** All decorators of the language by name. */
export const decorators: ReadonlyMap<string, DecoratorDefinition> = new Map([
    define("path", ["line", "output"], "The line's path within the enclosing block or model, its parts joined:"
        + " `@path(\"denselayer\", i + 1)`. Lines with the same path share their weights.", [], { variadic: true }),
    define("weights", ["model"], "The file with the trained weights, matched by the names of the tensors. Without it, weights are random.", [
        argument("file", "string", true, "The path of a .safetensors file, relative to this one.", { file: ".safetensors" }),
    ]),
    define("init", ["model"], "The initial weights if no file provides them.", [
        argument("kind", "string", false, "`\"he\"` (the default), `\"xavier\"`, `\"pytorch\"` or `\"zeros\"`.", {
            choices: ["he", "xavier", "pytorch", "zeros"],
        }),
        argument("seed", "number", false, "The seed of the random numbers; 0 by default."),
    ]),
    define("budget", ["model"], "What the model may cost at most: a warning names the lines with the largest part.", [
        argument("parameters", "positive-number", false, "Learned numbers, such as `5e6`."),
        argument("macs", "positive-number", false, "Multiply-adds for one image, such as `600e6`."),
        argument("memory", "positive-number", false, "Bytes of inference on one image, such as `2e9`: weights and activations."),
    ]),
    define("image", ["input"], "How an image becomes this input: pixels scaled to `range`, minus `mean`, divided by `std`.", [
        argument("mean", "number-or-number-list", false, "Subtracted from each channel; 0 by default."),
        argument("std", "number-or-number-list", false, "Each channel is divided by it; 1 by default."),
        argument("range", "number-list", false, "What 0 and 255 become; `[0, 1]` by default."),
        argument("layout", "string", false, "The order of the channels: `\"rgb\"` (the default) or `\"bgr\"`.", {
            choices: ["rgb", "bgr"],
        }),
        argument("fit", "string", false, "How an image of another shape becomes this one: `\"crop\"` (the default) cuts off "
            + "what does not fit, `\"letterbox\"` adds bars, `\"stretch\"` distorts.", {
            choices: ["crop", "letterbox", "stretch"],
        }),
    ]),
    define("smallest_object", ["input"], "The smallest object to detect: a warning reports outputs whose feature maps "
        + "are too coarse for it.", [
        argument("pixels", "positive-number", true, "Its height and width in the input's pixels."),
    ]),
    define("classify", ["output"], "The output is one score per class; the preview lists the highest.", [
        argument("labels", "string", false, "A text file with one class name per line.", { file: ".txt" }),
        argument("top", "number", false, "How many classes are shown; 5 by default."),
    ]),
    define("segment", ["output"], "The output is one score per class and pixel; the preview colours the image by "
        + "the class with the highest score. A single channel separates foreground and background.", [
        argument("labels", "string", false, "A text file with one class name per line.", { file: ".txt" }),
        argument("threshold", "number", false, "The least probability of the foreground, of a single channel; 0.5 by default."),
    ]),
    define("detect", ["output"], "The output holds boxes, or a part of them. The preview decodes the boxes of all outputs "
        + "with `@detect`, removes those that overlap a better one, and draws the rest.", [
        argument("format", "string", false, "How numbers become boxes: `\"yolo\"`, `\"yolov5\"`, `\"ssd\"`, "
            + "`\"retinanet\"`, `\"fcos\"` or `\"blazeface\"`. Without a format, no boxes are drawn.", {
            choices: Object.keys(detectionFormats),
        }),
        argument("anchors", "any", false, "The widths and heights, in pixels, of the boxes that each position adjusts: "
            + "`[[18, 18], [26, 26]]`. For rows of several maps, one such list per map."),
        argument("labels", "string", false, "A text file with one class name per line.", { file: ".txt" }),
        argument("part", "string", false, "What the output holds: `\"all\"` (the default), `\"boxes\"`, `\"scores\"` or "
            + "`\"objectness\"`. Outputs with parts belong together in the order of their lines.", {
            choices: ["all", "boxes", "scores", "objectness"],
        }),
        argument("classes", "positive-number", false, "The number of classes; by default, what the channels leave for them."),
        argument("stride", "number-or-number-list", false, "The pixels from one position to the next; by default, the "
            + "image's height divided by the map's. For rows of boxes, one number per map."),
        argument("activation", "string", false, "What makes probabilities of scores: `\"sigmoid\"`, `\"softmax\"` or "
            + "`\"none\"`. SSD's default is softmax, and that of the other formats is sigmoid.", {
            choices: ["sigmoid", "softmax", "none"],
        }),
        argument("background", "number", false, "The index of the class that means no object: 0 by default for "
            + "`\"ssd\"`, otherwise none. -1 means none."),
        argument("variances", "number-list", false, "Factors of the centre's and the size's numbers, of `\"ssd\"` "
            + "(`[0.1, 0.2]` by default) and `\"retinanet\"` (`[1, 1]`)."),
        argument("sizes", "number-list", false, "Instead of anchors: the size of SSD's default boxes on each map, and one "
            + "more, in pixels."),
        argument("ratios", "any", false, "With `sizes`: the aspect ratios of the default boxes on each map besides 1, as in "
            + "`[[2], [2, 3]]`."),
        argument("boxes", "number-or-number-list", false, "The number of boxes per position, of formats without anchors; 1 "
            + "by default. For rows of several maps, one number per map."),
        argument("threshold", "number", false, "The score from which boxes are drawn at first; 0.25 by default."),
        argument("iou", "number", false, "The overlap (intersection over union) from which the worse of two boxes of a "
            + "class is removed at first; 0.45 by default."),
    ]),
    define("picture", ["output"], "The output is an image of one or three channels. The preview draws it over "
        + "the input, with a divider to compare them, or beside an input of another shape.", [
        argument("range", "number-list", false, "The numbers of black and white; `[0, 1]` by default."),
        argument("mean", "number-or-number-list", false, "Added to each channel after it is multiplied by `std`; 0 by default."),
        argument("std", "number-or-number-list", false, "Each channel is multiplied by it; 1 by default."),
        argument("layout", "string", false, "The order of the channels: `\"rgb\"` (the default) or `\"bgr\"`.", {
            choices: ["rgb", "bgr"],
        }),
    ]),
    define("allow", everywhere, "Hides the diagnostics with these codes in what follows.", [], {
        variadic: true, repeatable: true,
    }),
].map((definition) => [definition.name, definition]));

function define(
    name: string, places: readonly DecoratorPlace[], documentation: string, args: readonly DecoratorArgument[],
    options: { readonly variadic?: boolean; readonly repeatable?: boolean } = {},
): DecoratorDefinition {
    return {
        name, places, documentation, arguments: args, variadic: options.variadic ?? false,
        repeatable: options.repeatable ?? false,
    };
}

function argument(
    name: string, expected: DecoratorArgument["expected"], isRequired: boolean, documentation: string,
    more: Pick<DecoratorArgument, "choices" | "file"> = {},
): DecoratorArgument {
    return { name, expected, required: isRequired, documentation, ...more };
}
