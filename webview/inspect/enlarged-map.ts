import { text } from "../../server/text.ts";
import { formatNumber, formatShape } from "../inference/wording.ts";
import { element } from "../ui/elements.ts";
import type { ColourScale } from "./colour-map.ts";
import { drawMap } from "./map-picture.ts";
import { movedPlace, type PictureGrid } from "./picture-grid.ts";
import { indexAt } from "./tensor.ts";

/** One channel at a size at which its cells can be chosen, with the pointer or the arrow keys. */
export interface EnlargedMap {
    readonly element: HTMLElement;
    show(shown: EnlargedChannel): void;
    /** Marks a cell. */
    mark(place: number): void;
}

export interface EnlargedChannel {
    readonly name: string;
    readonly values: Float32Array;
    readonly grid: PictureGrid;
    /** The dims of the channel's positions. */
    readonly sizes: readonly number[];
    readonly scale: ColourScale;
    readonly place: number;
}

/** Cells are drawn at most this large. */
const largestCell = 24;

export function createEnlargedMap(choose: (place: number) => void): EnlargedMap {
    const canvas = element("canvas", "inspect-map");
    const marker = element("div", "inspect-marker");
    const frame = element("div", "inspect-map-frame", canvas, marker);
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    const readout = element("p", "inspect-readout");
    readout.setAttribute("role", "status");
    let shown: EnlargedChannel | undefined;
    let marked = 0;

    const describe = (place: number): void => {
        if (shown !== undefined) {
            const { name, values, sizes } = shown;
            readout.textContent = text("{channel} at {position}: {value}", {
                channel: name, position: formatShape(indexAt(sizes, place)), value: formatNumber(values[place] ?? NaN),
            });
        }
    };
    const mark = (place: number): void => {
        if (shown === undefined) {
            return;
        }
        marked = place;
        const { rows, columns } = shown.grid;
        marker.style.left = `${((place % columns) / columns) * 100}%`;
        marker.style.top = `${(Math.floor(place / columns) / rows) * 100}%`;
        marker.style.width = `${100 / columns}%`;
        marker.style.height = `${100 / rows}%`;
        describe(place);
    };
    const placeUnder = ({ clientX, clientY }: MouseEvent): number | undefined => {
        if (shown === undefined) {
            return undefined;
        }
        const { left, top, width, height } = frame.getBoundingClientRect();
        const { rows, columns, cells } = shown.grid;
        const column = Math.floor(((clientX - left) / width) * columns);
        const row = Math.floor(((clientY - top) / height) * rows);
        const place = row * columns + column;
        return column >= 0 && column < columns && row >= 0 && row < rows && place < cells ? place : undefined;
    };
    frame.addEventListener("pointermove", (event) => {
        const place = placeUnder(event);
        if (place !== undefined) {
            describe(place);
        }
    });
    frame.addEventListener("pointerleave", () => describe(marked));
    frame.addEventListener("click", (event) => {
        const place = placeUnder(event);
        if (place !== undefined) {
            mark(place);
            choose(place);
        }
    });
    frame.addEventListener("keydown", (event) => {
        const move = moves[event.key];
        if (move !== undefined && shown !== undefined) {
            event.preventDefault();
            const far = event.shiftKey ? 10 : 1;
            mark(movedPlace(shown.grid, marked, move[0] * far, move[1] * far));
            choose(marked);
        }
    });
    return {
        element: element("div", "inspect-enlarged", frame, readout),
        show: (channel) => {
            shown = channel;
            const { grid, name, values, scale, place } = channel;
            drawMap(canvas, values, grid, scale);
            frame.style.aspectRatio = `${grid.columns} / ${grid.rows}`;
            // As wide as the panel, but no wider than its cells need, and no taller than the panel's width.
            frame.style.maxWidth = `min(${grid.columns * largestCell}px, 100%, ${(360 * grid.columns) / grid.rows}px)`;
            frame.setAttribute("aria-label", text("{channel}: arrow keys choose a cell", { channel: name }));
            mark(place);
        },
        mark,
    };
}

const moves: Readonly<Partial<Record<string, readonly [right: number, down: number]>>> = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};
