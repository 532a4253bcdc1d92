import { foundOnce } from "../graph/found-once.ts";
import { loadProgram, type FileScope } from "../evaluation/program.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";

/** The blocks, functions and lets that the file can name: its own and those its imports bring. */
export const declaredNames = foundOnce(({ analysis, host }: AnalyzedDocument): FileScope =>
    loadProgram(analysis.uri, analysis.file, host).main);
