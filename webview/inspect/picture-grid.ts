/** How a channel's positions are arranged in a picture: the last axis in columns, further axes below one another. */
export interface PictureGrid {
    readonly rows: number;
    readonly columns: number;
    /** How many of the cells have a number: the last row of a vector may be incomplete. */
    readonly cells: number;
}

/** A vector is broken into rows of at most this length. */
const longestRow = 40;

/** Up to this length, the numbers of a vector can be told apart in one row of a small picture. */
const shortestSquare = 12;

/** The grid for the spatial sizes of a channel, or for the length of a vector. */
export function pictureGrid(sizes: readonly number[], isVector = false): PictureGrid {
    const cells = sizes.reduce((product, size) => product * size, 1);
    if (isVector) {
        const columns = Math.min(longestRow, Math.max(1, cells <= longestRow ? cells : Math.ceil(Math.sqrt(cells))));
        return { rows: Math.ceil(cells / columns), columns, cells };
    }
    const columns = sizes.at(-1) ?? 1;
    return { rows: cells / Math.max(columns, 1), columns, cells };
}

/** A vector in a nearly square picture, or in one row if it is short. */
export function squareGrid(cells: number): PictureGrid {
    const columns = cells <= shortestSquare ? Math.max(cells, 1) : Math.ceil(Math.sqrt(cells));
    return { rows: Math.ceil(cells / columns), columns, cells };
}

/** The grid of a value's channels, from its dims without a batch. */
export function gridOf(dims: readonly number[]): PictureGrid {
    return dims.length > 1 ? pictureGrid(dims.slice(1)) : pictureGrid(dims, true);
}

/** The place of the cell next to another one; the same at the border. */
export function movedPlace({ rows, columns, cells }: PictureGrid, place: number, right: number, down: number): number {
    const column = Math.min(Math.max((place % columns) + right, 0), columns - 1);
    const row = Math.min(Math.max(Math.floor(place / columns) + down, 0), rows - 1);
    const moved = row * columns + column;
    return moved < cells ? moved : place;
}
