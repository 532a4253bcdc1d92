import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Call, Decorator, Node } from "../../grammar/syntax-tree.ts";
import type { Problem } from "../evaluation/problems.ts";
import type { CallRecord, NamedThing, Records, Use, UsedNode } from "../evaluation/records.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { FileScope } from "../names/program.ts";
import type { MergedMap } from "./merged-maps.ts";

/** The result of analysing one file. The same text, imports and options give the same analysis. */
export interface Analysis {
    readonly uri: string;
    readonly file: ParsedFile;
    /** Its own names, and those of its imports. */
    readonly names: FileScope;
    /** Its direct and indirect imports, by URI. */
    readonly imported: ReadonlyMap<string, ParsedFile>;
    readonly models: readonly ModelGraph[];
    /** Includes syntax problems, but no problems of imported files, which belong to their own analyses. */
    readonly problems: readonly Problem[];
    /** Every use of a line, input, output, call or loop of this file, in the order of evaluation. */
    readonly uses: MergedMap<UsedNode, readonly Use[]>;
    /** The values of names and expressions of this file, for each evaluation (the first few). */
    readonly things: MergedMap<Node, readonly NamedThing[]>;
    /** What the lines of blocks without a use compute, of an input whose sizes have only names: `[C, H, W]`. */
    readonly sketches: Pick<Records, "uses" | "things">;
    /** How the arguments of calls and decorators were bound, those in imported files included. */
    readonly calls: MergedMap<Call | Decorator, CallRecord>;
    /** Files that the host has not read yet: the analysis must be repeated when it has. */
    readonly pending: readonly string[];
    /** All files that it depends on, including itself: a change in one makes the analysis stale. */
    readonly dependencies: readonly string[];
}
