import { colourOf, type ColourScale } from "./colour-map.ts";
import type { PictureGrid } from "./picture-grid.ts";

/** Draws numbers as one pixel each, or fewer if a side would be longer than `longest`: each pixel is then a mean. */
export function drawMap(
    canvas: HTMLCanvasElement, values: Float32Array, grid: PictureGrid, scale: ColourScale, longest = 1024,
): void {
    const step = Math.max(1, Math.ceil(grid.columns / longest), Math.ceil(grid.rows / longest));
    const width = Math.ceil(grid.columns / step);
    const height = Math.ceil(grid.rows / step);
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d");
    if (context === null || width === 0 || height === 0) {
        return;
    }
    const image = context.createImageData(width, height);
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            const value = step === 1
                ? values[y * grid.columns + x]
                : meanAround(values, grid, x * step, y * step, step);
            if (value !== undefined) {
                image.data.set([...colourOf(scale, value), 255], (y * width + x) * 4);
            }
        }
    }
    context.putImageData(image, 0, 0);
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
