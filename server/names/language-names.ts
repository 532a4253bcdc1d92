import { layers } from "../layers/catalogue.ts";

/** The built-in functions, which evaluation implements. */
export const builtInFunctionNames = ["min", "max", "abs", "floor", "ceil", "round", "sqrt", "len", "sum"] as const;

export type BuiltInFunctionName = (typeof builtInFunctionNames)[number];

const functionNames: ReadonlySet<string> = new Set(builtInFunctionNames);

/** What a name of the language is; nothing else can have this name. */
export function languageName(name: string): "layer" | "built-in function" | undefined {
    if (layers.has(name)) {
        return "layer";
    }
    return functionNames.has(name) ? "built-in function" : undefined;
}
