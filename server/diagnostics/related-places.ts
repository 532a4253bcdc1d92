import type { RelatedPlace } from "../evaluation/problems.ts";
import { formatNumbers } from "../sizes/formula.ts";
import { formatShape } from "../sizes/shape.ts";
import { axisText } from "./axis-text.ts";
import { formatSize } from "../sizes/size.ts";
import type { RelatedInformation } from "./check.ts";
import { plural, text, type Text } from "../text.ts";

/** What some of all uses do: errors fail, other diagnostics are found. */
export type InUses = "fail" | "found";

/** A related place of a problem as text. */
export function relatedInformation(place: RelatedPlace, inUses: InUses): RelatedInformation {
    return { uri: place.uri, span: place.span, message: placeText(place, inUses) };
}

function placeText(place: RelatedPlace, inUses: InUses): Text {
    switch (place.role) {
        case "use":
            return place.uses === undefined
                ? text("in {label}", { label: place.label })
                : useText(place.label, place.uses.count, place.uses.total, inUses);
        case "operand":
            return operandText(place);
        case "inside":
            return text("in {label}", { label: place.label });
        case "first":
            return text("`{name}` is first declared here", { name: place.name });
    }
}

/** "in Up(d4, 4); 2 of 7 uses fail" */
function useText(label: string, some: number, all: number, inUses: InUses): Text {
    const values = { label, some, all };
    if (inUses === "fail") {
        return some === all
            ? plural(all, "in {label}; the only use fails", "in {label}; all {all} uses fail", values)
            : plural(some, "in {label}; {some} of {all} uses fails", "in {label}; {some} of {all} uses fail", values);
    }
    return some === all
        ? plural(all, "in {label}; found in the only use", "in {label}; found in all {all} uses", values)
        : text("in {label}; found in {some} of {all} uses", values);
}

/** "[64, 28, 28] comes from `x`: height ⌊(56 + 2·1 − 3)/2⌋ + 1 = 28" */
function operandText({ shape, path, size }: Extract<RelatedPlace, { readonly role: "operand" }>): Text {
    const values = { shape: formatShape(shape), path, size: size === undefined ? "" : sizeText(size) };
    if (size === undefined) {
        return path === "" ? text("{shape} comes from here", values) : text("{shape} comes from `{path}`", values);
    }
    return path === ""
        ? text("{shape} comes from here: {size}", values)
        : text("{shape} comes from `{path}`: {size}", values);
}

/** "height ⌊(56 + 2·1 − 3)/2⌋ + 1 = 28", or "64 channels" for a literal size. */
function sizeText(
    { axis, rank, size, formula }: NonNullable<Extract<RelatedPlace, { readonly role: "operand" }>["size"]>,
): Text {
    const values = { axis: axisText(axis, rank), result: formatSize(size) };
    const worked = formula === undefined ? values.result : formatNumbers(formula);
    if (worked !== values.result) {
        return text("{axis} {worked} = {result}", { ...values, worked });
    }
    return axis === 0 ? text("{result} {axis}", values) : text("{axis} {result}", values);
}
