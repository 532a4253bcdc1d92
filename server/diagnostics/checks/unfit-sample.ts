import type { Analysis } from "../../analysis/analysis.ts";
import type { Location } from "../../names/location.ts";
import type { DemandSource } from "../../graph/graph.ts";
import type { SizeRule } from "../../graph/input-rule.ts";
import { hasSize } from "../../sizes/size-set.ts";
import { defineCheck, type RelatedInformation } from "../check.ts";
import { definitionOf } from "../definitions.ts";
import type { Fix } from "../fix.ts";
import { fixesFor } from "../fixes.ts";
import { relatedInformation } from "../related-places.ts";
import { sampleFindings, type UnfitSample } from "../sample-findings.ts";
import { roundingPlace } from "../size-causes.ts";
import { setSample } from "../size-requirements.ts";
import { rulesText } from "../size-rule-text.ts";
import { codeList, listText, plural, text } from "../../text.ts";
import { declarationOf } from "./size-rule.ts";

/** A default size that the network does not accept, or that its `require` forbids, although other sizes are valid. */
export const unfitSample = defineCheck({
    code: "unfit-sample",
    severity: "error",
    message: (unfit: UnfitSample) => {
        const { sizes, sample } = unfit;
        const written = codeList(sizes.map(({ name }) => `${name} = ${sample}`));
        const broken = brokenRequire(unfit);
        if (broken !== undefined) {
            return text("{written} does not meet `require {condition}`", { written, condition: broken.text });
        }
        return plural(sizes.length,
            "{written} does not fit: {rule}", "{written} do not fit: {rule}", { written, rule: rulesText(sizes) });
    },
    help: ({ below, above }: UnfitSample) => {
        const near = [below, above].filter((size) => size !== undefined);
        return plural(near.length,
            "use {sizes}, the nearest size that fits", "use {sizes}, the nearest sizes that fit",
            { sizes: listText(near.map(String), "or") });
    },
    notes: (unfit: UnfitSample) => {
        const reason = brokenRequire(unfit)?.message;
        return reason === undefined ? [] : [text("the model's reason: {reason}", { reason })];
    },
    *inModel(graph, analysis) {
        for (const unfit of sampleFindings(analysis).unfit.filter((one) => one.graph === graph)) {
            const [first] = unfit.sizes;
            if (first !== undefined) {
                yield {
                    location: declarationOf(unfit.sizes, first),
                    scope: undefined,
                    facts: unfit,
                    related: relatedTo(unfit, first),
                    fixes: () => [...nearestSamples(unfit, analysis), ...layerFixes(unfit, analysis)],
                };
            }
        }
    },
});

/** The `require` that the default violates, if the network itself accepts it. */
function brokenRequire({ sizes, failed }: UnfitSample): Extract<DemandSource, { kind: "require" }> | undefined {
    const fits = sizes.every((size) => hasSize(size.fits, size.sample));
    const source = failed.map(({ requirement }) => requirement?.source).find((one) => one?.kind === "require");
    return fits && source?.kind === "require" ? source : undefined;
}

/** The place of the failure, the values that disagree there, and the layer whose rounding causes it. */
function relatedTo({ failed }: UnfitSample, first: SizeRule): readonly RelatedInformation[] {
    const reported = new Set<string>();
    return [
        ...failed.flatMap(({ found }): readonly RelatedInformation[] => {
            if (found === undefined || reported.has(keyOf(found.occurrence.location))) {
                return [];
            }
            const { problem, occurrence: { location, finding, related } } = found;
            reported.add(keyOf(location));
            return [
                { ...location, message: definitionOf(finding.finding).message(finding.finding) },
                ...[...related, ...problem.related.filter(({ role }) => role === "use" || role === "inside")]
                    .map((place) => relatedInformation(place, "fail")),
            ];
        }),
        ...first.causes.filter(({ leaves }) => !hasSize(leaves, first.sample)).flatMap(roundingPlace),
    ];
}

function keyOf({ uri, span }: Location): string {
    return `${uri}:${span.start}`;
}

/**
 * The nearest sizes as replacements of the default, the nearer first; of two equally near ones the larger, which loses
 * nothing.
 */
function nearestSamples({ sizes, sample, below, above }: UnfitSample, { file }: Analysis): readonly Fix[] {
    const distance = (size: number): number => Math.abs(size - sample);
    return [above, below].filter((size) => size !== undefined).toSorted((a, b) => distance(a) - distance(b))
        .map((size, index) => ({
            title: text("Set {names} to {size}", { names: codeList(sizes.map(({ name }) => name)), size }),
            preferred: index === 0,
            edits: setSample(file, sizes, size),
        }));
}

/** Fixes at the place of the failure: a crop, `to=`, or another padding. */
function layerFixes({ failed }: UnfitSample, analysis: Analysis): readonly Fix[] {
    const titles = new Set<string>();
    const problems = new Set(failed.flatMap(({ found }) => found?.problem ?? []));
    return [...problems].flatMap((problem) => fixesFor(problem, analysis))
        .filter(({ title }) => titles.size < titles.add(title).size).map((fix) => ({ ...fix, preferred: false }));
}
