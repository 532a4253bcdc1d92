import type { LayerProblem } from "../../layers/problems.ts";
import type { AxisWindow } from "../../layers/window.ts";
import { removeArgument, writtenArgument, type TextChange } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { quote } from "../wording.ts";
import { changeArgument, listElements, numberArgument, writtenValue, type Mistake } from "./mistake.ts";

type Facts<Code extends LayerProblem["code"]> = Extract<LayerProblem, { readonly code: Code }>;

/** Other numbers for the argument to blame, so that it fits. */
export function layerArgumentFixes(mistake: Mistake): readonly Fix[] {
    const { problem } = mistake;
    switch (problem.code) {
        case "kernel-exceeds-input":
            return kernelFixes(problem, mistake);
        case "empty-output":
            return emptyFixes(problem, mistake);
        case "invalid-stride":
            return firstPreferred(positiveNumbers(problem.value), "stride", mistake, (old) => old < 1);
        case "invalid-dilation":
            return firstPreferred(positiveNumbers(problem.value), "dilation", mistake, (old) => old < 1);
        case "invalid-padding":
            return paddingFixes(problem, mistake);
        case "invalid-groups":
            return groupFixes(problem, mistake);
        case "invalid-output-padding": {
            const most = Math.max(problem.stride, problem.dilation) - 1;
            const isWrong = (old: number): boolean => old < 0 || old > most;
            return firstPreferred([problem.value < 0 ? 0 : most], "output_padding", mistake, isWrong);
        }
        case "unsolvable-size":
            return reachFixes(problem, mistake);
        case "wrong-axis-count":
            return axisCountFixes(problem, mistake);
        case "invalid-argument":
            return defaultFixes(problem.name, mistake);
        case "conflicting-arguments":
            return conflictFixes(problem, mistake);
        default:
            return [];
    }
}

/** Sets an argument to a number; in a list, only what is wrong, if that is known. */
function setNumber(
    name: string, value: number, mistake: Mistake, isWrong: (old: number) => boolean = () => true,
): Fix | undefined {
    const { layer } = mistake;
    const elements = listElements(writtenValue(layer, name));
    const text = elements === undefined
        ? String(value)
        : `[${elements.map((element) => changedElement(element, value, mistake, isWrong)).join(", ")}]`;
    const edits = changeArgument(layer, name, text, mistake);
    return edits === undefined ? undefined : { title: `Set ${quote(name)} to ${text}`, edits, preferred: false };
}

function changedElement(
    element: NonNullable<ReturnType<typeof listElements>>[number], value: number, { file }: Mistake,
    isWrong: (old: number) => boolean,
): string {
    const sign = element.kind === "unary" && element.operator === "-" ? -1 : 1;
    const literal = element.kind === "unary" ? element.operand : element;
    return literal.kind === "number" && isWrong(sign * literal.value)
        ? String(value)
        : file.text.slice(element.start, element.end);
}

/** A fix for each number, the first preferred. */
function firstPreferred(
    values: readonly number[], name: string, mistake: Mistake, isWrong?: (old: number) => boolean,
): readonly Fix[] {
    return preferFirst(values.map((value) => setNumber(name, value, mistake, isWrong)));
}

/** The fixes there are, the first preferred. */
function preferFirst(fixes: readonly (Fix | undefined)[]): readonly Fix[] {
    return fixes.filter((fix) => fix !== undefined).map((fix, index) => ({ ...fix, preferred: index === 0 }));
}

/** What may have been meant by a number that has to be 1 or more. */
function positiveNumbers(value: number): readonly number[] {
    return value < -1 ? [-value, 1] : [1];
}

/** A kernel, dilation or padding with which the window fits along every axis. */
function kernelFixes({ kernel: failing }: Facts<"kernel-exceeds-input">, mistake: Mistake): readonly Fix[] {
    const { layer } = mistake;
    const shape = layer.inputs[0]?.shape ?? [];
    const axes = (layer.inference?.windows ?? []).map((window, index) => ({
        window, size: shape[index + 1]?.sample ?? Infinity,
    }));
    if (axes.length === 0) {
        return [];
    }
    const room = ({ window, size }: { readonly window: AxisWindow; readonly size: number }): number =>
        size + window.before + window.after;
    const kernel = Math.min(...axes.map((axis) => Math.floor((room(axis) - 1) / axis.window.dilation) + 1));
    const dilation = Math.min(...axes.filter(({ window }) => window.kernel > 1)
        .map((axis) => Math.floor((room(axis) - 1) / (axis.window.kernel - 1))));
    const padding = Math.max(...axes.map(({ window, size }) => Math.ceil((window.extent - size) / 2)));
    const withKernel = kernel < 1 ? undefined : setNumber("kernel", kernel, mistake, (old) => old >= failing);
    const withDilation = dilation < 1 || axes.every(({ window }) => window.dilation === 1)
        ? undefined
        : setNumber("dilation", dilation, mistake);
    const withPadding = setNumber("padding", padding, mistake);
    // Half the kernel is what padding is mostly for; more than that is a way out, not what was meant.
    const isHalf = axes.every(({ window }) => 2 * padding <= window.extent - 1);
    const pools = layer.definition.traits.pools;
    return preferFirst(isHalf && !pools
        ? [withPadding, withDilation, withKernel]
        : [withDilation, withKernel, withPadding]);
}

/** Less taken away: the padding with which one row or column is left. */
function emptyFixes({ output }: Facts<"empty-output">, mistake: Mistake): readonly Fix[] {
    const { layer } = mistake;
    const padding = numberArgument(layer, "padding");
    if (output.sample === undefined || padding === undefined) {
        return [];
    }
    const less = Math.ceil((1 - output.sample) / 2);
    // `pad` takes away by a negative padding, a transposed convolution by a positive one.
    return firstPreferred([padding < 0 ? padding + less : padding - less], "padding", mistake);
}

function paddingFixes(problem: Facts<"invalid-padding">, mistake: Mistake): readonly Fix[] {
    switch (problem.reason) {
        case "negative":
            return firstPreferred([-problem.value, 0], "padding", mistake, (old) => old < 0);
        case "over-half-kernel": {
            const most = Math.floor(problem.kernel / 2);
            return firstPreferred([most], "padding", mistake, (old) => old > most);
        }
        case "not-here":
            return firstPreferred([0], "padding", mistake);
    }
}

/** The nearest numbers of groups that divide both sides, and the nearest channels that the groups divide. */
function groupFixes({ groups, channels, of }: Facts<"invalid-groups">, mistake: Mistake): readonly Fix[] {
    const { layer } = mistake;
    const inputs = layer.inputs[0]?.shape?.[0]?.sample ?? channels;
    const outputs = numberArgument(layer, "channels") ?? inputs;
    const common = divisors(greatestDivisor(inputs, outputs));
    const nearest = common.toSorted((a, b) => Math.abs(a - groups) - Math.abs(b - groups)).slice(0, 2);
    const rounded = Math.max(1, Math.round(channels / groups)) * groups;
    return preferFirst([
        ...nearest.map((value) => setNumber("groups", value, mistake)),
        of === "output" && groups > 0 ? setNumber("channels", rounded, mistake) : undefined,
    ]);
}

function greatestDivisor(a: number, b: number): number {
    return b === 0 ? a : greatestDivisor(b, a % b);
}

/** In order; channels are small enough to try all. */
function divisors(whole: number): readonly number[] {
    const most = Math.min(whole, 100_000);
    return Array.from({ length: most }, (_, index) => index + 1).filter((candidate) => whole % candidate === 0);
}

/** The stride, and the kernel with it, that make the wanted size of the input's. */
function reachFixes({ axis, wanted }: Facts<"unsolvable-size">, mistake: Mistake): readonly Fix[] {
    const { layer, file } = mistake;
    const size = layer.inputs[0]?.shape?.[axis]?.sample;
    if (size === undefined || wanted.sample === undefined || wanted.sample < size) {
        return [];
    }
    const stride = String(Math.round(wanted.sample / size));
    const strided = changeArgument(layer, "stride", stride, mistake);
    const enlarged = changeArgument(layer, "kernel", stride, mistake);
    const written = writtenArgument(layer.node, layer.definition, "to");
    return preferFirst([
        strided === undefined ? undefined : { title: `Set \`stride\` to ${stride}`, edits: strided, preferred: false },
        strided === undefined || enlarged === undefined || overlap(strided, enlarged) ? undefined : {
            title: `Set \`kernel\` and \`stride\` to ${stride}`, edits: [...enlarged, ...strided], preferred: false,
        },
        written === undefined ? undefined : {
            title: "Remove `to`", edits: removeArgument(file, layer.node, written), preferred: false,
        },
    ]);
}

function overlap(some: readonly TextChange[], others: readonly TextChange[]): boolean {
    return some.some((one) => others.some((other) => one.span.start === other.span.start));
}

/** One number for all axes where the list has the same for each, else as many entries as there are axes. */
function axisCountFixes({ name, axes }: Facts<"wrong-axis-count">, mistake: Mistake): readonly Fix[] {
    const { layer, file } = mistake;
    const elements = (listElements(writtenValue(layer, name)) ?? [])
        .map(({ start, end }) => file.text.slice(start, end));
    const [first] = elements;
    if (first === undefined) {
        return [];
    }
    const fitted = Array.from({ length: axes }, (_, index) => elements[index] ?? first);
    const texts = [
        ...(new Set(elements).size === 1 && !first.startsWith("[") ? [first] : []),
        `[${fitted.join(", ")}]`,
    ];
    return preferFirst(texts.map((text): Fix | undefined => {
        const edits = changeArgument(layer, name, text, mistake);
        return edits === undefined ? undefined : { title: `Set ${quote(name)} to ${text}`, edits, preferred: false };
    }));
}

/** Leaves an argument at its default. */
function defaultFixes(name: string, { layer, file }: Mistake): readonly Fix[] {
    const definition = layer.definition.arguments.get(name);
    const written = writtenArgument(layer.node, layer.definition, name);
    if (written === undefined || definition?.default === undefined) {
        return [];
    }
    return [{
        title: `Leave ${quote(name)} at its default, ${JSON.stringify(definition.default)}`,
        edits: removeArgument(file, layer.node, written), preferred: true,
    }];
}

/** Leaves one of the arguments that exclude each other. */
function conflictFixes({ given }: Facts<"conflicting-arguments">, { layer, file }: Mistake): readonly Fix[] {
    return preferFirst(given.toReversed().map((name): Fix | undefined => {
        const written = writtenArgument(layer.node, layer.definition, name);
        return written === undefined ? undefined : {
            title: `Remove ${quote(name)}`, edits: removeArgument(file, layer.node, written), preferred: false,
        };
    }));
}
