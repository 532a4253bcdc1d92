import type { ForeignCall, SyntaxProblem } from "../../grammar/syntax-problem.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Argument, Span } from "../../grammar/syntax-tree.ts";
import { knownArgument, knownCallee } from "../evaluation/suggestions.ts";
import { layers } from "../layers/catalogue.ts";
import type { LayerDefinition } from "../layers/definition.ts";
import type { TextChange } from "./edits.ts";

/** The layer for another library's call, regardless of its arguments. */
export function layerOf({ name }: ForeignCall): LayerDefinition | undefined {
    const layer = knownCallee(name);
    return layer === undefined ? undefined : layers.get(layer);
}

/**
 * The equivalent of another library's call with its arguments: `conv(64, 3)` for `nn.Conv2d(3, 64, 3)`, `x ->
 * flatten()` for `x.view(-1)`. Undefined if it is uncertain.
 */
export function translateCall(call: ForeignCall, file: ParsedFile): string | undefined {
    if (call.of.kind === "self") {
        return undefined;
    }
    // The first argument of `view` is the batch, however it is written.
    const isReshaping = call.of.kind === "value" && (call.name === "view" || call.name === "reshape");
    const passed = isReshaping && call.arguments.length > 1 ? call.arguments.slice(1) : call.arguments;
    const args = readArguments(call, passed, file);
    const [value] = call.appliedTo === undefined ? [] : readArguments(call, [call.appliedTo], file) ?? [];
    if (args === undefined || (call.appliedTo !== undefined && value === undefined)) {
        return undefined;
    }
    const written = call.of.kind === "value"
        ? translateMethod(call.name, call.of.text, args)
        : translateFunction(call.name, args, file);
    if (written === undefined) {
        return undefined;
    }
    const flow = value === undefined ? written : `${value.text} -> ${written}`;
    return call.target === undefined ? flow : `${call.target} = ${flow}`;
}

/** An argument in this language's syntax. */
interface ReadArgument {
    readonly name: string | undefined;
    readonly text: string;
    readonly argument: Argument;
}

/** The arguments with foreign syntax translated; undefined if a part cannot be. */
function readArguments(
    { inner }: ForeignCall, passed: readonly Argument[], file: ParsedFile,
): readonly ReadArgument[] | undefined {
    const args: ReadArgument[] = [];
    for (const argument of passed) {
        const within = inner.filter(({ start, end }) => argument.value.start <= start && end <= argument.value.end);
        const [only] = within;
        const isNone = only?.code === "foreign-syntax" && only.instead === "" && only.call === undefined &&
            only.start === argument.value.start && only.end === argument.value.end;
        // `None` leaves an argument at its default.
        if (!isNone) {
            const edits = editsFor(within, file);
            if (edits === undefined) {
                return undefined;
            }
            args.push({ name: argument.name?.text, text: edited(file.text, argument.value, edits), argument });
        }
    }
    return args;
}

function editsFor(problems: readonly SyntaxProblem[], file: ParsedFile): readonly TextChange[] | undefined {
    const edits: TextChange[] = [];
    for (const problem of problems) {
        if (problem.code === "foreign-syntax" && problem.call !== undefined) {
            const text = translateCall(problem.call, file);
            if (text === undefined) {
                return undefined;
            }
            edits.push({ span: { start: problem.call.start, end: problem.call.end }, text });
        } else if (problem.fix === undefined) {
            return undefined;
        } else if (problem.fix.text.startsWith("[")) {
            // The parentheses of a tuple may contain more foreign syntax.
            const { start, end } = problem.fix.span;
            edits.push({ span: { start, end: start + 1 }, text: "[" }, { span: { start: end - 1, end }, text: "]" });
        } else {
            edits.push(problem.fix);
        }
    }
    return edits;
}

/** The text of a span with replacements applied; of overlapping ones, the first and longer. */
function edited(text: string, { start, end }: Span, replacements: readonly TextChange[]): string {
    let result = "";
    let at = start;
    const inOrder = replacements.toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
    for (const { span, text: instead } of inOrder) {
        if (at <= span.start && span.end <= end) {
            result += text.slice(at, span.start) + instead;
            at = span.end;
        }
    }
    return result + text.slice(at, end);
}

/** The attributes with the sizes of a tensor's axes, of which 0 is the batch. */
const axisAttributes: readonly (string | undefined)[] = [undefined, "channels", "height", "width"];

/** Methods that have no effect in this language. */
const emptyMethods: ReadonlySet<string> = new Set(["clone", "contiguous", "cpu", "cuda", "detach", "float", "to"]);

/** `x.view(-1)`, `x.size(1)`, `x.relu()`: a method of the value `x`. */
function translateMethod(name: string, value: string, args: readonly ReadArgument[]): string | undefined {
    const texts = args.map(({ text }) => text);
    if (emptyMethods.has(name)) {
        return value;
    }
    switch (name) {
        case "view":
        case "reshape":
            return texts.join() === "-1" ? `${value} -> flatten()` : `${value} -> reshape([${texts.join(", ")}])`;
        case "flatten":
            return texts.length === 0 || (texts.length === 1 && texts[0] === "1") ? `${value} -> flatten()` : undefined;
        case "size": {
            const attribute = axisAttributes[Number(texts[0])];
            return texts.length === 1 && attribute !== undefined ? `${value}.${attribute}` : undefined;
        }
        case "permute": {
            const axes = texts.map(Number);
            return axes[0] === 0 && axes.every(Number.isInteger)
                ? `${value} -> permute([${axes.slice(1).map((axis) => axis - 1).join(", ")}])`
                : undefined;
        }
        case "mean":
            return /^\[?(2, ?3|-1, ?-2|-2, ?-1)\]?$/.test(texts.join(", ")) ? `${value} -> global_avg_pool()` : undefined;
        default: {
            const call = callOf(name, args);
            return call === undefined ? undefined : `${value} -> ${call}`;
        }
    }
}

/** Translates a class or function of a library. Functions take the value as their first argument, classes do not. */
function translateFunction(name: string, args: readonly ReadArgument[], file: ParsedFile): string | undefined {
    if (name === "Sequential") {
        return chainOf(args, file);
    }
    const definition = layers.get(knownCallee(name) ?? "");
    if (definition?.operands.from === "arguments") {
        return joined(definition, args);
    }
    if (/^[A-Z]/.test(name)) {
        return callOf(name, args);
    }
    const [first, ...others] = args;
    // Functions with weights have no equivalent.
    return first === undefined || first.name !== undefined || definition?.traits.channels === "set"
        ? undefined
        : translateMethod(name, first.text, others);
}

/** `nn.Sequential(a, b)` is the chain `a -> b`, on the same number of lines. */
function chainOf(steps: readonly ReadArgument[], { text }: ParsedFile): string | undefined {
    const gaps = steps.slice(1).map(({ argument: { start: end } }, index) =>
        text.slice(steps[index]?.argument.end ?? end, end));
    if (steps.length === 0 || gaps.some((gap) => gap.includes("#"))) {
        return undefined;
    }
    const arrows = gaps.map((gap) => (/[\r\n]/.test(gap) ? `${gap.replace(/^[^\r\n]*/, "")}-> ` : " -> "));
    return steps.map((step, index) => (arrows[index - 1] ?? "") + step.text).join("");
}

/** `torch.cat([a, b], dim=1)` is `concat(a, b)`: values instead of their list, and axes without the batch. */
function joined({ name, arguments: parameters }: LayerDefinition, args: readonly ReadArgument[]): string | undefined {
    const [first] = args;
    const list = first?.argument.value.kind === "list" ? first.text.slice(1, -1).trim() : undefined;
    const operands = list === undefined ? args.filter((one) => one.name === undefined) : args.slice(0, 1);
    const [axis, ...others] = args.filter((one) => !operands.includes(one));
    const along = axis === undefined ? 0 : axisWithoutBatch(axis.text);
    const isAxis = axis?.name === undefined || knownArgument(axis.name, axisOnly) !== undefined;
    if (others.length > 0 || along === undefined || !isAxis || (axis !== undefined && !parameters.has("axis"))) {
        return undefined;
    }
    const values = list ?? operands.map(({ text }) => text).join(", ");
    return `${name}(${values}${along === 0 ? "" : `, axis=${along}`})`;
}

const axisOnly = [{ name: "axis", aliases: { PyTorch: ["dim"] } }] as const;

/** An axis counted without the batch; undefined for the batch itself and for anything that is not a number. */
function axisWithoutBatch(written: string): number | undefined {
    const axis = Number(written);
    return Number.isInteger(axis) && axis !== 0 ? (axis > 0 ? axis - 1 : axis) : undefined;
}

/** Arguments that do not describe the computation. */
const withoutEffect: ReadonlySet<string> = new Set(["device", "dtype", "inplace", "training"]);

/** The arguments of PyTorch's normalizations that follow from their input. */
const normalizedSizes: ReadonlySet<string> = new Set(["num_features", "num_channels", "normalized_shape"]);

/** The first arguments of PyTorch's layers with windows, in their order. */
const windowOrder = ["kernel", "stride", "padding"] as const;

/** `conv(64, 3, padding=1)`: a layer with another library's arguments. */
function callOf(name: string, args: readonly ReadArgument[]): string | undefined {
    const definition = layers.get(knownCallee(name) ?? "");
    if (definition === undefined) {
        return undefined;
    }
    const positional = positionalParameters(name, definition, args);
    const written: string[] = [];
    let position = 0;
    for (const { name: keyword, text } of args) {
        const parameter = keyword === undefined ? positional[position] : parameterOf(keyword, definition);
        position += keyword === undefined ? 1 : 0;
        if (parameter === undefined) {
            return undefined;
        }
        if (parameter !== "") {
            const value = parameter === "axis" ? axisWithoutBatch(text) : text;
            if (value === undefined) {
                return undefined;
            }
            const isPositional = written.length < definition.positional &&
                [...definition.arguments.keys()][written.length] === parameter;
            written.push(isPositional ? String(value) : `${parameter}=${value}`);
        }
    }
    return `${definition.name}(${written.join(", ")})`;
}

/** The parameters of another library's positional arguments; "" for one without an equivalent. */
function positionalParameters(
    name: string, definition: LayerDefinition, args: readonly ReadArgument[],
): readonly string[] {
    const { arguments: parameters, traits } = definition;
    const own = [...parameters.keys()];
    // Keras infers the input's channels, as this language does, and its names end in `D`.
    const isKeras = /\dD$|^Dense$/.test(name);
    const isNorm = traits.normalization && !isKeras;
    // `nn.Conv2d(64, 3)` would lack a kernel: it has this language's arguments.
    const isShort = parameters.has("kernel") && args.filter((one) => one.name === undefined).length === 2 &&
        args.every((one) => one.name === undefined || parameterOf(one.name, definition) !== "kernel");
    const inputSize = !isKeras && !isShort && (parameters.has("channels") || parameters.has("features")) ? [""] : [];
    const windows = windowOrder.filter((one) => parameters.has(one));
    if (isNorm) {
        return parameters.has("groups") ? ["groups", ""] : [""];
    }
    const isWindowed = windows.length === windowOrder.length;
    return isWindowed
        ? [...inputSize, ...own.slice(0, own.indexOf("kernel")), ...windows]
        : [...inputSize, ...own.slice(0, 1)];
}

function parameterOf(name: string, { arguments: parameters }: LayerDefinition): string | undefined {
    const known = knownArgument(name, [...parameters].map(([own, { aliases }]) => ({ name: own, aliases })));
    const isOmitted = withoutEffect.has(name) || normalizedSizes.has(name) || /^in_(channels|features)$/.test(name);
    return known ?? (isOmitted ? "" : undefined);
}
