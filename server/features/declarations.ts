import type { Analysis } from "../model/graph.ts";
import { loadProgram, type FileScope } from "../model/program.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";

const scopes = new WeakMap<Analysis, FileScope>();

/** The blocks, functions and lets that the file can name: its own and those its imports bring. */
export function declaredNames({ analysis, host }: AnalyzedDocument): FileScope {
    const scope = scopes.get(analysis) ?? loadProgram(analysis.uri, analysis.file, host).main;
    scopes.set(analysis, scope);
    return scope;
}
