import { colourOf, type ColourScale } from "./colour-map.ts";
import type { PictureGrid } from "./picture-grid.ts";

/** Numbers in rows, as they are drawn. */
export interface SmallMap {
    readonly rows: number;
    readonly columns: number;
    readonly values: Float32Array<ArrayBuffer>;
}

/** Draws numbers as one pixel each, or fewer if a side would be longer than `longest`: each pixel is then a mean. */
export function drawMap(
    canvas: HTMLCanvasElement, values: Float32Array, grid: PictureGrid, scale: ColourScale, longest = 1024,
): void {
    const small = shrunkMap(values, grid, longest);
    const { columns: width, rows: height } = small;
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    if (context === null || width === 0 || height === 0) {
        return;
    }
    const image = context.createImageData(width, height);
    for (let place = 0; place < grid.cells && place < width * height; place++) {
        image.data.set([...colourOf(scale, small.values[place] ?? NaN), 255], place * 4);
    }
    context.putImageData(image, 0, 0);
}

/** The numbers of a grid, or their means if a side would be longer than `longest`. */
export function shrunkMap(values: Float32Array, grid: PictureGrid, longest: number): SmallMap {
    const step = Math.max(1, Math.ceil(grid.columns / longest), Math.ceil(grid.rows / longest));
    const columns = Math.ceil(grid.columns / step);
    const rows = Math.ceil(grid.rows / step);
    const shrunk = new Float32Array(rows * columns);
    for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) {
            shrunk[y * columns + x] = step === 1
                ? values[y * columns + x] ?? NaN
                : meanAround(values, grid, x * step, y * step, step);
        }
    }
    return { rows, columns, values: shrunk };
}

function meanAround(values: Float32Array, { rows, columns }: PictureGrid, x: number, y: number, step: number): number {
    let sum = 0;
    let count = 0;
    for (let row = y; row < Math.min(y + step, rows); row++) {
        for (let column = x; column < Math.min(x + step, columns); column++) {
            sum += values[row * columns + column] ?? 0;
            count += 1;
        }
    }
    return sum / count;
}
