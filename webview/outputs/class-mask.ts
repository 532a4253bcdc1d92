import { sigmoid } from "./probabilities.ts";

/** The class of each pixel of a segmentation. */
export interface ClassMask {
    readonly width: number;
    readonly height: number;
    /** Row by row; `undecided` where all scores are NaN. */
    readonly classes: Uint16Array;
    /** The number of pixels of each class. */
    readonly counts: readonly number[];
    /** The number of pixels whose scores are all NaN. */
    readonly undecidedCount: number;
    /** How the only channel of a binary mask is read; absent for one score per class. */
    readonly binary?: "probabilities" | "logits";
}

/** The class of a pixel without a comparable score. */
export const undecided = 0xffff;

/** The sizes of a segmentation `[1, classes, height, width]`; undefined if a result has other axes. */
export function segmentationSizes(
    dims: readonly number[],
): { readonly channels: number; readonly height: number; readonly width: number } | undefined {
    const [, ...sizes] = dims;
    const [channels = 0, height = 0, width = 0] = sizes.length === 2 ? [1, ...sizes] : sizes;
    const isMap = sizes.length === 2 || sizes.length === 3;
    return isMap && channels < undecided && channels * height * width > 0 ? { channels, height, width } : undefined;
}

/**
 * Gives each pixel the class with the highest score, the first of equal ones. A single channel separates the foreground
 * (class 1) at the threshold; numbers outside 0…1 are logits, whose sigmoid is compared.
 */
export function classMask(scores: Float32Array, dims: readonly number[], threshold: number): ClassMask | undefined {
    const sizes = segmentationSizes(dims);
    if (sizes === undefined) {
        return undefined;
    }
    const { channels, height, width } = sizes;
    const area = height * width;
    return channels === 1
        ? binaryMask(scores, width, height, threshold)
        : { width, height, ...bestClasses(scores, channels, area) };
}

function bestClasses(
    scores: Float32Array, channels: number, area: number,
): Pick<ClassMask, "classes" | "counts" | "undecidedCount"> {
    const classes = new Uint16Array(area).fill(undecided);
    const best = new Float32Array(area);
    for (let channel = 0, at = 0; channel < channels; channel++) {
        for (let pixel = 0; pixel < area; pixel++, at++) {
            const score = scores[at] ?? NaN;
            if (classes[pixel] === undecided ? !Number.isNaN(score) : score > (best[pixel] ?? 0)) {
                classes[pixel] = channel;
                best[pixel] = score;
            }
        }
    }
    return { classes, ...countClasses(classes, channels) };
}

function binaryMask(scores: Float32Array, width: number, height: number, threshold: number): ClassMask {
    const binary = scores.some((score) => score < 0 || score > 1) ? "logits" : "probabilities";
    const classes = Uint16Array.from(scores, (score) => {
        const probability = binary === "logits" ? sigmoid(score) : score;
        return Number.isNaN(probability) ? undecided : probability >= threshold ? 1 : 0;
    });
    return { width, height, classes, binary, ...countClasses(classes, 2) };
}

function countClasses(classes: Uint16Array, count: number): Pick<ClassMask, "counts" | "undecidedCount"> {
    const counts = Array.from({ length: count }, () => 0);
    let undecidedCount = 0;
    for (const one of classes) {
        if (one === undecided) {
            undecidedCount += 1;
        } else {
            counts[one] = (counts[one] ?? 0) + 1;
        }
    }
    return { counts, undecidedCount };
}
