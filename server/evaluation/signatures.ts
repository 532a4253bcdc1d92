import type { Parameter } from "../../grammar/syntax-tree.ts";
import type { LayerDefinition } from "../layers/definition.ts";
import type { Signature } from "./call-binding.ts";
import type { DecoratorDefinition } from "./decorator-definitions.ts";

export function layerSignature({ arguments: table, operands, positional }: LayerDefinition): Signature {
    return {
        parameters: [...table].map(([name, { required, aliases }]) => ({ name, required, aliases })),
        positional,
        operands: operands.from === "arguments" ? "labelled" : "none",
    };
}

/** The signature of a block or a `let` function. */
export function declaredSignature(parameters: readonly Parameter[]): Signature {
    return {
        parameters: parameters.map(({ name, default: value }) => ({ name: name.text, required: value === undefined })),
        positional: parameters.length,
        operands: "none",
    };
}

export function decoratorSignature({ arguments: parameters, variadic }: DecoratorDefinition): Signature {
    return { parameters, positional: parameters.length, operands: variadic ? "positional" : "none" };
}

/** Built-in functions only take positional arguments. */
export const builtInSignature: Signature = { parameters: [], positional: 0, operands: "positional" };
