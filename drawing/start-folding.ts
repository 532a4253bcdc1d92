import { countLeaves, foldGraph } from "./folding.ts";
import type { Folding } from "./folding.ts";
import type { Outline, OutlineGroup } from "./outline.ts";
import type { PreviewEdge } from "../server/protocol.ts";
import { reshapingFamilies, volumesOf } from "./maps/volumes.ts";

/** More volumes are not readable at the width of half an editor. */
const readableVolumes = 48;
const readableBoxes = 60;

/**
 * The folding in which a network's feature maps are drawn first: as many levels open as are readable. A loop is one
 * volume with its number of rounds, and so is a group with branches, such as a residual block.
 */
export function startMapsFolding(outline: Outline): Folding {
    const branched = branchedGroups(outline);
    const isRound = (group: OutlineGroup): boolean =>
        isRepeated(group) || group.children.some(({ id }) => branched.has(id));
    return mostOpen(outline, readableVolumes, (group) => branched.has(group.id) || (isLoop(group) && isRound(group)),
        (folding) => volumesOf(outline, foldGraph(outline, folding)).volumes.length);
}

/** The folding of a figure of boxes: as many levels open as are readable. A loop of one block is one box. */
export function startLayersFolding(outline: Outline): Folding {
    return startLayersFoldings(outline)[0];
}

/** The foldings in which boxes may be readable, from the deepest level to the first. A loop of one block is one box. */
export function startLayersFoldings(outline: Outline): readonly [Folding, ...Folding[]] {
    const deepest = mostOpen(outline, readableBoxes, (group) => isLoop(group) && isRepeated(group),
        (folding) => countLeaves(outline, folding));
    return [
        deepest,
        ...Array.from({ length: deepest.level }, (_, step) => ({ ...deepest, level: deepest.level - 1 - step })),
    ];
}

/** The deepest level with at most so many things, with some groups closed at every level. */
function mostOpen(
    outline: Outline, most: number, isClosed: (group: OutlineGroup) => boolean, count: (folding: Folding) => number,
): Folding {
    const chosen = new Map([...outline.groups.values()].filter(isClosed).map(({ id }) => [id, true]));
    let best: Folding = { level: 0, chosen, compact: true };
    for (let level = 1; level <= outline.depth; level += 1) {
        const folding = { level, chosen, compact: true };
        if (count(folding) > most) {
            break;
        }
        best = folding;
    }
    return best;
}

/** Whether all rounds of a loop are one block: `Basic(64) × 2`. */
function isRepeated({ heading, repeats }: OutlineGroup): boolean {
    return repeats || heading.times !== undefined;
}

function isLoop({ merged }: OutlineGroup): boolean {
    return merged.length === 0 || merged.at(-1)?.kind === "loop";
}

/** The groups in which several layers read the same value, and that join values again. */
function branchedGroups(outline: Outline): ReadonlySet<string> {
    const parents = new Map<string, string | undefined>();
    for (const group of outline.groups.values()) {
        group.children.forEach(({ id }) => parents.set(id, group.id));
    }
    const groupsAround = (id: string): readonly string[] => {
        const around: string[] = [];
        for (let at = parents.get(id); at !== undefined; at = parents.get(at)) {
            around.push(at);
        }
        return around;
    };
    const branched = new Set<string>();
    const joins = outline.graph.nodes.filter(({ family }) => family === "Merging");
    const merging = new Set(joins.flatMap(({ id }) => groupsAround(id)));
    const operands = Map.groupBy(outline.graph.edges, ({ to }) => to);
    const onlyGivesSize = ({ to, value }: PreviewEdge): boolean => {
        const family = outline.nodes.get(to)?.family ?? "Output";
        return family === "Output" || (reshapingFamilies.has(family) && operands.get(to)?.[0]?.value !== value);
    };
    for (const reads of Map.groupBy(outline.graph.edges, ({ value }) => value).values()) {
        const targets = reads.filter((read) => !onlyGivesSize(read));
        const [first, ...rest] = targets.map(({ to }) => groupsAround(to));
        const common = first?.find((group) => rest.every((around) => around.includes(group)));
        if (targets.length > 1 && common !== undefined && merging.has(common)) {
            branched.add(common);
        }
    }
    return branched;
}
