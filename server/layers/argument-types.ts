import type { Shape } from "../sizes/shape.ts";
import type { LayerProblem } from "./problems.ts";
import type { Aliases } from "./traits.ts";

/** What an argument may be written as, once evaluated; a value (tensor) is told apart by `isValue`. */
export type ArgumentValue = number | string | boolean | readonly ArgumentValue[] | ValueArgument;

/** A value (tensor) given as an argument: `to=skip`, `indices=where`. */
export interface ValueArgument {
    readonly kind: "value";
    /** Which of the layer's inputs it is. */
    readonly input: number;
    /** The layer that made it, and the shape of the first thing that layer worked on; absent for a model's input. */
    readonly origin?: { readonly layer: string; readonly input: Shape };
}

/** One per spatial axis, or one for all. */
export type PerAxis = number | readonly number[];

/** One number, one per axis, a pair per axis (`[[top, bottom], [left, right]]`), "same" or "valid". */
export type Padding = number | readonly (number | readonly [number, number])[] | "same" | "valid";

/** How an argument is read and described. `read` gives undefined for a value of the wrong type. */
export interface ArgumentType<T> {
    /** What to write, for people: "integer", "integer or one per axis", "true or false". */
    readonly label: string;
    /** The words it can be, for completion. */
    readonly choices?: readonly string[];
    read(value: ArgumentValue): T | undefined;
    /** What is wrong with a value of the right type, if anything. `name` is the argument's. */
    check?(value: T, name: string): LayerProblem | undefined;
}

export interface ArgumentDefinition<T> {
    readonly type: ArgumentType<T>;
    readonly documentation: string;
    readonly required: boolean;
    /** The default value; absent where the argument is required or its absence means something. */
    readonly default?: T;
    /** The default as the documentation writes it, where `default` cannot say it: "kernel". */
    readonly defaultLabel?: string;
    /** Its names in other libraries, except those that differ only in case and underscores. */
    readonly aliases: Aliases;
    /**
     * Whether its value is listed beside the layer where there is little room. It is not where the output's shape or
     * the parameter count shows it, or where it does not describe the computation.
     */
    readonly listed: boolean;
}

export interface ArgumentOptions {
    readonly aliases?: Aliases;
    readonly listed?: boolean;
}

/** An argument that must be given. */
export function required<T>(
    type: ArgumentType<T>, documentation: string, { aliases = {}, listed = true }: ArgumentOptions = {},
): ArgumentDefinition<T> {
    return { type, documentation, required: true, aliases, listed };
}

/** An argument with a default value. */
export function withDefault<T>(
    type: ArgumentType<T>, value: T, documentation: string, { aliases = {}, listed = true }: ArgumentOptions = {},
): ArgumentDefinition<T> {
    return { type, documentation, required: false, default: value, aliases, listed };
}

/** An argument that may be left out; `defaultLabel` says what stands in for it. */
export function optional<T>(
    type: ArgumentType<T>, documentation: string,
    { aliases = {}, listed = true, ...label }: ArgumentOptions & { readonly defaultLabel?: string } = {},
): ArgumentDefinition<T | undefined> {
    return { type, documentation, required: false, aliases, listed, ...label };
}
