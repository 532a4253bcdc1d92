import ElkApi from "elkjs/lib/elk-api.js";
import type { ElkExtendedEdge, ElkNode, ElkPort, LayoutOptions } from "elkjs/lib/elk-api.js";
import { Worker as ElkWorker } from "elkjs/lib/elk-worker.min.js";
import { spacing } from "./level.ts";
import type { LevelBox, LevelEngine, LevelProblem, Placement, Point } from "./level.ts";

/** The number of cached solutions: an edit changes one block of a network, and many blocks are the same. */
const keptSolutions = 500;

/** Layered layout by the Eclipse Layout Kernel, in the calling thread. */
export function elkEngine(): LevelEngine {
    const elk = new ElkApi({ workerFactory: () => new ElkWorker() });
    const solved = new Map<string, Placement>();
    return async (problem) => {
        const key = JSON.stringify(problem);
        const placement = solved.get(key) ?? placementOf(await elk.layout(graphOf(problem)));
        solved.delete(key);
        solved.set(key, placement);
        for (const oldest of solved.keys()) {
            if (solved.size <= keptSolutions) {
                break;
            }
            solved.delete(oldest);
        }
        return placement;
    };
}

const layoutOptions = {
    "elk.algorithm": "layered",
    "elk.direction": "DOWN",
    "elk.edgeRouting": "ORTHOGONAL",
    "elk.padding": "[top=0,left=0,bottom=0,right=0]",
    // One drawing with a common first row, even if parts are not connected.
    "elk.separateConnectedComponents": "false",
    // The order of branches from left to right is their order in the text.
    "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
    "elk.layered.crossingMinimization.forceNodeModelOrder": "true",
    "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
    "elk.layered.spacing.nodeNodeBetweenLayers": `${spacing.row}`,
    "elk.layered.spacing.edgeNodeBetweenLayers": `${spacing.turn}`,
    "elk.layered.spacing.edgeEdgeBetweenLayers": `${spacing.bundle}`,
    "elk.spacing.nodeNode": `${spacing.side}`,
    "elk.spacing.edgeNode": `${spacing.passing}`,
    "elk.spacing.edgeEdge": `${spacing.bundle}`,
};

function graphOf(problem: LevelProblem): ElkNode {
    const mixed = mixedBoxes(problem);
    const edges = problem.links.map(({ from, to }, link): ElkExtendedEdge => ({
        id: `link${link}`,
        sources: [`${from.box}out${from.port}`],
        targets: [mixed.has(to.box) ? `${to.box}link${link}` : `${to.box}in${to.port}`],
    }));
    const children = problem.boxes.map((box, number): ElkNode => ({
        id: `${number}`,
        width: box.width,
        height: box.height,
        layoutOptions: {
            "elk.portConstraints": mixed.has(number) ? "FIXED_SIDE" : "FIXED_POS",
            "elk.layered.layering.layerConstraint": layerOf(box, number),
        },
        ports: [
            ...entriesOf(problem, box, number, mixed),
            ...(box.role === "output" ? [] : box.outputs).map((x, port) => portAt(`${number}out${port}`, "SOUTH", x, box.height)),
        ],
    }));
    return { id: "level", children, edges, layoutOptions: { ...layoutOptions, ...placementOptions(problem) } };
}

/** A few branches are centred around their trunk; with many boxes, centring would shift each row sideways. */
function placementOptions({ boxes }: LevelProblem): LayoutOptions {
    return { "elk.layered.nodePlacement.strategy": boxes.length > 30 ? "NETWORK_SIMPLEX" : "BRANDES_KOEPF" };
}

/** A piece begins with its first box; positions on the frame have rows of their own. */
function layerOf({ role }: LevelBox, number: number): string {
    if (role !== undefined) {
        return role === "input" ? "FIRST_SEPARATE" : "LAST_SEPARATE";
    }
    return number === 0 ? "FIRST" : "NONE";
}

/**
 * Boxes whose incoming lines must not merge: those with several inputs, and others, because if a line merged with one
 * line before this box and with another before the
 * next, it would seem to lead to both.
 */
function mixedBoxes({ boxes, links }: LevelProblem): ReadonlySet<number> {
    const leaving = new Map<string, number>();
    for (const { from } of links) {
        const key = `${from.box}:${from.port}`;
        leaving.set(key, (leaving.get(key) ?? 0) + 1);
    }
    const mixed = boxes.flatMap((box, number) => {
        const arriving = links.filter(({ to }) => to.box === number);
        const shared = arriving.some(({ from }) => (leaving.get(`${from.box}:${from.port}`) ?? 0) > 1);
        if (box.leaf === true && box.inputs.length > 1) {
            return [number];
        }
        return box.role === undefined && box.inputs.length === 1 && arriving.length > 1 && shared ? [number] : [];
    });
    return new Set(mixed);
}

function entriesOf({ links }: LevelProblem, box: LevelBox, number: number, mixed: ReadonlySet<number>): ElkPort[] {
    if (box.role === "input") {
        return [];
    }
    if (mixed.has(number)) {
        return links.flatMap(({ to }, link) => (to.box === number ? [portAt(`${number}link${link}`, "NORTH", 0, 0)] : []));
    }
    return box.inputs.map((x, port) => portAt(`${number}in${port}`, "NORTH", x, 0));
}

function portAt(id: string, side: "NORTH" | "SOUTH", x: number, y: number): ElkPort {
    return { id, x, y, width: 0, height: 0, layoutOptions: { "elk.port.side": side } };
}

function placementOf({ children = [], edges = [] }: ElkNode): Placement {
    return { boxes: children.map(({ x = 0, y = 0 }) => ({ x, y })), links: edges.map(pointsOf) };
}

function pointsOf({ sections = [] }: ElkExtendedEdge): readonly Point[] {
    return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
}
