import type { Block, Let, Parameter } from "../../grammar/syntax-tree.ts";
import type { ArgumentDefinition } from "../layers/argument-types.ts";
import type { LayerDefinition } from "../layers/definition.ts";

/** `conv(channels, kernel, stride=1, …)`, all arguments and defaults. */
export function layerSignatureText(layer: LayerDefinition): string {
    const operands = layer.operands.from === "line" ? [] : ["…"];
    return `${layer.name}(${[...operands, ...parameterTexts(layer)].join(", ")})`;
}

/** The arguments of a layer with their defaults: `stride=1`. */
export function parameterTexts(layer: LayerDefinition): readonly string[] {
    return [...layer.arguments].map(([name, definition]) => {
        const value = defaultLabel(definition);
        return definition.required || value === undefined ? name : `${name}=${value}`;
    });
}

/** What replaces an omitted argument; undefined if it is required or its absence is self-explanatory. */
export function defaultLabel(definition: ArgumentDefinition<unknown>): string | undefined {
    if (definition.required) {
        return undefined;
    }
    return definition.defaultLabel ?? (definition.default === undefined ? undefined : printValue(definition.default));
}

/** `Basic(channels, stride = 1)`, as in its file. */
export function declarationSignatureText(declaration: Block | Let, text: string): string {
    const name = declaration.name?.text ?? "…";
    const parameters = declaration.parameters?.map((one) => printParameter(one, text));
    const input = declaration.kind === "block" && declaration.input !== undefined ? `${declaration.input.text} -> ` : "";
    return parameters === undefined ? name : `${input}${name}(${parameters.join(", ")})`;
}

function printParameter({ name, default: value }: Parameter, text: string): string {
    return value === undefined ? name.text : `${name.text} = ${text.slice(value.start, value.end)}`;
}

/** A value in the language's syntax. */
export function printValue(value: unknown): string {
    return Array.isArray(value) ? `[${value.map(printValue).join(", ")}]` : JSON.stringify(value);
}
