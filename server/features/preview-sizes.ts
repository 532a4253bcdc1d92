import { ruleText } from "../diagnostics/size-rule-text.ts";
import type { ModelGraph } from "../graph/graph.ts";
import { imageInput } from "../graph/detection.ts";
import { inputRule, nearestSizes, type InputRule, type SizeRule } from "../graph/input-rule.ts";
import type { ChosenSizes, GraphParams, PreviewDynamicSize, PreviewGraph } from "../protocol.ts";
import { nextSize, previousSize } from "../sizes/size-set.ts";

/** How far to search for a size that fits if dynamic sizes depend on each other. */
const furthest = 4096;

/** The sizes that the preview shows and offers. */
export type PreviewSizes = Pick<PreviewGraph, "dynamicSizes" | "pictureSize">;

/**
 * The dynamic sizes of a model's inputs, with the chosen values or the defaults, and the size nearest to a picture's.
 * The rule is that of the model in the file: sizes that the file fixes at the defaults, such as the weights of a linear
 * layer, stay fixed.
 */
export function previewSizes(
    asWritten: ModelGraph, chosen: ChosenSizes = {}, picture?: GraphParams["picture"],
): PreviewSizes {
    const pictureSize = picture === undefined ? undefined : sizeOfPicture(asWritten, picture);
    return { dynamicSizes: dynamicSizesOf(asWritten, chosen), ...(pictureSize === undefined ? {} : { pictureSize }) };
}

function dynamicSizesOf(asWritten: ModelGraph, chosen: ChosenSizes): PreviewDynamicSize[] {
    const rule = inputRule(asWritten);
    const values = new Map(rule.sizes.map(({ name, sample }) => [name, chosen[name] ?? sample]));
    return rule.sizes.map((size): PreviewDynamicSize => {
        const value = values.get(size.name) ?? size.sample;
        const { below, above } = nextFitting(rule, size, value, values);
        return {
            name: size.name, value, sample: size.sample, rule: ruleText(size),
            ...(below === undefined ? {} : { below }), ...(above === undefined ? {} : { above }),
        };
    });
}

/** The longest side of a picture at whose own size the preview offers to run: larger ones take minutes. */
const longestSide = 1024;

/**
 * The size nearest to a picture's that a model accepts, in proportion if the picture is large. Undefined if the height
 * and the width of its image input are not two dynamic sizes that fit independently of each other.
 */
function sizeOfPicture(
    asWritten: ModelGraph, picture: NonNullable<GraphParams["picture"]>,
): PreviewGraph["pictureSize"] {
    const image = imageInput(asWritten);
    const [height, width] = [1, 2].map((axis) =>
        inputRule(asWritten).sizes.find(({ input, declaration }) => input === image && declaration.axis === axis));
    if (height === undefined || width === undefined) {
        return undefined;
    }
    const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
    const [near, wide] = [nearestSize(height, picture.height * scale), nearestSize(width, picture.width * scale)];
    if (near === undefined || wide === undefined) {
        return undefined;
    }
    const sizes = { [height.name]: near, [width.name]: wide };
    const isAllowed = inputRule(asWritten).allows(new Map(Object.entries(sizes)));
    return isAllowed ? { height: near, width: wide, sizes } : undefined;
}

function nearestSize({ allowed }: SizeRule, to: number): number | undefined {
    const [below, above] = [previousSize(allowed, Math.floor(to)), nextSize(allowed, Math.max(1, Math.ceil(to)))];
    return below === undefined || (above !== undefined && above - to < to - below) ? above : below;
}

/** The next sizes that fit in either direction, with the other dynamic sizes as chosen. */
function nextFitting(
    rule: InputRule, size: SizeRule, value: number, values: ReadonlyMap<string, number>,
): { readonly below: number | undefined; readonly above: number | undefined } {
    const isAlone = rule.sizes.every(({ name, sample }) => name === size.name || values.get(name) === sample);
    if (isAlone) {
        return nearestSizes(size, value);
    }
    const search = (step: 1 | -1): number | undefined => {
        for (let distance = 1; distance <= furthest; distance += 1) {
            const candidate = value + step * distance;
            if (candidate < 1) {
                return undefined;
            }
            if (rule.allows(new Map(values).set(size.name, candidate))) {
                return candidate;
            }
        }
        return undefined;
    };
    return { below: search(-1), above: search(1) };
}
