import type { SizeRelation, SizeRule } from "../graph/input-rule.ts";
import { leastOf, mostListed, patternOf, type SetPattern } from "../sizes/set-pattern.ts";
import { firstSizes, isEmptySet, isEverySize, type SizeSet } from "../sizes/size-set.ts";
import { listText, text, type Text } from "../text.ts";

/** The rule of sizes that share one: "H and W must be multiples of 32". */
export function rulesText(rules: readonly SizeRule[]): Text {
    const [first, ...others] = rules;
    if (first === undefined || rules.every(isUnlimited)) {
        return text("{names} can be any size", { names: namesOf(rules) });
    }
    if (others.length === 0) {
        return ruleText(first);
    }
    if (rules.some(({ limits }) => limits.relatedSizes.length > 0)) {
        return listText(rules.map(ruleText));
    }
    const multiple = multipleOf(rules);
    return multiple === undefined
        ? text("{rule}, and the same for {names}", { rule: ruleText(first), names: namesOf(others) })
        : text("{names} must be multiples of {multiple}", { names: namesOf(rules), multiple });
}

/** Whether any number fits, regardless of other sizes. */
function isUnlimited({ limits, relations }: SizeRule): boolean {
    const isAlone = limits.relatedSizes.length === 0 && relations.length === 0;
    return isAlone && isEverySize(limits.numbers) && limits.isComplete;
}

/** The number of which all sizes that share a rule must be multiples, if that is the whole rule. */
export function multipleOf(rules: readonly SizeRule[]): number | undefined {
    const multiples = rules.map(({ limits: { numbers, relatedSizes, isComplete }, relations }) => {
        const { minimum, maximum, period, residues, alsoIn, notIn } = patternOf(numbers);
        const isWhole = minimum === period && maximum === undefined && residues.length === 1 && period > 1 &&
            alsoIn.length + notIn.length + relatedSizes.length + relations.length === 0 && isComplete;
        return isWhole ? period : undefined;
    });
    const [multiple] = multiples;
    return multiples.every((other) => other === multiple) ? multiple : undefined;
}

function namesOf(rules: readonly SizeRule[]): Text {
    return listText(rules.map(({ name }) => name));
}

/** The rule for one size: "H must be a multiple of 32", "only H = 64 while W = 64", "H must equal K". */
export function ruleText({ name, limits: { numbers, relatedSizes, isComplete }, relations }: SizeRule): Text {
    const isFree = isEverySize(numbers);
    if (isFree && relations.length === 0 && !isComplete) {
        return text("{name} must meet conditions that are too complex to show", { name });
    }
    const rule = setText(name, numbers);
    const others = listText(relatedSizes.map((other) => `${other.name} = ${other.sample}`));
    const parts = [
        ...(isFree && relations.length > 0
            ? []
            : [relatedSizes.length === 0 ? rule : text("{rule} while {others}", { rule, others })]),
        ...relations.map((relation) => relationText(name, relation)),
        ...(isComplete ? [] : [text("further conditions that are too complex to show")]),
    ];
    return listText(parts);
}

function relationText(name: string, relation: SizeRelation): string {
    return relation.kind === "equal"
        ? text("{name} must equal {other}", { name, other: relation.to })
        : relation.condition;
}

/** A set of sizes: "H must be a multiple of 32", "H mod 16 in 0…7", "only H = 224", "any size". */
export function setText(name: string, set: SizeSet): Text {
    if (isEmptySet(set)) {
        return text("no size fits");
    }
    if (isEverySize(set)) {
        return text("any size");
    }
    const pattern = patternOf(set);
    const { maximum, alsoIn, notIn } = pattern;
    const few = maximum === undefined ? [] : firstSizes(set, mostListed + 1);
    if (few.length > 0 && few.length <= (notIn.length > 0 ? mostListed : 3)) {
        return text("only {name} = {sizes}", { name, sizes: numberList(few, "or") });
    }
    const rule = patternText(name, pattern);
    const [also, but] = [numberList(alsoIn, "and"), numberList(notIn, "and")];
    if (alsoIn.length > 0 && notIn.length > 0) {
        return text("{rule}, also {also}, but not {but}", { rule, also, but });
    }
    if (alsoIn.length > 0) {
        return text("{rule}, also {also}", { rule, also });
    }
    return notIn.length > 0 ? text("{rule}, but not {but}", { rule, but }) : rule;
}

/** A pattern without its exceptions. */
function patternText(name: string, pattern: SetPattern): Text {
    const { minimum = 1, maximum, period } = pattern;
    const parts = period === 1 ? [] : [residueText(name, pattern)];
    if (maximum !== undefined) {
        parts.push(period === 1
            ? text("{name} from {minimum} to {maximum}", { name, minimum, maximum })
            : text("{minimum} ≤ {name} ≤ {maximum}", { minimum, name, maximum }));
    } else if (minimum > leastOf(pattern)) {
        parts.push(text("{name} ≥ {minimum}", { name, minimum }));
    }
    return parts.length === 0 ? text("any {name}", { name }) : listText(parts);
}

/** "H must be a multiple of 32", "H mod 16 = 12", "H mod 16 in 0…7, 12" */
function residueText(name: string, { period, residues }: SetPattern): Text {
    const [only] = residues;
    if (residues.length === 1 && only !== undefined) {
        return only === 0
            ? text("{name} must be a multiple of {period}", { name, period })
            : text("{name} mod {period} = {residue}", { name, period, residue: only });
    }
    const runs: { readonly first: number; last: number }[] = [];
    for (const residue of residues) {
        const run = runs.at(-1);
        if (run !== undefined && residue === run.last + 1) {
            run.last = residue;
        } else {
            runs.push({ first: residue, last: residue });
        }
    }
    const texts = runs.map(({ first, last }) =>
        (first === last ? String(first) : last === first + 1 ? `${first}, ${last}` : `${first}…${last}`));
    const shown = texts.length > mostListed ? [...texts.slice(0, mostListed), "…"] : texts;
    return text("{name} mod {period} in {residues}", { name, period, residues: shown.join(", ") });
}

/** A list of numbers of which only the first few may be known. */
function numberList(numbers: readonly number[], conjunction: "and" | "or"): string {
    return numbers.length > mostListed
        ? `${numbers.slice(0, mostListed).join(", ")}, …`
        : listText(numbers.map(String), conjunction);
}
