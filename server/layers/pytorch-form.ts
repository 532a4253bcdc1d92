import { product } from "../python/arithmetic.ts";
import {
    attribute, binary, call, literal, reference, slice, subscript, tuple, type Argument, type Expression,
    type PythonLiteral,
} from "../python/syntax.ts";
import type { Padding } from "./argument-types.ts";

/** A number of a layer's PyTorch form and its source, so that it can be written as in the source. */
export interface PytorchSlot {
    readonly value: PythonLiteral;
    readonly from?: SlotSource;
    /** The argument is omitted if it has this value. */
    readonly default?: PythonLiteral;
}

export type SlotSource =
    /** The argument of this name, or its element at these indices. */
    | { readonly argument: string; readonly at?: readonly number[] }
    /** The operand at this position, a number: `add(x, 1)`. */
    | { readonly operand: number }
    /** The first input's channels, times or divided by an argument to a power. */
    | { readonly channels: "times" | "over"; readonly argument: string; readonly power: number }
    /** The total channels (or features) of these inputs. */
    | { readonly channelsOf: readonly number[] }
    /** The size of the input's last axis, if that is not the channels axis. */
    | { readonly lastAxis: true }
    /** The number of elements of the first input. */
    | { readonly elements: true };

/** A hole of a form: an input of the layer, the attribute that holds its module, or a number. */
export type Hole =
    | { readonly kind: "input"; readonly input: number }
    | { readonly kind: "own" }
    | { readonly kind: "number"; readonly slot: PytorchSlot };

/** A PyTorch expression with holes. */
export type Template = Expression<Hole>;
export type TemplateArgument = Argument<Hole>;

/**
 * A layer's PyTorch form. A layer with tensors has a module (or parameter) and calls it; one without has an expression,
 * and usually a module too, for contexts that require modules.
 */
export interface PytorchForm {
    /** The value of the attribute: a module, or a learned tensor. */
    readonly module?: Template;
    /** Whether `module` is a learned tensor rather than a module. */
    readonly isParameter?: boolean;
    /** Whether calling the module with the first input alone is the whole layer, as in an nn.Sequential. */
    readonly plain: boolean;
    /** The expression in `forward` if an attribute holds the module. */
    readonly called?: Template;
    /** The expression in `forward` without a module; absent for layers with tensors. */
    readonly expression?: Template;
    /** The first result's channels or features, if they differ from the first input's. */
    readonly channels?: PytorchSlot;
    /** Functions and classes of server/layers/pytorch-preamble.ts that it uses. */
    readonly preamble: readonly string[];
}

export function input(position = 0): Template {
    return reference({ kind: "input", input: position });
}

export const own: Template = reference({ kind: "own" });

/** A number of the form. */
export function slotPart(slot: PytorchSlot): Template {
    return reference({ kind: "number", slot });
}

/** A number that does not come from an argument. */
export function fixed(value: PythonLiteral): PytorchSlot {
    return { value };
}

/** The argument of this name, or its element at these indices. */
export function argumentSlot(argument: string, value: PythonLiteral, ...at: readonly number[]): PytorchSlot {
    return { value, from: at.length === 0 ? { argument } : { argument, at } };
}

/** The channels of the first input, or the total of several inputs. */
export function channelsOf(value: number | undefined, ...inputs: readonly number[]): PytorchSlot {
    return { value: value ?? 0, from: { channelsOf: inputs.length === 0 ? [0] : inputs } };
}

export function positional(slot: PytorchSlot): TemplateArgument {
    return { name: undefined, value: slotPart(slot) };
}

/** A keyword argument, omitted if it has its default. */
export function named(name: string, slot: PytorchSlot, standard?: PythonLiteral): TemplateArgument {
    return { name, value: slotPart(standard === undefined ? slot : { ...slot, default: standard }) };
}

/** A layer whose module holds its tensors: `self.conv(x)`, or `called` if it needs more. */
export function moduleForm(
    callee: string, args: readonly TemplateArgument[],
    rest: {
        readonly called?: Template; readonly channels?: PytorchSlot; readonly preamble?: readonly string[];
    } = {},
): PytorchForm {
    return {
        module: call<Hole>(callee, args),
        plain: rest.called === undefined,
        called: rest.called ?? call(own, [input()]),
        preamble: rest.preamble ?? [],
        ...(rest.channels === undefined ? {} : { channels: rest.channels }),
    };
}

/** A layer without tensors that exists as a module and as a function with the same arguments. */
export function functionForm(
    module: string, callee: string, args: readonly TemplateArgument[] = [], more: readonly TemplateArgument[] = [],
): PytorchForm {
    return { ...moduleForm(module, args), expression: call<Hole>(callee, [input(), ...args, ...more]) };
}

/** A layer that is only an expression. */
export function expressionForm(
    expression: Template,
    rest: { readonly channels?: PytorchSlot; readonly preamble?: readonly string[] } = {},
): PytorchForm {
    return {
        plain: false, expression, preamble: rest.preamble ?? [],
        ...(rest.channels === undefined ? {} : { channels: rest.channels }),
    };
}

/** A learned tensor with one number per channel, initially `value`, and its use on the input. */
export function parameterForms(
    channels: PytorchSlot, value: PytorchSlot, called: Template,
): readonly PytorchForm[] {
    const form = (filled: Template): PytorchForm => ({
        module: call<Hole>("nn.Parameter", [filled]), isParameter: true, plain: false, called, preamble: [],
    });
    const ones: Template = call("torch.ones", [slotPart(channels)]);
    const scaled = form(product(slotPart(value), ones));
    return value.value === 1 ? [form(ones), scaled] : [scaled];
}

/** An argument's padding in the order of F.pad: before and after of each axis, the last axis first. */
export function torchPads(
    sides: readonly { readonly before: number; readonly after: number }[], argument?: string, written?: Padding,
): Template {
    const slot = (axis: number, side: 0 | 1, value: number): Template => {
        if (argument === undefined || written === undefined || typeof written === "string") {
            return slotPart(fixed(value));
        }
        if (typeof written === "number") {
            return slotPart(written === value ? argumentSlot(argument, value) : fixed(value));
        }
        const one = written[axis];
        return slotPart(typeof one === "number" ? argumentSlot(argument, value, axis) : argumentSlot(argument, value, axis, side));
    };
    return tuple(sides.map(({ before, after }, axis) => [slot(axis, 0, before), slot(axis, 1, after)])
        .toReversed().flat());
}

/** `x.shape[2:]`, the spatial sizes of an input. */
export function spatialSizes(position: number): Template {
    return subscript<Hole>(attribute(input(position), "shape"), slice<Hole>(literal(2)));
}

/** Operands that are combined one after the other; more are combined in groups, so that expressions stay flat. */
const longestRow = 64;

/** Inputs separated by operators. */
export function joined(operator: "+" | "-" | "*", operands: readonly Template[]): Template {
    return folded(operands, (left, right) => binary(operator, left, right)) ?? literal(0);
}

/** Operands combined by an associative function. */
export function folded(
    operands: readonly Template[], combine: (left: Template, right: Template) => Template,
): Template | undefined {
    if (operands.length > longestRow) {
        const groups = Array.from({ length: Math.ceil(operands.length / longestRow) }, (_, index) =>
            folded(operands.slice(index * longestRow, (index + 1) * longestRow), combine));
        return folded(groups.filter((one) => one !== undefined), combine);
    }
    const [first, ...rest] = operands;
    return first === undefined ? undefined : rest.reduce<Template>(combine, first);
}
