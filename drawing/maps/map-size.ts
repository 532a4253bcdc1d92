/** The size of a feature map, as far as it is known. */
export interface MapSize {
    readonly channels: number | undefined;
    /** Undefined for a vector. */
    readonly height: number | undefined;
    readonly width: number | undefined;
    /** The number of axes. */
    readonly rank: number;
}

/** Reads a shape as the preview shows it: `[64, 112, 112]`, with `?` for an unknown size. */
export function readShape(shape: string): MapSize {
    const sizes = (shape.match(/\[([^\]]*)\]/)?.[1] ?? "").split(",").map((size) => {
        const text = size.trim();
        return /^\d+$/.test(text) ? Number(text) : undefined;
    });
    const [channels, ...rest] = sizes;
    const rank = sizes.length;
    if (rank < 2) {
        return { channels, height: 1, width: 1, rank };
    }
    return { channels, height: rank === 2 ? 1 : rest.at(-2), width: rest.at(-1), rank };
}

/** The length of a side of a square map of this area; undefined if it is unknown. */
export function sideOf({ height, width }: MapSize): number | undefined {
    return height === undefined || width === undefined ? undefined : Math.sqrt(height * width);
}

/** `56²`, `200×568`, or an empty text for a vector. */
export function extentText({ height, width, rank }: MapSize): string {
    if (rank < 2) {
        return "";
    }
    if (rank === 2) {
        return `${width ?? "?"}`;
    }
    return height === width && height !== undefined ? `${height}²` : `${height ?? "?"}×${width ?? "?"}`;
}

export function isSameExtent(a: MapSize, b: MapSize): boolean {
    return a.rank === b.rank && a.height === b.height && a.width === b.width;
}
