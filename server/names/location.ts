import type { Span } from "../../grammar/syntax-tree.ts";

/** A stretch of one file's text. */
export interface Location {
    readonly uri: string;
    readonly span: Span;
}
