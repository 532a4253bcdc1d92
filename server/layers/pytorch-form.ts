/** A number, word or list as Python writes it; a list becomes a tuple. */
export type PytorchLiteral = number | string | boolean | readonly PytorchLiteral[];

/** A number of a layer's PyTorch form, and what it stands for, so that it can be written as the source has it. */
export interface PytorchSlot {
    readonly value: PytorchLiteral;
    readonly from?: SlotSource;
    /** Written without the tuple's parentheses, in a longer tuple. */
    readonly bare?: boolean;
}

export type SlotSource =
    /** The argument of this name, as it was given. */
    | { readonly argument: string }
    /** The operand at this position, a number: `add(x, 1)`. */
    | { readonly operand: number }
    /** The first input's channels, times or divided by an argument to a power. */
    | { readonly channels: "times" | "over"; readonly argument: string; readonly power: number }
    /** The channels (or features) that these inputs have together. */
    | { readonly channelsOf: readonly number[] }
    /** The size of the last axis of the input, where that is no channels axis. */
    | { readonly lastAxis: true }
    /** The elements of the first input, flattened. */
    | { readonly elements: true };

export interface PytorchArgument {
    readonly name: string | undefined;
    readonly slot: PytorchSlot;
    /** Left out where it is this. */
    readonly default?: PytorchLiteral;
}

/** `nn.Conv2d(3, 64, 7, stride=2)` */
export interface PytorchCall {
    readonly callee: string;
    readonly arguments: readonly PytorchArgument[];
}

/**
 * A piece of an expression of `forward`: Python's own text, one of the layer's inputs, the attribute that holds the
 * module or parameter, a number, or all of a call's arguments behind a comma.
 */
export type PytorchPart =
    | string
    | { readonly kind: "input"; readonly input: number; readonly binds: Precedence }
    | { readonly kind: "own" }
    | { readonly kind: "slot"; readonly slot: PytorchSlot }
    | { readonly kind: "arguments"; readonly arguments: readonly PytorchArgument[] };

/** How tightly an expression binds: from a sum to what needs no parentheses anywhere. */
export type Precedence = 0 | 1 | 2 | 3;
export const anything: Precedence = 0;
export const sumPrecedence: Precedence = 1;
export const productPrecedence: Precedence = 2;
export const atomPrecedence: Precedence = 3;

/**
 * A layer's PyTorch form. A layer with tensors has a module (or parameter) and calls it; one without has an expression,
 * and mostly a module too, for the places where only modules can stand.
 */
export interface PytorchForm {
    /** The module that an attribute holds. */
    readonly module?: PytorchCall;
    /** Or a learned tensor of one axis that no module holds, filled with a number. */
    readonly parameter?: { readonly size: PytorchSlot; readonly value: PytorchSlot };
    /** Whether the module, called with the first input alone, is the whole layer: it may stand in an nn.Sequential. */
    readonly plain: boolean;
    /** What `forward` does where an attribute holds the module. */
    readonly called?: readonly PytorchPart[];
    /** What `forward` does without a module; layers with tensors have none. */
    readonly expression?: readonly PytorchPart[];
    readonly precedence: Precedence;
    /** The first result's channels or features, where they are not the first input's. */
    readonly channels?: PytorchSlot;
    /** Functions and classes of server/layers/pytorch-preamble.ts that the texts use. */
    readonly preamble: readonly string[];
}

export function input(position = 0, binds: Precedence = anything): PytorchPart {
    return { kind: "input", input: position, binds };
}

export const own: PytorchPart = { kind: "own" };

export function part(slot: PytorchSlot): PytorchPart {
    return { kind: "slot", slot };
}

export function literal(value: PytorchLiteral): PytorchSlot {
    return { value };
}

/** What the source gives for an argument. */
export function given(argument: string, value: PytorchLiteral): PytorchSlot {
    return { value, from: { argument } };
}

/** The channels of the first input, or those of several together. */
export function channelsOf(value: number | undefined, ...inputs: readonly number[]): PytorchSlot {
    return { value: value ?? 0, from: { channelsOf: inputs.length === 0 ? [0] : inputs } };
}

export function positional(slot: PytorchSlot): PytorchArgument {
    return { name: undefined, slot };
}

/** An argument by its name, left out where it has its default. */
export function named(name: string, slot: PytorchSlot, standard?: PytorchLiteral): PytorchArgument {
    return { name, slot, ...(standard === undefined ? {} : { default: standard }) };
}

/** A layer whose tensors a module holds: `self.conv(x)`, or `called` where there is more to it. */
export function moduleForm(
    callee: string, args: readonly PytorchArgument[],
    rest: {
        readonly called?: readonly PytorchPart[]; readonly channels?: PytorchSlot;
        readonly preamble?: readonly string[];
    } = {},
): PytorchForm {
    return {
        module: { callee, arguments: args },
        plain: rest.called === undefined,
        called: rest.called ?? [own, "(", input(), ")"],
        precedence: atomPrecedence,
        preamble: rest.preamble ?? [],
        ...(rest.channels === undefined ? {} : { channels: rest.channels }),
    };
}

/** A layer without tensors that is a module as well as a function of the same arguments. */
export function functionForm(
    module: string, callee: string, args: readonly PytorchArgument[] = [],
    more: readonly PytorchPart[] = [],
): PytorchForm {
    return {
        ...moduleForm(module, args),
        expression: [`${callee}(`, input(), { kind: "arguments", arguments: args }, ...more, ")"],
    };
}

/** A layer that only an expression computes. */
export function expressionForm(
    parts: readonly PytorchPart[],
    rest: {
        readonly precedence?: Precedence; readonly channels?: PytorchSlot; readonly preamble?: readonly string[];
    } = {},
): PytorchForm {
    return {
        plain: false, expression: parts, precedence: rest.precedence ?? atomPrecedence, preamble: rest.preamble ?? [],
        ...(rest.channels === undefined ? {} : { channels: rest.channels }),
    };
}

/** F.pad's padding: before and after of each axis, the last axis first. */
export function torchPads(
    sides: readonly { readonly before: number; readonly after: number }[],
): PytorchLiteral {
    return sides.toReversed().flatMap(({ before, after }) => [before, after]);
}

/** `x.shape[2:]`, the spatial sizes of an input. */
export function spatialSizes(position: number): readonly PytorchPart[] {
    return [input(position, atomPrecedence), ".shape[2:]"];
}
