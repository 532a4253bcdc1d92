import type { RelatedPlace } from "../evaluation/problems.ts";
import { formatNumbers } from "../sizes/formula.ts";
import { axisName, formatShape } from "../sizes/shape.ts";
import { formatSize } from "../sizes/size.ts";
import type { RelatedInformation } from "./check.ts";
import { count, quote } from "./wording.ts";

/** What is said of some uses out of all: of an error that they fail, of anything else only how many they are. */
export type UsesWording = (some: number, all: number) => string;

export const usesFail: UsesWording = (some, all) => `${someOf(some, all)} ${some === 1 ? "fails" : "fail"}`;

export const soInUses: UsesWording = (some, all) => `so in ${someOf(some, all)}`;

/** "2 of 7 uses", "all 7 uses" */
function someOf(some: number, all: number): string {
    return some === all ? `all ${count(all, "use")}` : `${some} of ${count(all, "use")}`;
}

/** A place that explains a problem, with its words. */
export function relatedInformation(place: RelatedPlace, wordUses: UsesWording): RelatedInformation {
    return { uri: place.uri, span: place.span, message: wordPlace(place, wordUses) };
}

function wordPlace(place: RelatedPlace, wordUses: UsesWording): string {
    switch (place.role) {
        case "use":
            return `in ${place.label}${place.uses === undefined ? "" : `; ${wordUses(place.uses.count, place.uses.total)}`}`;
        case "operand":
            return `${formatShape(place.shape)} comes from ${place.path === "" ? "here" : quote(place.path)}` +
                (place.size === undefined ? "" : `: ${wordSize(place.size)}`);
        case "inside":
            return `in ${place.label}`;
        case "first":
            return `\`${place.name}\` was given here first`;
    }
}

/** "height ⌊(56 + 2·1 − 3)/2⌋ + 1 = 28", or "64 channels" where it was written down. */
function wordSize(
    { axis, rank, size, formula }: NonNullable<Extract<RelatedPlace, { readonly role: "operand" }>["size"]>,
): string {
    const name = axisName(axis, rank);
    const result = formatSize(size);
    const worked = formula === undefined ? result : formatNumbers(formula);
    if (worked !== result) {
        return `${name} ${worked} = ${result}`;
    }
    return axis === 0 ? `${result} ${name}` : `${name} ${result}`;
}
