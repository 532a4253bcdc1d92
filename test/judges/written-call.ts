import { layers } from "../../server/layers/catalogue.ts";

/** A network's text for an argument; a value is referred to by its name. */
export type Written = number | string | boolean | readonly Written[] | NamedValue;

/** A value of a network as far as it has been built. Its shape leaves the batch out. */
export interface NamedValue {
    readonly name: string;
    readonly shape: readonly number[];
}

export interface WrittenArgument {
    readonly name: string;
    readonly value: Written;
    readonly positional: boolean;
}

/** A call of a layer: its text is printed from this, and a judge receives this instead of the text. */
export interface WrittenCall {
    readonly layer: string;
    /** The value it works on, or the values and numbers it joins. */
    readonly operands: readonly (NamedValue | number)[];
    readonly arguments: readonly WrittenArgument[];
}

/** `c, d = a -> split(2)`; the source of a call on the line above is left out. */
export function printLine(call: WrittenCall, names: readonly string[], above: string): string {
    const [first] = call.operands;
    const joins = joining.has(call.layer);
    const source = joins || typeof first !== "object" || first.name === above ? "" : `${first.name} -> `;
    const operands = joins ? call.operands.map(print) : [];
    const written = call.arguments.map(({ name, value, positional }) =>
        positional ? print(value) : `${name}=${print(value)}`);
    return `${names.join(", ")} = ${source}${call.layer}(${[...operands, ...written].join(", ")})`;
}

/** The layers that take only their arguments. */
export const joining: ReadonlySet<string> = new Set([...layers.values()].flatMap(({ name, operands }) =>
    (operands.from === "arguments" ? [name] : [])));

export function isNamed(value: Written): value is NamedValue {
    return typeof value === "object" && "name" in value;
}

function print(value: Written): string {
    if (typeof value !== "object") {
        return typeof value === "string" ? `"${value}"` : String(value);
    }
    return isNamed(value) ? value.name : `[${value.map(print).join(", ")}]`;
}
