import type { Line } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Use } from "../evaluation/records.ts";
import { nameOfOrigin, type LineStart } from "../names/line-starts.ts";
import type { Fix } from "./fix.ts";
import { text } from "../text.ts";

/** Adds the source of a line without one, the most likely first. */
export function sourceFixes({ flow }: LineStart, sources: readonly string[]): readonly Fix[] {
    return sources.map((source, index) => ({
        title: text("Start from `{source}`", { source }),
        edits: [{ span: { start: flow.start, end: flow.start }, text: `${source} -> ` }],
        preferred: index === 0,
    }));
}

/** The start of a line without a source in some uses, and in the others. */
export interface StartVariation {
    /** The line inside an `if` that only these uses take. */
    readonly branch: Line;
    readonly name: string;
    readonly source: string;
    readonly taken: readonly Use[];
    readonly total: number;
}

/** How a start differs between uses because of an `if` that computes a named value from its own source. */
export function variationOf({ implicit, line, origins }: LineStart, { uses }: Analysis): StartVariation | undefined {
    for (const branch of implicit && origins.length > 1 ? origins : []) {
        const name = nameOfOrigin(branch);
        if (branch.kind !== "line" || name === undefined || branch.flow.source === undefined ||
            origins.every((origin) => nameOfOrigin(origin) === name)) {
            continue;
        }
        const scopes = new Set(uses.get(branch)?.map(({ scope }) => scope));
        const all = uses.get(line) ?? [];
        const taken = all.filter(({ scope }) => scopes.has(scope));
        if (taken.length > 0 && taken.length < all.length) {
            const { source } = branch.flow;
            return { branch, name, source: source.kind === "in" ? "in" : source.text, taken, total: all.length };
        }
    }
    return undefined;
}
