import type { Shape } from "../sizes/shape.ts";
import type { LayerProblem } from "./problems.ts";
import type { Aliases } from "./traits.ts";

/** An evaluated argument; `isValue` recognizes a value (tensor). */
export type ArgumentValue = number | string | boolean | readonly ArgumentValue[] | ValueArgument;

/** A value (tensor) as an argument: `to=skip`, `indices=where`. */
export interface ValueArgument {
    readonly kind: "value";
    /** Its index in the layer's inputs. */
    readonly input: number;
    /** The layer that produced it, and the shape of that layer's first operand; absent for a model's input. */
    readonly origin?: { readonly layer: string; readonly input: Shape };
}

/** Whether a read argument is a value. */
export function isValueArgument(argument: unknown): argument is ValueArgument {
    return typeof argument === "object" && argument !== null && "kind" in argument && argument.kind === "value";
}

/** One per spatial axis, or one for all. */
export type PerAxis = number | readonly number[];

/** One number, one per axis, a pair per axis (`[[top, bottom], [left, right]]`), "same" or "valid". */
export type Padding = number | readonly (number | readonly [number, number])[] | "same" | "valid";

/** How to read and describe an argument. `read` returns undefined for a value of the wrong type. */
export interface ArgumentType<T> {
    /** For display: "integer", "integer or one per axis", "true or false". */
    readonly label: string;
    /** The words it accepts, for completion. */
    readonly choices?: readonly string[];
    read(value: ArgumentValue): T | undefined;
    /** Returns the problem with a value of the right type, if any. `name` is the argument's. */
    check?(value: T, name: string): LayerProblem | undefined;
}

export interface ArgumentDefinition<T> {
    readonly type: ArgumentType<T>;
    readonly documentation: string;
    readonly required: boolean;
    /** The default value; absent if the argument is required or its absence has a meaning. */
    readonly default?: T;
    /** The default in the documentation, if `default` cannot express it: "kernel". */
    readonly defaultLabel?: string;
    /** Its names in other libraries, except those that differ only in case and underscores. */
    readonly aliases: Aliases;
    /**
     * Whether features with little room list its value. Not if the output's shape or the parameter count shows it, or
     * if it does not describe the computation.
     */
    readonly listed: boolean;
    /** A typical value, which fixes write where the argument is missing. */
    readonly typical?: string;
}

export interface ArgumentOptions {
    readonly aliases?: Aliases;
    readonly listed?: boolean;
    readonly typical?: string;
}

/** A required argument. */
export function required<T>(
    type: ArgumentType<T>, documentation: string, { aliases = {}, listed = true, ...typical }: ArgumentOptions = {},
): ArgumentDefinition<T> {
    return { type, documentation, required: true, aliases, listed, ...typical };
}

/** An argument with a default value. */
export function withDefault<T>(
    type: ArgumentType<T>, value: T, documentation: string,
    { aliases = {}, listed = true, ...typical }: ArgumentOptions = {},
): ArgumentDefinition<T> {
    return { type, documentation, required: false, default: value, aliases, listed, ...typical };
}

/** An optional argument; `defaultLabel` describes what replaces it. */
export function optional<T>(
    type: ArgumentType<T>, documentation: string,
    { aliases = {}, listed = true, ...rest }: ArgumentOptions & { readonly defaultLabel?: string } = {},
): ArgumentDefinition<T | undefined> {
    return { type, documentation, required: false, aliases, listed, ...rest };
}
