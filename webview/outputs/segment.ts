import type { OutputView as ViewForm } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { formatNumber } from "../inference/wording.ts";
import { element } from "../ui/elements.ts";
import { classColour } from "./class-colours.ts";
import { classMask, segmentationSizes, undecided, type ClassMask } from "./class-mask.ts";
import { topEntries } from "./classify.ts";
import { classNames } from "./class-names.ts";
import { createClassLegend } from "./class-legend.ts";
import { areaOn, type OutputResult, type OutputView } from "./output.ts";
import { formatPercent } from "./percent.ts";
import { scoreKind, sigmoid, softmax } from "./probabilities.ts";
import { createSlider } from "./slider.ts";
import { createStage, drawPixels, pixelLayer, type Pixel } from "./stage.ts";

type SegmentForm = Extract<ViewForm, { readonly kind: "segment" }>;

/** How many classes are named for the pixel under the pointer. */
const mostScores = 3;

const firstOpacity = 0.6;

/** A segmentation as colours over the image, with the share of each class; undefined for results with other axes. */
export function createSegmentView(form: SegmentForm, dims: readonly number[]): OutputView | undefined {
    const sizes = segmentationSizes(dims);
    if (sizes === undefined) {
        return undefined;
    }
    const isBinary = sizes.channels === 1;
    const invitation = text("Point at the picture, or focus it and press the arrow keys, to read a pixel's scores.");
    const nameOf = isBinary ? binaryNames(form.labels) : classNames(form.labels);
    let shown: { readonly result: OutputResult; readonly mask: ClassMask } | undefined;

    const picture = pixelLayer();
    const colours = pixelLayer();
    colours.classList.add("stage-sharp");
    const stage = createStage(text("The class of each pixel, as a colour over the image"), picture, colours);
    const setOpacity = (value: number): void => {
        // The picture's own colours would change those of the mask, which are to be found in the legend.
        picture.style.filter = `grayscale(${Math.min(1, 2 * value)})`;
        colours.style.opacity = String(value);
    };
    setOpacity(firstOpacity);
    const opacity = createSlider({
        label: text("Opacity"), value: firstOpacity, format: formatPercent, onChange: setOpacity,
    });
    const threshold = createSlider({
        label: text("Threshold"), value: form.threshold, format: (value) => value.toFixed(2),
        onChange: () => shown !== undefined && draw(shown.result),
    });
    threshold.element.hidden = !isBinary;
    const hidden = Array.from({ length: isBinary ? 2 : sizes.channels }, (_, index) => index)
        .filter((index) => nameOf(index) === text("background") || /^[\W_]*background[\W_]*$/i.test(nameOf(index)));
    const legend = createClassLegend(hidden, () => paint());
    const readout = element("p", "output-readout", invitation);
    readout.setAttribute("aria-live", "polite");
    const note = element("p", "inference-hint");

    const paint = (): void => {
        if (shown !== undefined) {
            drawPixels(colours, maskPixels(shown.mask, (index) => legend.isHidden(index)));
        }
    };

    const draw = (result: OutputResult): void => {
        const { summary, numbers, image } = result;
        const mask = classMask(numbers, summary.dims, threshold.value);
        if (mask === undefined) {
            return;
        }
        shown = { result, mask };
        const { width, height, counts } = mask;
        stage.resize(image?.width ?? width, image?.height ?? height);
        drawPixels(picture, image);
        if (image !== undefined) {
            stage.place(colours, areaOn(image, form.area));
        }
        paint();
        legend.show(counts.map((count, index) => ({ index, count }))
            .filter(({ count }) => count > 0)
            .sort((a, b) => b.count - a.count)
            .map(({ index, count }) => ({
                index, name: nameOf(index), figure: formatPercent(count / (width * height)),
            })));
        const notes = notesOn(mask, image, form);
        note.textContent = notes.join(" ");
        note.hidden = notes.length === 0;
        readout.textContent = invitation;
    };

    stage.inspect(
        () => (shown === undefined ? undefined : {
            columns: shown.mask.width, rows: shown.mask.height,
            ...(shown.result.image !== undefined && form.area !== undefined ? { area: form.area } : {}),
        }),
        (pixel) => {
            readout.textContent = pixel === undefined || shown === undefined
                ? invitation
                : describePixel(pixel, shown.mask, shown.result.numbers, nameOf);
        },
    );

    return {
        element: element(
            "div", "output-drawing", stage.element,
            element("div", "output-controls", opacity.element, threshold.element, legend.element, readout, note),
        ),
        update: draw,
    };
}

/** The names of background and foreground: a file's two lines, or its only line for the foreground. */
function binaryNames(labels: string | undefined): (index: number) => string {
    const lines = labels?.split(/\r?\n/).filter((line) => line.trim() !== "") ?? [];
    const names = lines.length > 1 ? lines : [text("background"), lines[0] ?? text("foreground")];
    return classNames(names.join("\n"));
}

function maskPixels({ width, height, classes }: ClassMask, isHidden: (index: number) => boolean): ImageData {
    const pixels = new ImageData(width, height);
    const colours = new Map<number, ReturnType<typeof classColour> | undefined>([[undecided, undefined]]);
    classes.forEach((index, at) => {
        if (!colours.has(index)) {
            colours.set(index, isHidden(index) ? undefined : classColour(index));
        }
        const colour = colours.get(index);
        if (colour !== undefined) {
            pixels.data.set(colour, at * 4);
            pixels.data[at * 4 + 3] = 255;
        }
    });
    return pixels;
}

function describePixel(
    { column, row }: Pixel, { width, height, binary, classes }: ClassMask, numbers: Float32Array,
    nameOf: (index: number) => string,
): string {
    const at = row * width + column;
    const index = classes[at] ?? undecided;
    if (index === undecided) {
        return text("Column {column}, row {row}: no class, because its scores are not numbers", { column, row });
    }
    if (binary !== undefined) {
        const score = numbers[at] ?? NaN;
        const name = nameOf(index);
        return binary === "logits"
            ? text("Column {column}, row {row}: {name}, {score} (sigmoid {share})", {
                column, row, name, score: formatNumber(score), share: formatPercent(sigmoid(score)),
            })
            : text("Column {column}, row {row}: {name}, {score}", { column, row, name, score: formatPercent(score) });
    }
    const area = width * height;
    const scores = Array.from({ length: numbers.length / area }, (_, channel) => numbers[channel * area + at] ?? NaN);
    const shares = scoreKind(scores) === "logits" ? softmax(scores) : undefined;
    const best = topEntries(scores, mostScores).map(({ index: channel, value }) => {
        const share = shares?.[channel];
        const [name, score] = [nameOf(channel), formatNumber(value)];
        return share === undefined ? `${name} ${score}` : text("{name} {score} (softmax {share})", {
            name, score, share: formatPercent(share),
        });
    });
    return text("Column {column}, row {row}: {scores}", { column, row, scores: best.join(", ") });
}

function notesOn(
    { width, height, binary, undecidedCount }: ClassMask, image: ImageData | undefined, { area }: SegmentForm,
): readonly string[] {
    const [own, whole] = [`${width} × ${height}`, image === undefined ? "" : `${image.width} × ${image.height}`];
    const size = image === undefined || own === whole ? []
        : area === undefined
            ? [text("The output of {own} pixels is enlarged to the image's {whole}, without smoothing.", { own, whole })]
            : [text("The output of {own} pixels covers only a part of the image of {whole}.", { own, whole })];
    return [
        ...size,
        ...(binary === "logits" ? [text("The numbers are logits; their sigmoid is compared with the threshold.")] : []),
        ...(undecidedCount === 0 ? [] : [text("{count} pixels have no class, because their scores are not numbers.", {
            count: undecidedCount,
        })]),
    ];
}
