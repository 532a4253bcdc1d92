import type { Run } from "./runs.ts";

/** Fewer heads of different resolutions are branches, such as those of a feature pyramid. */
const leastHeads = 3;

/**
 * The runs in the order in which they are placed, alone or as a column: the heads of a detector, which read maps of
 * several resolutions and are read only by the concatenation of their results, are placed below one another.
 */
export function columnsOf(
    runs: readonly Run[], sources: ReadonlyMap<Run, readonly Run[]>, readers: ReadonlyMap<Run, number>,
): readonly (readonly [Run, ...Run[]])[] {
    const columnOf = new Map<Run, readonly [Run, ...Run[]]>();
    for (const read of sources.values()) {
        const [first, ...others] = read.filter((run) => readers.get(run) === 1);
        if (first !== undefined && new Set([first, ...others].map(({ row }) => row)).size >= leastHeads) {
            const column = [first, ...others] as const;
            column.forEach((run) => columnOf.set(run, column));
        }
    }
    const placed = new Map<readonly [Run, ...Run[]], number>();
    return runs.flatMap((run) => {
        const column = columnOf.get(run) ?? [run] as const;
        const count = (placed.get(column) ?? 0) + 1;
        placed.set(column, count);
        // When the last run of a column is reached, all that it reads is placed.
        return count === column.length ? [column] : [];
    });
}

/** How many runs read each run. */
export function readersOf(sources: ReadonlyMap<Run, readonly Run[]>): ReadonlyMap<Run, number> {
    const readers = new Map<Run, number>();
    for (const read of sources.values()) {
        for (const run of read) {
            readers.set(run, (readers.get(run) ?? 0) + 1);
        }
    }
    return readers;
}
