import type { InferenceInput } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import { centredBox, inkBox, type GreyImage } from "./digit-centring.ts";
import { pixelsToInput } from "./fitting.ts";
import type { InputSource, PreparedInput } from "./source.ts";

/** The pad's side, in its own pixels; what is drawn is reduced to the network's size. */
const side = 280;
/** MNIST's strokes are about 2 to 3 of 28 pixels wide. */
const brush = side * (2.4 / 28);
/** The longest side of an input for which the pad is offered. */
const longestInput = 128;

/** A pad for drawing with the mouse, a finger or a pen, white on black. */
export function createPadSource(changed: () => void): InputSource {
    const pad = element("canvas", "input-pad");
    pad.width = side;
    pad.height = side;
    pad.setAttribute("role", "img");
    pad.setAttribute("aria-label", text("Drawing pad"));
    const context = contextOf(pad);
    const hint = element("span", "input-pad-hint", text("Draw here"));
    const centre = element("input", "input-centre");
    centre.type = "checkbox";
    centre.checked = true;
    centre.addEventListener("change", changed);
    const centreLabel = element("label", "inference-live-label", centre, " ", text("Centre as in MNIST"));
    centreLabel.title = text("Scales the drawing to 20 of 28 pixels, with its centre of mass in the middle");

    const clear = (): void => {
        context.fillStyle = "black";
        context.fillRect(0, 0, side, side);
        hint.hidden = false;
    };
    let last: { readonly x: number; readonly y: number } | undefined;
    const draw = ({ offsetX, offsetY }: PointerEvent): void => {
        const next = { x: offsetX * side / pad.clientWidth, y: offsetY * side / pad.clientHeight };
        const from = last ?? next;
        context.strokeStyle = "white";
        context.lineWidth = brush;
        context.lineCap = "round";
        context.lineJoin = "round";
        context.beginPath();
        context.moveTo(from.x, from.y);
        context.lineTo(next.x, next.y);
        context.stroke();
        last = next;
        hint.hidden = true;
        changed();
    };
    pad.addEventListener("pointerdown", (event) => {
        if (event.button === 0) {
            event.preventDefault();
            pad.setPointerCapture(event.pointerId);
            last = undefined;
            draw(event);
        }
    });
    pad.addEventListener("pointermove", (event) => {
        if (pad.hasPointerCapture(event.pointerId)) {
            // The browser merges moves of a frame into one event; a quick stroke needs them all.
            event.getCoalescedEvents().forEach(draw);
        }
    });
    clear();

    return {
        kind: "drawing",
        label: text("Draw"),
        element: element(
            "div", "input-drawing",
            element("div", "input-pad-frame", pad, hint),
            element("div", "inference-buttons", button(text("Clear"), "inference-secondary", () => {
                clear();
                changed();
            }), centreLabel),
        ),
        suits: ({ dims: [, channels, ...sizes], image }) =>
            image !== undefined && channels === 1 && sizes.every((size) => size <= longestInput),
        prepare: (input) => Promise.resolve(prepare(input, pad, centre.checked)),
    };
}

function prepare({ name, dims, image }: InferenceInput, pad: HTMLCanvasElement, isCentred: boolean): PreparedInput {
    if (image === undefined) {
        throw new Error(`${name} is not an image.`);
    }
    const [, , height = 1, width = 1] = dims;
    const context = contextOf(new OffscreenCanvas(width, height));
    context.fillStyle = "black";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    const ink = greyOf(pad);
    const box = isCentred ? inkBox(ink) : undefined;
    if (box === undefined) {
        context.drawImage(pad, 0, 0, width, height);
    } else {
        const to = centredBox(ink, box, { width, height });
        context.drawImage(pad, box.left, box.top, box.width, box.height, to.left, to.top, to.width, to.height);
    }
    const pixels = context.getImageData(0, 0, width, height);
    return { name: text("Drawing"), pixels, tensor: { name, dims, values: pixelsToInput(pixels.data, 1, image) } };
}

/** Black and white have equal channels. */
function greyOf(pad: HTMLCanvasElement): GreyImage {
    const { data, width, height } = contextOf(pad).getImageData(0, 0, side, side);
    return { width, height, levels: data.filter((_, index) => index % 4 === 0) };
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D;
function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D;
function contextOf(
    canvas: HTMLCanvasElement | OffscreenCanvas,
): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D {
    const context = canvas instanceof OffscreenCanvas
        ? canvas.getContext("2d", { willReadFrequently: true })
        : canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) {
        throw new Error(text("There was no memory for a drawing."));
    }
    return context;
}
