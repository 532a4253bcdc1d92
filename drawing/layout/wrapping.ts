import { spacing } from "./level.ts";
import type { LevelProblem, Point } from "./level.ts";
import type { LayoutRequest } from "./layout-messages.ts";
import type { LevelSolution } from "./pieces.ts";

/** Between two columns: room for a line and for the labels next to the boxes. */
const gutter = 76;

/** A break must make the drawing this much larger. */
const worthwhile = 1.08;

/**
 * Breaks a solution that is higher than the view into columns of about the same height, which follow one another from
 * left to right, so that it can be shown larger. It is only broken where a single value leads on.
 */
export function wrapped(problem: LevelProblem, solution: LevelSolution, view: View): LevelSolution {
    const { width, height } = solution;
    if (height <= view.along) {
        return solution;
    }
    const proportional = Math.round(Math.sqrt((height / (width + gutter)) * (view.across / view.along)));
    const counts = new Set([proportional - 1, proportional, proportional + 1, Math.ceil(height / view.along)]);
    const breaks = breaksOf(problem, solution);
    let best = solution;
    for (const count of [...counts].sort((a, b) => a - b)) {
        const chosen = count < 2 ? [] : chosenBreaks(breaks, height, count);
        if (chosen.length > 0) {
            const columns = arranged(problem, solution, columnsOf(problem, solution, chosen), chosen);
            best = zoomFor(columns, view) > worthwhile * zoomFor(best, view) ? columns : best;
        }
    }
    return best;
}

/** The largest zoom at which a drawing fits the view. */
function zoomFor({ width, height }: LevelSolution, { across, along }: View): number {
    return Math.min(1, across / width, along / height);
}

/** The room for a drawing, across the flow and along it. */
export type View = NonNullable<LayoutRequest["view"]>;

/** A place between two rows, with the links that cross it, all from one place. */
interface Break {
    readonly y: number;
    readonly links: ReadonlySet<number>;
    /** Where the highest of the links starts. */
    readonly from: number;
}

interface Column {
    readonly top: number;
    readonly bottom: number;
    readonly left: number;
    readonly right: number;
}

function breaksOf(problem: LevelProblem, { boxes, links }: LevelSolution): readonly Break[] {
    /** Starts and ends of everything, from top to bottom; what ends at a height ends before anything starts there. */
    const events = [
        ...boxes.map(({ y }, box) => ({ from: y, to: y + (problem.boxes[box]?.height ?? 0), link: undefined })),
        ...links.map((points, link) => {
            const ys = points.map(({ y }) => y);
            return { from: Math.min(...ys), to: Math.max(...ys), link };
        }),
    ];
    const ends = events.flatMap((thing) => [
        { y: thing.from, starts: true, thing }, { y: thing.to, starts: false, thing },
    ]).sort((a, b) => a.y - b.y || Number(a.starts) - Number(b.starts));
    const open = new Set<(typeof events)[number]>();
    const breaks: Break[] = [];
    for (const [at, { y, starts, thing }] of ends.entries()) {
        if (starts) {
            open.add(thing);
        } else {
            open.delete(thing);
        }
        const next = ends[at + 1]?.y ?? y;
        const crossing = [...open].flatMap(({ link }) => (link === undefined ? [] : [link]));
        const [first] = crossing;
        if (first !== undefined && crossing.length === open.size && next - y >= spacing.turn / 2) {
            const source = problem.links[first]?.from;
            const isOneValue = crossing.every((link) => {
                const from = problem.links[link]?.from;
                return from?.box === source?.box && from?.port === source?.port;
            });
            if (isOneValue) {
                const from = Math.min(...[...open].map((one) => one.from));
                // Lines of one value part a little below its box.
                breaks.push({ y: crossing.length > 1 ? y + 1 : (y + next) / 2, links: new Set(crossing), from });
            }
        }
    }
    return breaks;
}

/** The breaks nearest to equal heights; no link crosses two of them. */
function chosenBreaks(breaks: readonly Break[], height: number, count: number): readonly Break[] {
    const chosen: Break[] = [];
    let start = 0;
    for (let left = count; left > 1; left -= 1) {
        const ideal = start + (height - start) / left;
        const after = breaks.filter(({ y, from }) => y > start + spacing.row && from >= start);
        const nearest = after.reduce<Break | undefined>((best, one) =>
            best === undefined || Math.abs(one.y - ideal) < Math.abs(best.y - ideal) ? one : best, undefined);
        if (nearest === undefined) {
            break;
        }
        chosen.push(nearest);
        start = nearest.y;
    }
    return chosen;
}

function columnsOf(
    problem: LevelProblem, { boxes, links, height }: LevelSolution, breaks: readonly Break[],
): readonly Column[] {
    const tops = [0, ...breaks.map(({ y }) => y)];
    const crossing = new Set(breaks.flatMap((one) => [...one.links]));
    return tops.map((top, at) => {
        const bottom = tops[at + 1] ?? height;
        const isLast = at === tops.length - 1;
        const xs = [
            ...boxes.flatMap(({ x, y }, box) =>
                y >= top && (isLast || y < bottom) ? [x, x + (problem.boxes[box]?.width ?? 0)] : []),
            ...links.flatMap((points, link) => {
                const own = crossing.has(link) ? points.slice(1) : points;
                return isWithin(own, top, bottom) ? own.map(({ x }) => x) : [];
            }),
        ];
        return { top, bottom, left: Math.min(...xs), right: Math.max(...xs) };
    });
}

function isWithin(points: readonly Point[], top: number, bottom: number): boolean {
    return points.every(({ y }) => y >= top && y <= bottom);
}

function arranged(
    problem: LevelProblem, { boxes, links }: LevelSolution, columns: readonly Column[], breaks: readonly Break[],
): LevelSolution {
    const shifts: { readonly x: number; readonly y: number; readonly start: number }[] = [];
    let start = 0;
    for (const { top, left, right } of columns) {
        shifts.push({ x: start - left, y: -top, start });
        start += right - left + gutter;
    }
    const columnAt = (y: number): number => {
        const after = columns.findIndex(({ bottom }) => y < bottom);
        return after === -1 ? columns.length - 1 : after;
    };
    const moved = ({ x, y }: Point, column: number): Point => {
        const { x: dx = 0, y: dy = 0 } = shifts[column] ?? {};
        return { x: x + dx, y: y + dy };
    };
    const movedLinks = links.map((points, link): readonly Point[] => {
        const into = breaks.findIndex((one) => one.links.has(link)) + 1;
        const [first, ...rest] = points;
        if (first === undefined || into === 0) {
            return points.map((point) => moved(point, columnAt(first?.y ?? point.y)));
        }
        const [from, above] = [moved(first, into - 1), moved(first, into)];
        const between = (shifts[into]?.start ?? 0) - gutter / 4;
        const { top = 0, bottom = 0 } = columns[into - 1] ?? {};
        const below = Math.max(from.y + spacing.label, bottom - top);
        return [
            from, { x: from.x, y: below }, { x: between, y: below }, { x: between, y: 0 }, { x: above.x, y: 0 },
            ...rest.map((point) => moved(point, into)),
        ];
    });
    const placed = boxes.map((corner) => moved(corner, columnAt(corner.y)));
    const bottoms = [
        ...placed.map(({ y }, box) => y + (problem.boxes[box]?.height ?? 0)), ...movedLinks.flat().map(({ y }) => y),
    ];
    return { width: start - gutter, height: Math.max(...bottoms), boxes: placed, links: movedLinks };
}
