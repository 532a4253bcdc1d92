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
        argument("kind", "string", false, "`\"he\"` (the default), `\"xavier\"` or `\"zeros\"`.", {
            choices: ["he", "xavier", "zeros"],
        }),
        argument("seed", "number", false, "The seed of the random numbers; 0 by default."),
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
    define("detect", ["output"], "The output is boxes; the preview draws them.", [
        argument("labels", "string", false, "A text file with one class name per line.", { file: ".txt" }),
        argument("boxes", "any", false, "The layout of boxes in the output."),
        argument("threshold", "number", false, "The lowest score of a box to draw."),
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
