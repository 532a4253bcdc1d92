import type { Call, Decorator, Node, ParsedFile } from "../../grammar/syntax-tree.ts";
import type { Problem } from "../evaluation/problems.ts";
import type { CallRecord, NamedThing, Records, Use, UsedNode } from "../evaluation/records.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { FileScope } from "../names/program.ts";
import type { MergedMap } from "./merged-maps.ts";

/** Everything found out about one file. The same text, imports and options give the same analysis. */
export interface Analysis {
    readonly uri: string;
    readonly file: ParsedFile;
    /** Its names, and those its imports bring. */
    readonly names: FileScope;
    /** The files it imports, directly or not, by URI. */
    readonly imported: ReadonlyMap<string, ParsedFile>;
    readonly models: readonly ModelGraph[];
    /** Includes syntax problems, but no problems of imported files: their own analyses have these. */
    readonly problems: readonly Problem[];
    /** Every use of a line, input, output, call or loop of this file, in the order of evaluation. */
    readonly uses: MergedMap<UsedNode, readonly Use[]>;
    /** What names and expressions of this file stood for, each time they were evaluated (the first few). */
    readonly things: MergedMap<Node, readonly NamedThing[]>;
    /** What the lines of blocks without a use compute, of an input whose sizes have only names: `[C, H, W]`. */
    readonly sketches: Pick<Records, "uses" | "things">;
    /** How the arguments of calls and decorators were bound, those in imported files included. */
    readonly calls: MergedMap<Call | Decorator, CallRecord>;
    /** Files it needs that the host has not read yet: answer again when they are there. */
    readonly pending: readonly string[];
    /** All files it read, itself included: a change in one makes the analysis stale. */
    readonly dependencies: readonly string[];
}
