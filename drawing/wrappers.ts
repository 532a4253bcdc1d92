import type { PreviewGraph, PreviewGroup, PreviewNode } from "../server/protocol.ts";
import { callOf, writtenName } from "./headings.ts";

type Part = PreviewNode | PreviewGroup;

/** A graph without some of its groups. */
export interface Unwrapped extends Pick<PreviewGraph, "nodes" | "groups"> {
    /** The groups that are left out, with the nodes and groups inside them. */
    readonly dissolved: ReadonlyMap<string, readonly string[]>;
}

/** Leaves out loops without a name in the text whose rounds differ, or whose parts have paths without the loop's. */
export function withoutWrappers({ nodes, groups }: PreviewGraph): Unwrapped {
    const inside = Map.groupBy<string | undefined, Part>([...nodes, ...groups], parentOf);
    const dissolved = new Map<string, readonly string[]>();
    for (const loop of groups) {
        const rounds = (inside.get(loop.id) ?? []).filter(({ kind }) => kind === "round");
        const parts = rounds.map(({ id }) => inside.get(id) ?? []);
        if (loop.kind === "loop" && writtenName(loop) === "" && areSeparate(loop, parts)) {
            [loop, ...rounds].forEach(({ id }) => dissolved.set(id, (inside.get(id) ?? []).map((part) => part.id)));
        }
    }
    if (dissolved.size === 0) {
        return { nodes, groups, dissolved };
    }
    const parents = new Map(groups.map(({ id, parent }) => [id, parent]));
    const kept = (id: string | undefined): string | undefined => {
        let at = id;
        const seen = new Set<string>();
        while (at !== undefined && dissolved.has(at) && !seen.has(at)) {
            seen.add(at);
            at = parents.get(at);
        }
        return at;
    };
    return {
        dissolved,
        nodes: nodes.map(({ group, ...node }) => {
            const now = kept(group);
            return now === undefined ? node : { ...node, group: now };
        }),
        groups: groups.filter(({ id }) => !dissolved.has(id)).map(({ parent, ...group }) => {
            const now = kept(parent);
            return now === undefined ? group : { ...group, parent: now };
        }),
    };
}

/** Whether rounds have different parts, or several parts whose `@path` says nothing of the loop. */
function areSeparate({ path }: PreviewGroup, rounds: readonly (readonly Part[])[]): boolean {
    const kinds = rounds.map((parts) => parts.map(kindOf).join(";"));
    const haveOwnPaths = rounds.length > 1 &&
        rounds.every((parts) => parts.length > 1 && parts.every((part) => !part.path.startsWith(`${path}.`)));
    return new Set(kinds).size > 1 || haveOwnPaths;
}

function kindOf(part: Part): string {
    return "family" in part ? part.label : part.kind === "block" ? callOf(part).name : part.label;
}

function parentOf(part: Part): string | undefined {
    return "family" in part ? part.group : part.parent;
}
