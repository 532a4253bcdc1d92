import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import type { OutputView } from "./output.ts";
import { formatPercent } from "./percent.ts";
import { outputPicture, type OutputPicture, type PictureForm } from "./picture-pixels.ts";
import { createSlider } from "./slider.ts";
import { createStage, drawPixels, pixelLayer } from "./stage.ts";

/** An output that is an image: over the input image behind a divider, or beside one of another shape. */
export function createPictureView(form: PictureForm): OutputView {
    const under = pixelLayer();
    const over = pixelLayer();
    const stage = createStage(text("The output as an image"), under, over);
    const line = element("span", "stage-divider");
    stage.element.append(line);
    const beside = pixelLayer();
    const input = createStage(text("The input image"), beside);
    const setDivider = (share: number): void => {
        over.style.clipPath = `inset(0 0 0 ${share * 100}%)`;
        line.style.left = `${share * 100}%`;
        line.hidden = share === 0 || share === 1;
    };
    const divider = createSlider({
        label: text("Input"), value: 0.5, step: 0.01, format: formatPercent, onChange: setDivider,
    });
    const caption = element("p", "inference-hint");
    const note = element("p", "inference-hint");
    return {
        element: element(
            "div", "output-drawing", stage.element, input.element,
            element("div", "output-controls", divider.element, caption, note),
        ),
        update: ({ summary: { dims }, numbers, image }) => {
            const picture = outputPicture(numbers, dims, form);
            const { width, height } = picture;
            drawPixels(over, new ImageData(picture.pixels, width, height));
            stage.resize(width, height);
            const isSameShape = image !== undefined && Math.abs(image.width / image.height - width / height) < 0.01;
            drawPixels(under, isSameShape ? image : undefined);
            divider.element.hidden = !isSameShape;
            setDivider(isSameShape ? divider.value : 0);
            input.element.hidden = image === undefined || isSameShape;
            if (image !== undefined) {
                input.resize(image.width, image.height);
                drawPixels(beside, image);
            }
            caption.textContent = image === undefined
                ? text("{width} × {height} pixels", { width, height })
                : isSameShape
                    ? text("Input of {inputWidth} × {inputHeight} pixels on the left, output of {width} × {height} on the right", {
                        inputWidth: image.width, inputHeight: image.height, width, height,
                    })
                    : text("Output of {width} × {height} pixels, then the input", { width, height });
            note.textContent = notesOn(picture, numbers.length, form).join(" ");
            note.hidden = note.textContent === "";
        },
    };
}

function notesOn(
    { clipped, missing }: OutputPicture, count: number, { range: [low, high] }: PictureForm,
): readonly string[] {
    return [
        ...(clipped === 0 ? [] : [text("{share} of the numbers are outside {low} to {high}, and drawn as its ends.", {
            share: formatPercent(clipped / count), low, high,
        })]),
        ...(missing === 0 ? [] : [text("{count} numbers are not numbers; their pixels are magenta.", { count: missing })]),
    ];
}
