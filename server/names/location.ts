import type { Span } from "../../grammar/syntax-tree.ts";

/** A range of one file's text. */
export interface Location {
    readonly uri: string;
    readonly span: Span;
}
