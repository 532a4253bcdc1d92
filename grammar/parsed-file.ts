import type { SyntaxProblem } from "./syntax-problem.ts";
import type { SourceFile } from "./syntax-tree.ts";

/**
 * The tokens of a text in order, including comments and line ends: one entry per token in each column. There are only
 * blanks between two tokens. `source-tokens.ts` reads them.
 */
export interface SourceTokens {
    /** Indices of `tokenKinds`. */
    readonly kinds: Uint8Array;
    readonly starts: Uint32Array;
    readonly ends: Uint32Array;
}

export interface SourceText {
    readonly text: string;
    readonly tokens: SourceTokens;
}

/** The result of `parse` for any text. */
export interface ParsedFile extends SourceText {
    readonly tree: SourceFile;
    readonly problems: readonly SyntaxProblem[];
}
