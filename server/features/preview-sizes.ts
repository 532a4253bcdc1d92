import { ruleText } from "../diagnostics/size-rule-text.ts";
import type { ModelGraph } from "../graph/graph.ts";
import { inputRule, nearestSizes, type InputRule, type SizeRule } from "../graph/input-rule.ts";
import type { ChosenSizes, PreviewDynamicSize } from "../protocol.ts";

/** How far to search for a size that fits if dynamic sizes depend on each other. */
const furthest = 4096;

/**
 * The dynamic sizes of a model's inputs, with the chosen values or the defaults. The rule is that of the model in the
 * file: sizes that the file fixes at the defaults, such as the weights of a linear layer, stay fixed.
 */
export function previewSizes(asWritten: ModelGraph, chosen: ChosenSizes = {}): readonly PreviewDynamicSize[] {
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
