import { aside, portOf, spacing } from "./level.ts";
import type { LevelEnd, LevelLink, LevelProblem, Placement, Point } from "./level.ts";

/** Up to this many lanes are on the right; more are distributed to both sides. */
const lanesOnOneSide = 6;

/**
 * Stacks all boxes in order, with straight lines between neighbours. Every other line runs in a lane next to the
 * column, one lane per value regardless of how many boxes read it, the shortest innermost.
 */
export function layOutColumn(problem: LevelProblem): Placement {
    const lanes = lanesOf(problem);
    const boxes = stackBoxes(problem);
    const sides = [1, -1].map((side) =>
        problem.boxes.reduce((most, { width }, box) => {
            const { x } = boxes[box] ?? { x: 0 };
            return Math.max(most, side > 0 ? x + width : -x);
        }, 0),
    );
    const bothSides = [...lanes.values()].some((lane) => lane >= lanesOnOneSide);
    const links = problem.links.map(({ from, to }): readonly Point[] => {
        const start = portOf(problem, boxes, from, "outputs");
        const end = portOf(problem, boxes, to, "inputs");
        if (isStep({ from, to })) {
            const y = end.y - spacing.turn;
            return start.x === end.x ? [start, end] : [start, { x: start.x, y }, { x: end.x, y }, end];
        }
        const lane = lanes.get(laneKey(from)) ?? 0;
        const left = bothSides && lane % 2 === 1;
        const reach = (sides[left ? 1 : 0] ?? 0) + spacing.passing;
        const x = reach + (bothSides ? Math.floor(lane / 2) : lane) * spacing.lane;
        return aside(start, left ? -x : x, end);
    });
    return { boxes, links };
}

/** Neighbours with a line between them are aligned at its ends, others at the centre. */
function stackBoxes(problem: LevelProblem): readonly Point[] {
    const steps = new Map(problem.links.filter(isStep).map((link) => [link.to.box, link]));
    const skips = problem.links.filter((link) => !isStep(link));
    const departs = new Set(skips.map(({ from }) => from.box));
    const arrives = new Set(skips.map(({ to }) => to.box));
    const corners: Point[] = [];
    let bottom = 0;
    for (const [box, { width, height, inputs }] of problem.boxes.entries()) {
        const step = steps.get(box);
        const entry = step === undefined ? undefined : inputs[step.to.port];
        const x = step === undefined ? 0 : portOf(problem, corners, step.from, "outputs").x;
        const gap = spacing.row + (departs.has(box - 1) && arrives.has(box) ? spacing.turn : 0);
        const y = box === 0 ? 0 : bottom + gap;
        corners.push({ x: x - (entry ?? width / 2), y });
        bottom = y + height;
    }
    return corners;
}

/** Whether a line leads to the next box. */
function isStep({ from, to }: LevelLink): boolean {
    return to.box === from.box + 1;
}

/** A lane for each value that a box after the next one reads. */
function lanesOf({ links }: LevelProblem): ReadonlyMap<string, number> {
    const stretches = new Map<string, Stretch>();
    for (const { from, to } of links) {
        if (!isStep({ from, to })) {
            const known = stretches.get(laneKey(from)) ?? { first: from.box, last: from.box };
            stretches.set(laneKey(from), {
                first: Math.min(known.first, to.box),
                last: Math.max(known.last, to.box),
            });
        }
    }
    const taken: Stretch[][] = [];
    const lanes = new Map<string, number>();
    const byLength = [...stretches].sort(([, a], [, b]) => a.last - a.first - (b.last - b.first));
    for (const [key, stretch] of byLength) {
        const fits = ({ first, last }: Stretch): boolean => last <= stretch.first || stretch.last <= first;
        const free = taken.findIndex((others) => others.every(fits));
        const lane = free === -1 ? taken.length : free;
        taken[lane] = [...(taken[lane] ?? []), stretch];
        lanes.set(key, lane);
    }
    return lanes;
}

interface Stretch {
    readonly first: number;
    readonly last: number;
}

function laneKey({ box, port }: LevelEnd): string {
    return `${box}:${port}`;
}
