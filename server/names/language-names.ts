import { layers } from "../layers/catalogue.ts";

/** The functions of the language, which evaluation defines. */
export const builtInFunctionNames = ["min", "max", "abs", "floor", "ceil", "round", "sqrt", "len", "sum"] as const;

export type BuiltInFunctionName = (typeof builtInFunctionNames)[number];

const functionNames: ReadonlySet<string> = new Set(builtInFunctionNames);

/** What the language itself calls by a name; nothing else may be called so. */
export function languageName(name: string): "layer" | "built-in function" | undefined {
    if (layers.has(name)) {
        return "layer";
    }
    return functionNames.has(name) ? "built-in function" : undefined;
}
