import type { Token } from "../../../grammar/source-tokens.ts";
import type { Line, Span, Statement } from "../../../grammar/syntax-tree.ts";
import { descendants } from "../../../grammar/traversal.ts";
import type { TextChange } from "../../diagnostics/edits.ts";
import { text, type Text } from "../../text.ts";
import { bodiesOf, correspondence, ownNames, tokensOf, type Correspondence } from "./equal-lines.ts";
import { FreshNames } from "./fresh-names.ts";
import { currentName } from "./line-source.ts";
import { valuesOf, type LineValues } from "./line-values.ts";
import { changedText, commentsIn, placeAbove, replaceNodes, spanWithComments, withoutNames } from "./moved-lines.ts";
import { valueName } from "./name-value.ts";
import { numberName } from "./number-names.ts";
import type { FindRefactorings, Refused, Rewrite, Selected } from "./refactoring.ts";
import { isWithin, selectedLines, type SelectedLines } from "./selected-lines.ts";
import { hasTensors } from "./tensors.ts";

/** Moves the selected lines, and optionally those with the same structure, to a new block. */
export const extractBlock: FindRefactorings = (selected) => {
    const { file, selection, analysis } = selected;
    const lines = selection.start === selection.end ? undefined : selectedLines(file, selection);
    if (lines === undefined || !lines.statements.every(isMovable) || !lines.statements.some(computes)) {
        return [];
    }
    const renamesTensors = hasTensors(analysis, spanOf(lines.statements));
    const values = valuesOf(lines, analysis.names);
    const others = "refusal" in values ? [] : equalPlaces(lines, values, selected);
    const count = others.length + 1;
    return [
        {
            id: "extract-block", kind: "refactor.extract", renamesTensors,
            title: renamesTensors ? text("Extract to block (renames tensors)") : text("Extract to block"),
            rewrite: () => extract(lines, [], selected),
        },
        ...(others.length === 0 ? [] : [{
            id: "extract-blocks", kind: "refactor.extract" as const, renamesTensors,
            title: renamesTensors
                ? text("Extract to block and replace {count} equal places (renames tensors)", { count })
                : text("Extract to block and replace {count} equal places", { count }),
            rewrite: () => extract(lines, others, selected),
        }]),
    ];
};

/** Whether a statement can be moved into another body. */
export function isMovable(statement: Statement): boolean {
    return descendants(statement).every(({ kind }) => kind !== "return" && kind !== "input" && kind !== "output");
}

function computes(statement: Statement): boolean {
    return descendants(statement).some((node) => node.kind === "line" && node.flow.steps.length > 0);
}

function spanOf(statements: readonly [Statement, ...Statement[]]): Span {
    return { start: statements[0].start, end: (statements.at(-1) ?? statements[0]).end };
}

/** Lines with the structure of others. */
interface EqualPlace {
    readonly lines: SelectedLines;
    readonly values: LineValues;
    readonly tokens: readonly Token[];
    readonly differences: Correspondence;
}

function equalPlaces(lines: SelectedLines, values: LineValues, { file, analysis }: Selected): readonly EqualPlace[] {
    const tokens = tokensOf(file, lines.statements);
    const isOwn = ownNames(lines.statements, values);
    const length = lines.statements.length;
    const places: EqualPlace[] = [];
    for (const item of file.tree.items.filter((one) => one.kind === "block" || one.kind === "model")) {
        for (const body of bodiesOf(file).filter((one) => isWithin(one, item))) {
            for (let index = 0; index + length <= body.statements.length; index += 1) {
                const [first, ...others] = body.statements.slice(index, index + length);
                if (first === undefined) {
                    continue;
                }
                const place: SelectedLines = { item, body, statements: [first, ...others], index };
                const placeTokens = tokensOf(file, place.statements);
                const span = spanOf(place.statements);
                const overlaps = [lines, ...places.map((one) => one.lines)]
                    .some((one) => touches(spanOf(one.statements), span));
                const differences = overlaps ? undefined : correspondence(tokens, placeTokens, isOwn);
                const placeValues = differences === undefined ? undefined : valuesOf(place, analysis.names);
                if (differences !== undefined && placeValues !== undefined && !("refusal" in placeValues) &&
                    isSameInterface(values, placeValues, differences)) {
                    places.push({ lines: place, values: placeValues, tokens: placeTokens, differences });
                }
            }
        }
    }
    return places;
}

/** Whether a block with the first lines can replace the others. */
function isSameInterface(one: LineValues, other: LineValues, { names }: Correspondence): boolean {
    const [form, otherForm] = [one, other].map((values) => (isSingleResult(values) ? "single" : "several"));
    const isSame = (list: readonly string[], others: readonly string[]): boolean =>
        list.length === others.length && list.every((name) => others.includes(names.get(name) ?? name));
    return form === otherForm && (form === "single" || isSame(one.results, other.results)) &&
        isSame([...one.reads.keys()], [...other.reads.keys()]) && one.inputs.length === other.inputs.length &&
        (one.takesCurrent === undefined) === (other.takesCurrent === undefined);
}

/** Whether the only result is the current value at the end. */
function isSingleResult({ results, last }: LineValues): boolean {
    const [result, ...others] = results;
    const [name, ...otherNames] = last?.names ?? [];
    return others.length === 0 && (result === undefined || (otherNames.length === 0 && name?.text === result));
}

function touches(a: Span, b: Span): boolean {
    return a.start < b.end && b.start < a.end;
}

function extract(lines: SelectedLines, others: readonly EqualPlace[], selected: Selected): Rewrite | Refused {
    const { file, selection, analysis } = selected;
    const values = valuesOf(lines, analysis.names);
    if ("refusal" in values) {
        return values;
    }
    const span = spanWithComments(file, lines.statements, selection);
    const names = new FreshNames(file, lines.item);
    const newName = new FreshNames(file, file.tree, analysis.names.called.keys()).like("NewBlock");
    const input = inputOf(lines, values, names);
    const result = resultOf(values, names);
    if ("refusal" in result) {
        return result;
    }
    const parameters = [...values.reads.keys()].filter((name) => name !== input.name);
    const numbers = numberParameters(lines, others, selected, names);
    const passed = [...parameters, ...numbers.map(({ name }) => name)];
    const all = input.passed === undefined ? passed : [input.passed, ...passed];
    const body = changedText(file, span, [
        ...result.changes,
        ...(input.passed === undefined ? [] : replaceNodes(values.inputs, input.passed)),
        ...numbers.flatMap(({ name, places }) => replaceNodes(places, name)),
    ]);
    const head = `block ${input.name === undefined ? "" : `${input.name} -> `}${newName}(${all.join(", ")})`;
    const ending = result.returned.length === 0 ? "" : `\nreturn ${result.returned.join(", ")}`;
    const above = placeAbove(file, lines.item);
    const call = (rest: readonly string[], source: string | undefined, bound: readonly string[]): string =>
        `${bound.length === 0 ? "" : `${bound.join(", ")} = `}${source === undefined ? "" : `${source} -> `}` +
        `${newName}(${rest.join(", ")})`;
    const changes: TextChange[] = [
        { span: { start: above, end: above }, text: `${head} {\n${body}${ending}\n}\n\n` },
        {
            span,
            text: call([
                ...(input.passed === undefined ? [] : ["in"]), ...parameters,
                ...numbers.map(({ values: [own] }) => own ?? ""),
            ], input.source, result.bound),
        },
        ...others.map(({ lines: place, values: placeValues, differences }, index): TextChange => {
            const placeSpan = spanWithComments(file, place.statements, spanOf(place.statements));
            const named = (name: string): string => differences.names.get(name) ?? name;
            const bound = isSingleResult(placeValues)
                ? singleName(placeValues)
                : result.bound.map((name) => (name === "_" ? name : named(name)));
            const comments = commentsIn(file, placeSpan).map((comment) => `${comment.text.trimEnd()}\n`).join("");
            return {
                span: placeSpan,
                text: comments + call([
                    ...(input.passed === undefined ? [] : ["in"]), ...parameters.map(named),
                    ...numbers.map(({ values: list }) => list[index + 1] ?? ""),
                ], input.source === undefined || input.source === "in" ? input.source : named(input.source), bound),
            };
        }),
    ];
    return { changes, newName };
}

/** How the new block takes its input, and the call passes it. */
interface BlockInput {
    /** The name of the input in the block's head. */
    readonly name: string | undefined;
    /** The source before the call; undefined for the current value. */
    readonly source: string | undefined;
    /** The parameter that takes the `in` of the lines, if that is not the input. */
    readonly passed: string | undefined;
}

function inputOf({ item }: SelectedLines, values: LineValues, names: FreshNames): BlockInput {
    const { takesCurrent, source, inputs, reads } = values;
    const isBound = (name: string): boolean => values.binds.has(name);
    if (takesCurrent !== undefined) {
        const current = currentName(takesCurrent, item);
        const isInput = takesCurrent.origins.every(({ kind }) => kind === "body" || kind === "input");
        return {
            name: current !== undefined && reads.has(current) && !isBound(current) ? current : undefined,
            source: undefined,
            passed: inputs.length === 0 || isInput ? undefined : names.like("source"),
        };
    }
    if (source?.kind === "in") {
        return { name: undefined, source: "in", passed: undefined };
    }
    const isNamed = source !== undefined && reads.has(source.text) && !isBound(source.text);
    return {
        name: isNamed ? source.text : undefined, source: isNamed ? source.text : undefined,
        passed: inputs.length === 0 ? undefined : names.like("source"),
    };
}

interface BlockResult {
    /** The names that the block returns; empty if its result is the current value. */
    readonly returned: readonly string[];
    /** The names of the line with the call. */
    readonly bound: readonly string[];
    readonly changes: readonly TextChange[];
}

function resultOf(values: LineValues, names: FreshNames): BlockResult | { readonly refusal: Text } {
    const { results, last, leavesCurrent, readsOwn } = values;
    const [lastName] = last?.names ?? [];
    if (isSingleResult(values)) {
        const bound = singleName(values);
        const isDropped = last !== undefined && bound.length > 0 && !readsOwn.has(bound[0] ?? "") &&
            !values.reads.has(bound[0] ?? "");
        return { returned: [], bound, changes: isDropped ? withoutNames(last) : [] };
    }
    if (lastName !== undefined && results.includes(lastName.text)) {
        const ordered = [lastName.text, ...results.filter((name) => name !== lastName.text)];
        return { returned: ordered, bound: ordered, changes: [] };
    }
    if (!leavesCurrent) {
        return { returned: results, bound: results, changes: [] };
    }
    const step = last?.flow.steps.at(-1);
    if (last === undefined || lastName?.text === "_") {
        return { refusal: text("the value after these lines has no name, and other names are read later") };
    }
    if (lastName !== undefined) {
        return { returned: [lastName.text, ...results], bound: ["_", ...results], changes: [] };
    }
    const name = step === undefined ? names.like("result") : valueName(step, names);
    return {
        returned: [name, ...results], bound: ["_", ...results], changes: [nameLine(last, name)],
    };
}

/** The name of the current value at the end, which the call's line keeps. */
function singleName({ last }: LineValues): readonly string[] {
    const [name, ...others] = last?.names ?? [];
    return name === undefined || name.text === "_" || others.length > 0 ? [] : [name.text];
}

function nameLine({ flow: { start } }: Line, name: string): TextChange {
    return { span: { start, end: start }, text: `${name} = ` };
}

/** A number that differs between places, and its value in each. */
interface NumberParameter {
    readonly name: string;
    readonly places: readonly Span[];
    readonly values: readonly string[];
}

function numberParameters(
    { statements }: SelectedLines, others: readonly EqualPlace[], { file, analysis }: Selected, names: FreshNames,
): readonly NumberParameter[] {
    const tokens = tokensOf(file, statements);
    const differing = new Set(others.flatMap(({ differences }) => [...differences.numbers.keys()]));
    const found = new Map<string, { base: string; places: Span[]; values: readonly string[] }>();
    for (const index of [...differing].toSorted((a, b) => a - b)) {
        const token = tokens[index];
        if (token === undefined) {
            continue;
        }
        const values = [token.text, ...others.map((other) => other.tokens[index]?.text ?? "")];
        const base = numberName(file, token, analysis);
        const key = `${base} ${values.join()}`;
        const known = found.get(key);
        if (known === undefined) {
            found.set(key, { base, places: [token], values });
        } else {
            known.places.push(token);
        }
    }
    return [...found.values()].map(({ base, places, values }) => ({ name: names.like(base), places, values }));
}
