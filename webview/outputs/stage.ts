import type { ImageArea } from "../../server/protocol.ts";
import { element } from "../ui/elements.ts";

/** A pixel of a grid that lies on a stage. */
export interface Pixel {
    readonly column: number;
    readonly row: number;
}

/** A picture with transparent layers over it, all of the same place and of different resolutions. */
export interface Stage {
    readonly element: HTMLElement;
    /** Sets the width and height of the picture in its pixels. */
    resize(width: number, height: number): void;
    /** Places a layer on an area of the picture; without one it covers the picture. */
    place(layer: HTMLElement, area?: ImageArea): void;
    /** Reports the pixel of a grid under the pointer, or at the arrow keys' cursor; undefined if there is none. */
    inspect(grid: () => StageGrid | undefined, onPixel: (pixel: Pixel | undefined) => void): void;
}

export interface StageGrid {
    readonly columns: number;
    readonly rows: number;
    readonly area?: ImageArea;
}

export function createStage(label: string, ...layers: readonly HTMLElement[]): Stage {
    const cursor = element("span", "stage-cursor");
    cursor.hidden = true;
    const stage = element("div", "stage", ...layers, cursor);
    stage.setAttribute("role", "img");
    stage.setAttribute("aria-label", label);
    let size = { width: 1, height: 1 };

    const place = (layer: HTMLElement, area?: ImageArea): void => {
        const { left, top, width, height } = area ?? { left: 0, top: 0, ...size };
        layer.style.left = `${(left / size.width) * 100}%`;
        layer.style.top = `${(top / size.height) * 100}%`;
        layer.style.width = `${(width / size.width) * 100}%`;
        layer.style.height = `${(height / size.height) * 100}%`;
    };

    return {
        element: stage,
        place,
        resize: (width, height) => {
            size = { width, height };
            stage.style.setProperty("--ratio", String(width / height));
            layers.forEach((layer) => place(layer));
        },
        inspect: (grid, onPixel) => {
            let chosen: Pixel | undefined;
            const show = (pixel: Pixel | undefined): void => {
                const { columns = 1, rows = 1, area = { left: 0, top: 0, ...size } } = grid() ?? {};
                chosen = pixel;
                cursor.hidden = pixel === undefined;
                if (pixel !== undefined) {
                    const [width, height] = [area.width / columns, area.height / rows];
                    const [left, top] = [area.left + pixel.column * width, area.top + pixel.row * height];
                    place(cursor, { left, top, width, height });
                }
                onPixel(pixel);
            };
            stage.tabIndex = 0;
            stage.addEventListener("pointermove", (event) => {
                const found = grid();
                const box = stage.getBoundingClientRect();
                const { columns = 1, rows = 1, area = { left: 0, top: 0, ...size } } = found ?? {};
                const x = ((event.clientX - box.left) / box.width) * size.width - area.left;
                const y = ((event.clientY - box.top) / box.height) * size.height - area.top;
                const [column, row] = [Math.floor((x / area.width) * columns), Math.floor((y / area.height) * rows)];
                const isInside = column >= 0 && column < columns && row >= 0 && row < rows;
                show(found !== undefined && isInside ? { column, row } : undefined);
            });
            stage.addEventListener("pointerleave", () => show(undefined));
            stage.addEventListener("blur", () => show(undefined));
            stage.addEventListener("keydown", (event) => {
                const found = grid();
                const step = steps.get(event.key);
                if (found === undefined || step === undefined) {
                    return;
                }
                event.preventDefault();
                const { columns, rows } = found;
                const from = chosen ?? { column: Math.floor(columns / 2), row: Math.floor(rows / 2) };
                const by = chosen === undefined ? 0 : event.shiftKey ? 10 : 1;
                show({
                    column: Math.max(0, Math.min(columns - 1, from.column + step[0] * by)),
                    row: Math.max(0, Math.min(rows - 1, from.row + step[1] * by)),
                });
            });
        },
    };
}

const steps: ReadonlyMap<string, readonly [right: number, down: number]> = new Map([
    ["ArrowLeft", [-1, 0]], ["ArrowRight", [1, 0]], ["ArrowUp", [0, -1]], ["ArrowDown", [0, 1]],
]);

/** A layer of a stage that shows pixels, enlarged to squares. */
export function pixelLayer(): HTMLCanvasElement {
    return element("canvas", "stage-layer");
}

export function drawPixels(canvas: HTMLCanvasElement, pixels: ImageData | undefined): void {
    canvas.hidden = pixels === undefined;
    if (pixels !== undefined) {
        canvas.width = pixels.width;
        canvas.height = pixels.height;
        canvas.getContext("2d")?.putImageData(pixels, 0, 0);
    }
}
