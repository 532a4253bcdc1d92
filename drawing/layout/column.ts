import { aside, passedBy, portOf, spacing } from "./level.ts";
import type { LevelEnd, LevelLink, LevelProblem, Placement, Point } from "./level.ts";

/** A bundle of lanes is at most this wide: more lanes are closer to one another. */
const widestBundle = 160;

/**
 * Stacks all boxes in order, with straight lines between neighbours. All other lines run in a bundle next to the
 * column, with one lane per value regardless of how many boxes read it, the shortest innermost. The bundle is on the
 * right, except for values that enter boxes to the left of the trunk.
 */
export function layOutColumn(problem: LevelProblem): Placement {
    const boxes = stackBoxes(problem);
    const fromLeft = enteringFromLeft(problem, boxes);
    const skips = problem.links.filter((link) => !isStep(link));
    const onRight = lanesOf(skips.filter(({ from }) => !fromLeft.has(laneKey(from))));
    const onLeft = lanesOf(skips.filter(({ from }) => fromLeft.has(laneKey(from))));
    const { left, right } = sidesOf(problem, boxes);
    const links = problem.links.map(({ from, to }): readonly Point[] => {
        const start = portOf(problem, boxes, from, "outputs");
        const end = portOf(problem, boxes, to, "inputs");
        if (isStep({ from, to })) {
            const y = end.y - spacing.turn;
            return start.x === end.x ? [start, end] : [start, { x: start.x, y }, { x: end.x, y }, end];
        }
        const offset = onLeft.get(laneKey(from));
        const x = offset === undefined
            ? right + spacing.passing + (onRight.get(laneKey(from)) ?? 0) : left - spacing.passing - offset;
        return aside(start, x, end);
    });
    return { boxes, links };
}

/** The sides of the boxes that lines pass; a line upwards also passes the boxes that it connects. */
function sidesOf(problem: LevelProblem, boxes: readonly Point[]): { readonly left: number; readonly right: number } {
    const passing = passedBy(problem);
    const isPassed = passing.some((count) => count > 0) && problem.links.every(({ from, to }) => from.box < to.box);
    let [left, right] = [Infinity, -Infinity];
    for (const [box, { width }] of problem.boxes.entries()) {
        if (!isPassed || (passing[box] ?? 0) > 0) {
            const x = boxes[box]?.x ?? 0;
            [left, right] = [Math.min(left, x), Math.max(right, x + width)];
        }
    }
    return { left, right };
}

/** The values all of whose long lines enter boxes to the left of the line from the box before. */
function enteringFromLeft(problem: LevelProblem, boxes: readonly Point[]): ReadonlySet<string> {
    const entry = ({ to }: LevelLink): number => portOf(problem, boxes, to, "inputs").x;
    const trunk = new Map(problem.links.filter(isStep).map((link) => [link.to.box, entry(link)]));
    const values = Map.groupBy(problem.links.filter((link) => !isStep(link)), ({ from }) => laneKey(from));
    return new Set([...values].filter(([, links]) =>
        links.every((link) => entry(link) < (trunk.get(link.to.box) ?? -Infinity))).map(([key]) => key));
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

/** A lane for each value of these links: its distance from the innermost one. */
function lanesOf(links: readonly LevelLink[]): ReadonlyMap<string, number> {
    const stretches = new Map<string, Stretch>();
    for (const { from, to } of links) {
        const known = stretches.get(laneKey(from)) ?? { first: from.box, last: from.box };
        stretches.set(laneKey(from), { first: Math.min(known.first, to.box), last: Math.max(known.last, to.box) });
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
    const step = Math.min(spacing.bundle, widestBundle / Math.max(1, taken.length));
    return new Map([...lanes].map(([key, lane]) => [key, lane * step]));
}

interface Stretch {
    readonly first: number;
    readonly last: number;
}

function laneKey({ box, port }: LevelEnd): string {
    return `${box}:${port}`;
}
