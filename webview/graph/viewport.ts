import { select } from "d3-selection";
import { zoom, zoomIdentity } from "d3-zoom";
import type { D3ZoomEvent } from "d3-zoom";
import { fitAll, keepInView } from "./anchoring.ts";
import type { Size, Transform } from "./anchoring.ts";

/** The visible part of the drawing. The pointer, the wheel and the page move it. */
export interface Viewport {
    readonly transform: Transform;
    readonly size: Size;
    set(transform: Transform): void;
    /** Moves there smoothly, unless the user prefers reduced motion. */
    glide(transform: Transform): void;
    zoomBy(factor: number): void;
    /** The size of the drawing, a part of which always stays in view. */
    bound(drawing: Size | undefined): void;
    dispose(): void;
}

const closest = 3;
/** The zoom furthest away shows the whole drawing, this much smaller than the view. */
const smallestWhole = 0.5;
const glideMilliseconds = 180;

/**
 * Dragging and the wheel move the drawing; the wheel with Ctrl or ⌘, and pinching, zoom around the pointer. `onChange`
 * is called at most once per frame, with whether the user caused the change. `onResize` returns the transform for
 * another size, from the one that is shown or glided to.
 */
export function createViewport(
    element: SVGSVGElement,
    onChange: (transform: Transform, size: Size, byHand: boolean) => void,
    onResize: (transform: Transform, before: Size, after: Size) => Transform,
): Viewport {
    const selection = select<SVGSVGElement, unknown>(element);
    const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");
    let transform: Transform = { x: 0, y: 0, k: 1 };
    let size: Size = sizeOf(element);
    let drawing: Size | undefined;
    let byHand = false;
    let frame: number | undefined;
    let gliding: number | undefined;
    let aim: Transform | undefined;

    const report = (): void => {
        frame ??= requestAnimationFrame(() => {
            frame = undefined;
            onChange(transform, size, byHand);
            byHand = false;
        });
    };
    const stopGliding = (): void => {
        if (gliding !== undefined) {
            cancelAnimationFrame(gliding);
            gliding = undefined;
        }
        aim = undefined;
    };
    const behaviour = zoom<SVGSVGElement, unknown>()
        .constrain(({ k, x, y }) => {
            const within = keepInView({ k, x, y }, size, drawing);
            return zoomIdentity.translate(within.x, within.y).scale(k);
        })
        .wheelDelta(zoomOf)
        .filter((event: MouseEvent | WheelEvent | TouchEvent) => {
            if (event.type === "wheel") {
                return event.ctrlKey || event.metaKey;
            }
            return !("button" in event) || event.button === 0 || event.button === 1;
        })
        .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
            transform = { x: event.transform.x, y: event.transform.y, k: event.transform.k };
            if (event.sourceEvent !== null && event.sourceEvent !== undefined) {
                byHand = true;
                stopGliding();
            }
            report();
        });
    const pan = (event: WheelEvent): void => {
        if (!event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            stopGliding();
            byHand = true;
            const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY];
            const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
            behaviour.translateBy(selection, (-dx * unit) / transform.k, (-dy * unit) / transform.k);
        }
    };
    selection.call(behaviour).on("dblclick.zoom", null);
    element.addEventListener("wheel", pan, { passive: false });

    const limitZoom = (): void => {
        const whole = drawing === undefined ? 1 : fitAll(drawing, size).k;
        behaviour.scaleExtent([Math.min(smallestWhole, smallestWhole * whole), closest]);
    };
    limitZoom();
    const observer = new ResizeObserver(() => {
        const next = sizeOf(element);
        if (next.width === 0 || next.height === 0) {
            // Not shown now; what is shown later follows from the size before.
            return;
        }
        const before = size;
        size = next;
        limitZoom();
        if (before.width > 0 && before.height > 0) {
            const now = aim ?? transform;
            const kept = onResize(now, before, next);
            if (kept !== now) {
                stopGliding();
                set(kept);
            }
        }
        report();
    });
    observer.observe(element);

    const set = (next: Transform): void => {
        behaviour.transform(selection, zoomIdentity.translate(next.x, next.y).scale(next.k));
    };

    return {
        get transform() {
            return transform;
        },
        get size() {
            return size;
        },
        set: (next) => {
            stopGliding();
            set(next);
        },
        glide: (next) => {
            stopGliding();
            if (stillness.matches) {
                set(next);
                return;
            }
            aim = next;
            const from = transform;
            const start = performance.now();
            const step = (now: number): void => {
                const part = Math.min(1, Math.max(0, (now - start) / glideMilliseconds));
                const eased = 1 - (1 - part) ** 3;
                gliding = part < 1 ? requestAnimationFrame(step) : undefined;
                aim = part < 1 ? next : undefined;
                set(between(from, next, eased));
            };
            gliding = requestAnimationFrame(step);
        },
        zoomBy: (factor) => {
            stopGliding();
            behaviour.scaleBy(selection, factor);
            report();
        },
        bound: (next) => {
            drawing = next;
            limitZoom();
        },
        dispose: () => {
            stopGliding();
            observer.disconnect();
            element.removeEventListener("wheel", pan);
            selection.on(".zoom", null);
        },
    };
}

/** A notch of a wheel, in pixels, is at least this long; pinching sends shorter steps with Ctrl. */
const leastNotch = 40;

/** The zoom of a wheel event, as a power of 2: about 1.2 for a notch of 120 pixels. */
function zoomOf({ deltaY, deltaMode }: WheelEvent): number {
    if (deltaMode !== WheelEvent.DOM_DELTA_PIXEL) {
        return -Math.sign(deltaY) * 0.25;
    }
    return -deltaY * (Math.abs(deltaY) < leastNotch ? 0.01 : 0.0022);
}

function sizeOf(element: Element): Size {
    return { width: element.clientWidth, height: element.clientHeight };
}

function between(from: Transform, to: Transform, part: number): Transform {
    const mix = (a: number, b: number): number => a + (b - a) * part;
    return { x: mix(from.x, to.x), y: mix(from.y, to.y), k: mix(from.k, to.k) };
}
