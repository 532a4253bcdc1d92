import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { classColour, cssColour } from "./class-colours.ts";
import { formatPercent } from "./percent.ts";
import type { Stage } from "./stage.ts";

/** A decoded box. */
export interface FoundBox {
    readonly class: number;
    readonly score: number;
    /** In pixels of the image. */
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
}

/** Frames around boxes, which the pointer or the arrow keys choose. */
export interface BoxFrames {
    /** A layer of the stage. */
    readonly element: HTMLElement;
    /** Frames these boxes, best first. */
    show(boxes: readonly FoundBox[], stage: Stage): void;
}

export interface BoxFramesOptions {
    /** Of the image, in pixels. */
    readonly width: number;
    readonly height: number;
    readonly nameOf: (index: number) => string;
    /** Reports the box under the pointer or with the focus; undefined if there is none. */
    readonly onDescribe: (description: string | undefined) => void;
}

/** With more boxes, only the chosen one has its label beside it. */
const mostLabelled = 16;

export function createBoxFrames({ width, height, nameOf, onDescribe }: BoxFramesOptions): BoxFrames {
    const layer = element("div", "stage-layer stage-boxes");
    layer.setAttribute("role", "listbox");
    layer.setAttribute("aria-label", text("The objects that were found, best first"));
    let frames: readonly HTMLElement[] = [];

    const frameOf = (box: FoundBox, stage: Stage): HTMLElement => {
        const label = element("span", "stage-box-label", `${nameOf(box.class)} ${formatPercent(box.score)}`);
        label.setAttribute("aria-hidden", "true");
        const frame = element("div", "stage-box", label);
        const description = describeBox(box, nameOf(box.class));
        frame.setAttribute("role", "option");
        frame.setAttribute("aria-label", description);
        frame.style.setProperty("--class-colour", cssColour(classColour(box.class)));
        const [left, top] = [clamp(box.left, width), clamp(box.top, height)];
        const [right, bottom] = [clamp(box.right, width), clamp(box.bottom, height)];
        stage.place(frame, { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) });
        frame.classList.toggle("stage-box-below", top / height < 0.09);
        frame.classList.toggle("stage-box-start", left / width > 0.6);
        const describe = (): void => onDescribe(description);
        const forget = (): void => onDescribe(focusedFrame()?.getAttribute("aria-label") ?? undefined);
        frame.addEventListener("pointerenter", describe);
        frame.addEventListener("pointerleave", forget);
        frame.addEventListener("focus", () => {
            mark(frame);
            describe();
        });
        frame.addEventListener("blur", () => onDescribe(undefined));
        return frame;
    };
    const focusedFrame = (): HTMLElement | undefined => frames.find((frame) => frame === document.activeElement);
    /** The marked frame is the one that the Tab key reaches. */
    const mark = (marked: HTMLElement | undefined): void => {
        for (const frame of frames) {
            frame.tabIndex = frame === marked ? 0 : -1;
            frame.setAttribute("aria-selected", String(frame === marked));
        }
    };
    layer.addEventListener("keydown", (event) => {
        const at = frames.findIndex((frame) => frame === document.activeElement);
        const next = placeAfter(event.key, at, frames.length);
        if (next !== undefined) {
            event.preventDefault();
            frames[next]?.focus();
        }
    });

    return {
        element: layer,
        show: (boxes, stage) => {
            const focused = frames.findIndex((frame) => frame === document.activeElement);
            layer.classList.toggle("stage-boxes-many", boxes.length > mostLabelled);
            frames = boxes.map((box) => frameOf(box, stage));
            // A small box would otherwise be out of the pointer's reach below a large one.
            boxes.map((box, index) => ({ index, area: areaOf(box) }))
                .toSorted((one, other) => other.area - one.area)
                .forEach(({ index }, rank) => frames[index]?.style.setProperty("--rank", String(rank)));
            layer.hidden = frames.length === 0;
            layer.replaceChildren(...frames);
            mark(frames[Math.max(0, Math.min(focused, frames.length - 1))]);
            if (focused !== -1) {
                frames.find(({ tabIndex }) => tabIndex === 0)?.focus();
            }
        },
    };
}

/** The place that a key moves to from another one, of `count` places. */
function placeAfter(key: string, at: number, count: number): number | undefined {
    switch (key) {
        case "ArrowRight":
        case "ArrowDown":
            return Math.min(at + 1, count - 1);
        case "ArrowLeft":
        case "ArrowUp":
            return Math.max(at - 1, 0);
        case "Home":
            return 0;
        case "End":
            return count - 1;
        default:
            return undefined;
    }
}

function describeBox({ score, left, top, right, bottom }: FoundBox, name: string): string {
    return text("{name}, score {score}: {width} × {height} pixels at column {left}, row {top}", {
        name, score: formatPercent(score), left: Math.round(left), top: Math.round(top),
        width: Math.round(right - left), height: Math.round(bottom - top),
    });
}

function areaOf({ left, top, right, bottom }: FoundBox): number {
    return (right - left) * (bottom - top);
}

function clamp(value: number, most: number): number {
    return Number.isNaN(value) ? 0 : Math.max(0, Math.min(most, value));
}
