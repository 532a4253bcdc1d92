import { causeMessage, causeNotes, roundingPlace } from "../diagnostics/size-causes.ts";
import { ruleText } from "../diagnostics/size-rule-text.ts";
import type { ModelGraph } from "../graph/graph.ts";
import { inputRule, type SizeRule } from "../graph/input-rule.ts";
import type { Location } from "../names/location.ts";
import { firstSizes } from "../sizes/size-set.ts";
import { text } from "../text.ts";

/** A dynamic size's rule as `cnn sizes --format json` prints it. */
export interface ReportedSize {
    readonly name: string;
    readonly sample: number;
    /** The least size that fits; null if none does. */
    readonly minimum: number | null;
    /** The largest size that fits; null if there is no upper limit. */
    readonly maximum: number | null;
    /**
     * From the minimum on, sizes fit if their remainder modulo the period is one of the residues, with a few
     * exceptions.
     */
    readonly period: number;
    readonly residues: readonly number[];
    readonly exceptions: { readonly fit: readonly number[]; readonly doNotFit: readonly number[] };
    readonly rule: string;
    readonly first: readonly number[];
    readonly causes: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

/** The number of fitting sizes that are listed. */
const listedSizes = 10;

/** A file, as users see its path, and a line, from 1. */
type PlaceOf = (location: Location) => { readonly file: string; readonly line: number };

/** Which sizes the dynamic sizes of a model can have, and why. */
export function reportedSizes(graph: ModelGraph, placeOf: PlaceOf): readonly ReportedSize[] {
    return inputRule(graph).sizes.map((rule) => reportedSize(rule, placeOf));
}

function reportedSize(rule: SizeRule, placeOf: PlaceOf): ReportedSize {
    const { name, sample, fits, pattern, causes } = rule;
    return {
        name,
        sample,
        minimum: pattern.minimum ?? null,
        maximum: pattern.maximum ?? null,
        period: pattern.period,
        residues: pattern.residues,
        exceptions: { fit: pattern.alsoIn, doNotFit: pattern.notIn },
        rule: ruleText(rule),
        first: firstSizes(fits, listedSizes),
        causes: causes.map((cause) => {
            const { file, line } = placeOf(cause.demand.location);
            return { file, line, message: causeText(cause) };
        }),
    };
}

function causeText(cause: SizeRule["causes"][number]): string {
    const others = [...roundingPlace(cause).map(({ message }) => message), ...causeNotes(cause)];
    return [causeMessage(cause), ...others].join("; ");
}

/**
 *     UNet
 *     H must be a multiple of 16
 *         16, 32, 48, 64, 80, 96, 112, 128, 144, 160, …
 *         unet.cnn:23: `concat` needs H = 16·⌊H/16⌋; `down.pool` rounds here
 */
export function sizesText(model: string, reported: readonly ReportedSize[]): string {
    const lines = reported.flatMap(({ name, rule, maximum, first, causes }) => {
        const last = first.at(-1);
        const more = last !== undefined && (maximum === null || last < maximum);
        return [
            rule.includes(name) ? rule : `${name}: ${rule}`,
            ...(first.length === 0 ? [] : [`    ${first.join(", ")}${more ? ", …" : ""}`]),
            ...causes.map(({ file, line, message }) => `    ${file}:${line}: ${message}`),
        ];
    });
    const none = text("no dynamic sizes: name them, as in {example}", { example: "[3, H = 224, W = 224]" });
    return `${[model, ...(lines.length === 0 ? [none] : lines)].join("\n")}\n`;
}
