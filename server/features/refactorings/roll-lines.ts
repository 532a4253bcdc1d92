import type { Span, Statement } from "../../../grammar/syntax-tree.ts";
import { text } from "../../text.ts";
import { correspondence, ownNames, tokensOf, type Correspondence } from "./equal-lines.ts";
import { isMovable } from "./extract-block.ts";
import { FreshNames } from "./fresh-names.ts";
import { valuesOf } from "./line-values.ts";
import { changedText, commentsIn, replaceNodes, spanWithComments, withoutNames } from "./moved-lines.ts";
import { numberName } from "./number-names.ts";
import type { FindRefactorings, Refused, Rewrite, Selected } from "./refactoring.ts";
import { selectedLines, type SelectedLines } from "./selected-lines.ts";
import { hasTensors } from "./tensors.ts";

/** `conv(8, 3)` four times ↔ `repeat 4 { conv(8, 3) }`; numbers that differ become variables of a `for`. */
export const rollLines: FindRefactorings = (selected) => {
    const run = runOf(selected);
    if (run === undefined) {
        return [];
    }
    const { groups, numbers } = run;
    const count = groups.length;
    const renamesTensors = hasTensors(selected.analysis, {
        start: run.lines.statements[0].start, end: groups.at(-1)?.at(-1)?.end ?? 0,
    });
    const isFor = numbers.length > 0;
    const title = renamesTensors
        ? isFor
            ? text("Roll {count} similar parts into for (renames tensors)", { count })
            : text("Roll {count} equal parts into repeat (renames tensors)", { count })
        : isFor
            ? text("Roll {count} similar parts into for", { count })
            : text("Roll {count} equal parts into repeat", { count });
    const ofLines = renamesTensors
        ? isFor
            ? text("Roll {count} similar lines into for (renames tensors)", { count })
            : text("Roll {count} equal lines into repeat (renames tensors)", { count })
        : isFor
            ? text("Roll {count} similar lines into for", { count })
            : text("Roll {count} equal lines into repeat", { count });
    return [{
        id: "roll", kind: "refactor.rewrite", renamesTensors, trials: 1 + count / 8, title: groups[0]?.length === 1 ? ofLines : title,
        rewrite: () => roll(run, selected),
    }];
};

type Group = readonly [Statement, ...Statement[]];

/** How a group differs from another one; undefined if they do not have the same structure. */
type Compare = (other: Group) => Correspondence | undefined;

/** Consecutive groups of statements with the same structure. */
interface Run {
    readonly lines: SelectedLines;
    readonly groups: readonly Group[];
    /** How each further group differs from the first. */
    readonly differences: readonly Correspondence[];
    /** The indices of the tokens of numbers that differ. */
    readonly numbers: readonly number[];
}

/** The lines around the cursor that are equal, or the equal groups that are selected. */
function runOf({ file, selection, analysis }: Selected): Run | undefined {
    const lines = selectedLines(file, selection);
    if (lines === undefined) {
        return undefined;
    }
    const { body: { statements }, index } = lines;
    const comparedWith = (group: Group): Compare => {
        const values = valuesOf({ ...lines, statements: group }, analysis.names);
        if ("refusal" in values || !group.every(isMovable)) {
            return () => undefined;
        }
        const tokens = tokensOf(file, group);
        const names = ownNames(group, { reads: new Map(), binds: values.binds });
        return (other) => correspondence(tokens, tokensOf(file, other), names);
    };
    const selectedCount = lines.statements.length;
    if (selectedCount === 1) {
        const [only] = lines.statements;
        const compare = comparedWith([only]);
        const isEqual = (other: Statement | undefined): boolean => other?.kind === "line" && compare([other]) !== undefined;
        let from = index;
        let to = index;
        while (isEqual(statements[from - 1])) {
            from -= 1;
        }
        while (isEqual(statements[to + 1])) {
            to += 1;
        }
        const found = statements.slice(from, to + 1).map((one): Group => [one]);
        return only.kind === "line" ? runFrom(lines, found, comparedWith) : undefined;
    }
    for (let length = 1; 2 * length <= selectedCount; length += 1) {
        const groups = selectedCount % length === 0 ? groupsOf(lines.statements, length) : [];
        const run = runFrom(lines, groups, comparedWith);
        if (run !== undefined) {
            return run;
        }
    }
    return undefined;
}

function groupsOf(statements: readonly Statement[], length: number): readonly Group[] {
    return statements.flatMap((_, index): readonly Group[] => {
        const [first, ...others] = index % length === 0 ? statements.slice(index, index + length) : [];
        return first === undefined ? [] : [[first, ...others]];
    });
}

function runFrom(
    lines: SelectedLines, groups: readonly Group[], comparedWith: (group: Group) => Compare,
): Run | undefined {
    const [first, ...others] = groups;
    const differences = first === undefined ? [] : others.map(comparedWith(first));
    const known = differences.filter((one) => one !== undefined);
    if (first === undefined || others.length === 0 || known.length < others.length) {
        return undefined;
    }
    const numbers = new Set(known.flatMap((one) => [...one.numbers.keys()]));
    return {
        lines: { ...lines, statements: first }, groups, differences: known,
        numbers: [...numbers].toSorted((a, b) => a - b),
    };
}

function roll({ lines, groups, differences, numbers }: Run, { file, analysis }: Selected): Rewrite | Refused {
    const spans = groups.map((group) => spanWithComments(file, group, group[0]));
    const [first = { start: 0, end: 0 }] = spans;
    const span = { start: first.start, end: spans.at(-1)?.end ?? first.end };
    const dropped = new Set<string>();
    for (const [index, group] of groups.entries()) {
        const values = valuesOf({ ...lines, statements: group }, analysis.names);
        if ("refusal" in values) {
            return values;
        }
        if (values.inputs.length > 0) {
            return { refusal: text("`in` would be the value that enters each round") };
        }
        const names = differences[index - 1]?.names ?? new Map<string, string>();
        const result = values.results.find((name) => names.size > 0 && differences.some((one) =>
            [...one.names].some(([own, other]) => own !== other && (own === name || other === name))));
        if (result !== undefined) {
            return { refusal: text("other lines read `{name}`, which each round would replace", { name: result }) };
        }
        for (const name of index === 0 ? values.binds : []) {
            const differs = differences.some((one) => (one.names.get(name) ?? name) !== name);
            if (differs && !values.readsOwn.has(name)) {
                dropped.add(name);
            }
        }
    }
    const tokens = groups.map((group) => tokensOf(file, group));
    const fresh = new FreshNames(file, lines.item);
    const variables = new Map<string, Variable & { readonly places: Span[] }>();
    for (const index of numbers) {
        const token = tokens[0]?.[index];
        if (token === undefined) {
            continue;
        }
        const values = tokens.map((one) => one[index]?.text ?? "");
        const base = numberName(file, token, analysis);
        const key = `${base} ${values.join()}`;
        const known = variables.get(key) ?? { name: fresh.like(base), places: [], values };
        known.places.push(token);
        variables.set(key, known);
    }
    const body = changedText(file, first, [
        ...[...variables.values()].flatMap(({ name, places }) => replaceNodes(places, name)),
        ...groups[0]?.flatMap((statement) =>
            (statement.kind === "line" && statement.names.every((name) => dropped.has(name.text))
                ? withoutNames(statement)
                : [])) ?? [],
    ]);
    const own = commentsIn(file, first).map((comment) => comment.text);
    const others = commentsIn(file, { start: first.end, end: span.end }).map((comment) => comment.text.trimEnd())
        .filter((comment) => !own.includes(comment));
    const [only, ...more] = groups[0] ?? [];
    const isShort = more.length === 0 && own.length === 0 && only?.kind === "line" && only.claim === undefined;
    const head = headOf(groups.length, [...variables.values()]);
    const written = isShort ? `${head} { ${body.trim()} }` : `${head} {\n${body}\n}`;
    return { changes: [{ span, text: [...new Set(others), written].join("\n") }] };
}

/** A number that differs between rounds, and its value in each. */
interface Variable {
    readonly name: string;
    readonly values: readonly string[];
}

function headOf(count: number, variables: readonly Variable[]): string {
    const [only, ...others] = variables;
    if (only === undefined) {
        return `repeat ${count}`;
    }
    if (others.length === 0) {
        const start = Number(only.values[0]);
        const isRange = only.values.every((value, index) => value === String(start + index)) && count > 2;
        return isRange
            ? `for ${only.name} in ${start}..${start + count}`
            : `for ${only.name} in [${only.values.join(", ")}]`;
    }
    const rounds = only.values.map((_, index) => `[${variables.map(({ values }) => values[index] ?? "").join(", ")}]`);
    return `for ${variables.map(({ name }) => name).join(", ")} in [${rounds.join(", ")}]`;
}
