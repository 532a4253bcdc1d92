import { layOutColumn } from "./column.ts";
import { aside, passedBy, portOf, spacing } from "./level.ts";
import type { LevelEnd, LevelEngine, LevelLink, LevelProblem, Placement, Point } from "./level.ts";

/** A level's layout in a rectangle that starts at 0, 0. */
export interface LevelSolution extends Placement {
    readonly width: number;
    readonly height: number;
}

/** Above this number of boxes and crossed rows, layered layout takes seconds and its result is unreadable. */
const costliest = 2_500;

/** Lays out the content of one frame. */
export async function solveLevel(problem: LevelProblem, engine: LevelEngine): Promise<LevelSolution> {
    const order = tightOrder(problem);
    const { boxes, links } = await stackPieces(reordered(problem, order), engine);
    const placed = new Map(order.map((box, position) => [box, boxes[position]]));
    const corners = problem.boxes.map((_box, number) => placed.get(number) ?? { x: 0, y: 0 });
    return tighten(problem, { boxes: corners, links });
}

/**
 * The boxes in an order with short lines: a box without inputs directly before its reader, a box without readers
 * directly after its input.
 */
function tightOrder({ boxes, links }: LevelProblem): readonly number[] {
    const initial = boxes.map((_box, number) => number);
    const reading = new Set(links.map(({ to }) => to.box));
    const isRead = new Set(links.map(({ from }) => from.box));
    const isFixed = (box: number): boolean => boxes[box]?.role !== undefined;
    const output = boxes.findIndex(({ role }) => role === "output");
    const firstOutput = output === -1 ? boxes.length : output;
    const lastInput = boxes.findLastIndex(({ role }) => role === "input");
    const firstReader = new Map<number, number>();
    for (const { from, to } of links) {
        if (!reading.has(from.box) && !isFixed(from.box)) {
            firstReader.set(from.box, Math.min(firstReader.get(from.box) ?? firstOutput, to.box));
        }
    }
    const placeOf = (box: number): number => (firstReader.get(box) ?? box + 0.5) - 0.5;
    const order = initial.sort((a, b) => placeOf(a) - placeOf(b));
    const positions = new Map(order.map((box, position) => [box, position]));
    const lastSource = new Map<number, number>();
    for (const { from, to } of links) {
        if (!isRead.has(to.box) && !isFixed(to.box)) {
            lastSource.set(to.box, Math.max(lastSource.get(to.box) ?? lastInput, positions.get(from.box) ?? 0));
        }
    }
    const finalPlaceOf = (box: number): number => (lastSource.get(box) ?? (positions.get(box) ?? box) - 0.5) + 0.5;
    return [...order].sort((a, b) => finalPlaceOf(a) - finalPlaceOf(b));
}

function reordered({ boxes, links }: LevelProblem, order: readonly number[]): LevelProblem {
    const positions = new Map(order.map((box, position) => [box, position]));
    const move = ({ box, port }: LevelEnd): LevelEnd => ({ box: positions.get(box) ?? box, port });
    return {
        boxes: order.flatMap((box) => boxes[box] ?? []),
        links: links.map(({ from, to }) => ({ from: move(from), to: move(to) })),
    };
}

/**
 * Splits a level at boxes that all lines pass through, lays out each piece and stacks them, so that a chain of
 * thousands of layers takes no longer than its parts, and a trunk is straight.
 */
async function stackPieces(problem: LevelProblem, engine: LevelEngine): Promise<Placement> {
    const boxes = new Map<number, Point>();
    const links = new Map<number, readonly Point[]>();
    let bottom = Number.NEGATIVE_INFINITY;
    for (const piece of piecesOf(problem)) {
        bottom = stack(piece, await solvePiece(piece.problem, engine), bottom, boxes, links);
    }
    return {
        boxes: problem.boxes.map((_box, number) => boxes.get(number) ?? { x: 0, y: 0 }),
        links: problem.links.map((_link, number) => links.get(number) ?? []),
    };
}

/** Uses the engine only for pieces that branch, unless it would take too long; falls back to a column. */
async function solvePiece(problem: LevelProblem, engine: LevelEngine): Promise<Placement> {
    if (problem.links.length === 0 || isTrunk(problem) || costOf(problem) > costliest) {
        return layOutColumn(problem);
    }
    const last = problem.boxes.length - 1;
    const skips = (link: LevelLink): boolean => link.from.box === 0 && link.to.box === last;
    const entries = new Set(problem.links.filter(({ to }) => to.box === last).map(({ to }) => to.port));
    if (last > 1 && (entries.size === 1 || problem.boxes[last]?.leaf === true) && problem.links.some(skips)) {
        const inner = await stackPieces({ ...problem, links: problem.links.filter((link) => !skips(link)) }, engine);
        if (isBetweenItsEnds(problem, inner)) {
            return addSkips(problem, inner, skips);
        }
    }
    try {
        return await engine(problem);
    } catch {
        return layOutColumn(problem);
    }
}

/** Whether one path visits all boxes: then every other line only skips boxes. */
function isTrunk({ boxes, links }: LevelProblem): boolean {
    const joined = new Set<number>();
    for (const { from, to } of links) {
        if (to.box <= from.box) {
            return false;
        }
        if (to.box === from.box + 1) {
            if (joined.has(from.box)) {
                return false;
            }
            joined.add(from.box);
        }
    }
    return joined.size === boxes.length - 1;
}

/** Whether all other boxes are between the first and the last, with room for lines to bend. */
function isBetweenItsEnds({ boxes }: LevelProblem, { boxes: corners }: Placement): boolean {
    const start = (corners[0]?.y ?? 0) + (boxes[0]?.height ?? 0) + spacing.turn;
    const end = (corners.at(-1)?.y ?? 0) - spacing.turn;
    return corners.slice(1, -1).every(({ y }, at) => y >= start && y + (boxes[at + 1]?.height ?? 0) <= end);
}

/** Adds lines from the first box to the last, to the right of everything else. */
function addSkips(problem: LevelProblem, inner: Placement, skips: (link: LevelLink) => boolean): Placement {
    const edges = inner.boxes.slice(1, -1).map(({ x }, at) => x + (problem.boxes[at + 1]?.width ?? 0));
    const places = [...edges, ...inner.links.flat().map(({ x }) => x)];
    const furthest = places.reduce((most, x) => Math.max(most, x), -Infinity);
    const rest = inner.links.values();
    let lanes = 0;
    const links = problem.links.map((link): readonly Point[] => {
        if (!skips(link)) {
            return rest.next().value ?? [];
        }
        const start = portOf(problem, inner.boxes, link.from, "outputs");
        const end = portOf(problem, inner.boxes, link.to, "inputs");
        const x = furthest + spacing.passing + lanes * spacing.bundle;
        lanes += 1;
        return aside(start, x, end);
    });
    return { boxes: inner.boxes, links };
}

/**
 * A part of a level, with the indices of its boxes and links in the level. Its first box may be the last box of the
 * previous piece.
 */
interface Piece {
    readonly problem: LevelProblem;
    readonly boxes: readonly number[];
    readonly links: readonly number[];
}

/** A box that no link bypasses ends one piece and starts the next. */
function piecesOf(problem: LevelProblem): readonly Piece[] {
    const end = problem.boxes.length - 1;
    const passing = passedBy(problem);
    const starts = problem.boxes.flatMap((_box, number) =>
        number === 0 || (number < end && passing[number] === 0) ? [number] : [],
    );
    const linksByBox = new Map<number, number[]>();
    for (const [number, { from, to }] of problem.links.entries()) {
        const box = Math.min(from.box, to.box);
        linksByBox.set(box, [...(linksByBox.get(box) ?? []), number]);
    }
    return starts.map((start, piece) => {
        const last = starts[piece + 1] ?? end;
        const boxes = Array.from({ length: last - start + 1 }, (_, at) => start + at);
        const links = boxes.flatMap((box) => (box === last ? [] : (linksByBox.get(box) ?? [])));
        const local = ({ box, port }: LevelEnd): LevelEnd => ({ box: box - start, port });
        return {
            boxes,
            links,
            problem: {
                boxes: boxes.flatMap((box) => problem.boxes[box] ?? []),
                links: links
                    .flatMap((link) => problem.links[link] ?? [])
                    .map(({ from, to }) => ({ from: local(from), to: local(to) })),
            },
        };
    });
}

/** The number of boxes and of rows that links cross: the work of a layered layout. */
function costOf({ boxes, links }: LevelProblem): number {
    const rows = new Array<number>(boxes.length).fill(0);
    for (const { from, to } of [...links].sort((a, b) => a.from.box - b.from.box)) {
        rows[to.box] = Math.max(rows[to.box] ?? 0, (rows[from.box] ?? 0) + 1);
    }
    const crossed = links.map(({ from, to }) => Math.abs((rows[to.box] ?? 0) - (rows[from.box] ?? 0)));
    return crossed.reduce((sum, count) => sum + count, boxes.length);
}

/**
 * Places a piece below the current drawing, its first box on the same box of the piece above. Returns the new bottom.
 */
function stack(
    { problem, boxes: numbers, links: linkNumbers }: Piece,
    placed: Placement,
    bottom: number,
    boxes: Map<number, Point>,
    links: Map<number, readonly Point[]>,
): number {
    const known = boxes.get(numbers[0] ?? 0);
    const own = placed.boxes[0] ?? { x: 0, y: 0 };
    const dx = known === undefined ? 0 : known.x - own.x;
    const dy = known === undefined ? 0 : known.y - own.y;
    const top = placed.boxes.slice(1).reduce((least, { y }) => Math.min(least, y + dy), Number.POSITIVE_INFINITY);
    // A value without readers may extend below the box where the pieces meet.
    const push = known === undefined || !Number.isFinite(top) ? 0 : Math.max(0, bottom + spacing.row - top);
    let lowest = bottom;
    for (const [at, { x, y }] of placed.boxes.entries()) {
        const position = known !== undefined && at === 0 ? known : { x: x + dx, y: y + dy + push };
        boxes.set(numbers[at] ?? 0, position);
        lowest = Math.max(lowest, position.y + (problem.boxes[at]?.height ?? 0));
    }
    for (const [at, points] of placed.links.entries()) {
        const leavesKnown = known !== undefined && problem.links[at]?.from.box === 0;
        links.set(
            linkNumbers[at] ?? 0,
            points.map(({ x, y }, point) => ({ x: x + dx, y: y + dy + (leavesKnown && point === 0 ? 0 : push) })),
        );
    }
    return lowest;
}

/** Moves everything so that it starts at 0, 0. */
function tighten({ boxes: sizes }: LevelProblem, { boxes, links }: Placement): LevelSolution {
    const corners = boxes.flatMap(({ x, y }, box) => {
        const { width = 0, height = 0 } = sizes[box] ?? {};
        return [{ x, y }, { x: x + width, y: y + height }];
    });
    const points = [...corners, ...links.flat()];
    if (points.length === 0) {
        return { width: 0, height: 0, boxes, links };
    }
    const bounds = points.reduce(
        ({ left, top, right, bottom }, { x, y }) => ({
            left: Math.min(left, x),
            top: Math.min(top, y),
            right: Math.max(right, x),
            bottom: Math.max(bottom, y),
        }),
        { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity },
    );
    const move = ({ x, y }: Point): Point => ({ x: x - bounds.left, y: y - bounds.top });
    return {
        width: bounds.right - bounds.left,
        height: bounds.bottom - bounds.top,
        boxes: boxes.map(move),
        links: links.map((line) => line.map(move)),
    };
}
