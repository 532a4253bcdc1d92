import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Body, Line, Output, Return, Span } from "../../../grammar/syntax-tree.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { TextChange } from "../../diagnostics/edits.ts";
import { text, type Text } from "../../text.ts";
import { lineStarts, takesCurrentValue } from "../../names/line-starts.ts";
import type { FreshNames } from "./fresh-names.ts";
import { currentName } from "./line-source.ts";
import { leavesCurrent, makesCurrent, readsCurrent } from "./line-values.ts";
import { changedText, commentsIn } from "./moved-lines.ts";
import { valueName } from "./name-value.ts";
import type { Refused } from "./refactoring.ts";
import { isWithin, type SelectedLines } from "./selected-lines.ts";
import { hasTensors } from "./tensors.ts";

/** A body that replaces a step of a line: once for a block, once per round for a loop. */
export interface Spliced {
    readonly body: Body;
    /** Its names that become others. `entry` is the name of the value that enters, if `inputs` or defaults read it. */
    changes(entry: string): readonly TextChange[];
    /** The places that read the value that enters by its name. */
    readonly inputs: readonly Span[];
    /** Whether the name of the value that enters is also needed for other reasons. */
    readonly needsEntry: boolean;
}

/** A step of a line, by its index. */
export interface SplicedStep {
    readonly lines: SelectedLines;
    readonly line: Line | Output;
    readonly step: number;
}

/**
 * Replaces a step of a line with the statements of bodies. Steps before and after it become lines, and the names and
 * the claim of the line move to the last one.
 */
export function spliceBodies(
    file: ParsedFile, { lines, line, step }: SplicedStep, bodies: readonly Spliced[], names: FreshNames,
): { readonly changes: readonly TextChange[] } | Refused {
    const { flow } = line;
    const [first] = bodies;
    if (flow === undefined || first === undefined || (line.kind === "line" && line.decorators.length > 0)) {
        return { refusal: text("its line has a decorator") };
    }
    const [before, next] = [flow.steps[step - 1], flow.steps[step + 1]];
    const moved: readonly Span[] = [
        ...(before === undefined ? [] : [{ start: flow.start, end: before.end }]),
        ...(next === undefined ? [] : [{ start: next.start, end: flow.end }]), ...bodies.map(({ body }) => body),
    ];
    const written: string[] = commentsIn(file, { start: line.start, end: line.end })
        .filter((comment) => !moved.some((span) => isWithin(comment, span))).map((one) => one.text.trimEnd());
    const outside: TextChange[] = [];
    const needsEntry = ({ inputs, needsEntry: isNeeded }: Spliced): boolean => inputs.length > 0 || isNeeded;
    let entry = "";
    let prefix: string | undefined;
    if (before !== undefined) {
        const computed = file.text.slice(flow.start, before.end);
        entry = needsEntry(first) ? valueName(before, names) : "";
        written.push(entry === "" ? computed : `${entry} = ${computed}`);
    } else if (flow.source !== undefined) {
        entry = file.text.slice(flow.source.start, flow.source.end);
        prefix = entry;
    } else if (needsEntry(first)) {
        const named = nameOfCurrent(line, lines, names);
        if ("refusal" in named) {
            return named;
        }
        entry = named.name;
        outside.push(...named.changes);
    }
    for (const [index, spliced] of bodies.entries()) {
        const isLast = index === bodies.length - 1;
        const { body } = spliced;
        const changes = [
            ...spliced.changes(entry),
            ...spliced.inputs.map((span): TextChange => ({ span, text: entry })),
        ];
        if (prefix !== undefined && index === 0) {
            const start = startOf(body);
            if (start === undefined) {
                written.push(prefix);
            } else if (start !== "none") {
                changes.push({ span: { start, end: start }, text: `${prefix} -> ` });
            }
        }
        const last = body.statements.findLast((one) => one.kind === "if" || (one.kind === "line" && makesCurrent(one)));
        const ending = isLast
            ? endingOf(file, { lines, line, step }, body, last?.kind === "line" ? last : undefined, changes)
            : { changes: [], lines: [] };
        if ("refusal" in ending) {
            return ending;
        }
        changes.push(...ending.changes);
        const following = bodies[index + 1];
        if (following !== undefined && needsEntry(following)) {
            if (last?.kind !== "line") {
                return { refusal: text("the value at the end of a round has no name") };
            }
            const [name] = last.names;
            entry = name === undefined || name.text === "_" ? "" : name.text;
            const lastStep = last.flow.steps.at(-1);
            if (entry === "") {
                entry = lastStep === undefined ? names.like("result") : valueName(lastStep, names);
                changes.push({ span: { start: last.flow.start, end: last.flow.start }, text: `${entry} = ` });
            }
        }
        written.push(changedText(file, insideOf(body), changes).trim(), ...ending.lines);
    }
    return {
        changes: [...outside, { span: { start: line.start, end: line.end }, text: written.filter(Boolean).join("\n") }],
    };
}

/** Whether an unnamed line, whose value a step of the next line takes, has tensors: naming the line renames them. */
export function namesTensorAbove(analysis: Analysis, place: SplicedStep | undefined): boolean {
    const start = place === undefined
        ? undefined
        : lineStarts(place.lines.item).find(({ line }) => line === place.line);
    return start?.implicit === true && start.origins.some((origin) =>
        origin.kind === "line" && origin.names.length === 0 && hasTensors(analysis, origin));
}

/** The text between the braces of a body. */
function insideOf({ start, end }: Body): Span {
    return { start: start + 1, end: end - 1 };
}

/** The name of the current value before a line; names the line above if it has none. */
function nameOfCurrent(
    line: Line | Output, { item }: SelectedLines, names: FreshNames,
): { readonly name: string; readonly changes: readonly TextChange[] } | { readonly refusal: Text } {
    const start = lineStarts(item).find((one) => one.line === line);
    const known = start === undefined ? undefined : currentName(start, item);
    if (known !== undefined) {
        return { name: known, changes: [] };
    }
    const [origin, ...others] = start?.origins ?? [];
    const last = origin?.kind === "line" ? origin.flow.steps.at(-1) : undefined;
    if (origin?.kind !== "line" || origin.names.length > 0 || last === undefined || others.length > 0) {
        return { refusal: text("the value before it has no name") };
    }
    const name = valueName(last, names);
    return { name, changes: [{ span: { start: origin.flow.start, end: origin.flow.start }, text: `${name} = ` }] };
}

/** Where a source is written before the only line that takes the value that enters; undefined if there are several. */
function startOf(body: Body): number | "none" | undefined {
    const [first] = body.statements.filter((one) => one.kind !== "let" && one.kind !== "require" &&
        !(one.kind === "line" && !makesCurrent(one)));
    if (first?.kind !== "line") {
        return undefined;
    }
    const { flow } = first;
    if (!readsCurrent(flow)) {
        return flow.steps.length > 0 || flow.source !== undefined ? "none" : undefined;
    }
    return takesCurrentValue(flow.steps[0]) ? flow.start : undefined;
}

interface Ending {
    /** Changes in the body. */
    readonly changes: readonly TextChange[];
    /** Lines after the body. */
    readonly lines: readonly string[];
}

/** Gives the result of the last body to the names, the claim and the further steps of the line. */
function endingOf(
    file: ParsedFile, { lines: { body: around }, line, step }: SplicedStep, body: Body, last: Line | undefined,
    renamed: readonly TextChange[],
): Ending | { readonly refusal: Text } {
    const flow = line.flow ?? { start: line.start, end: line.end, steps: [] };
    const names = line.kind === "line" ? line.names : line.name === undefined ? [] : [line.name];
    const target = names.length === 0 ? "" : file.text.slice(line.start, flow.start);
    const claim = line.claim === undefined ? "" : ` ${file.text.slice(line.claim.start, line.claim.end)}`;
    const [next] = flow.steps.slice(step + 1);
    const further = next === undefined ? "" : file.text.slice(next.start, flow.steps.at(-1)?.end ?? next.end);
    const isCurrentUsed = leavesCurrent(around, line);
    const returns = body.statements.at(-1);
    if (returns?.kind === "return") {
        return returnEnding(file, returns, renamed, {
            names: names.map((name) => name.text), target, claim, further, isCurrentUsed,
        });
    }
    if (further !== "") {
        return { changes: [], lines: [`${target}${further}${claim}`] };
    }
    if (target === "" && claim === "") {
        return { changes: [], lines: [] };
    }
    const [name] = last?.names ?? [];
    if (last === undefined || names.length > 1) {
        return { refusal: text("its result has no name") };
    }
    const isNamed = name !== undefined && name.text !== "_";
    const isAlone = last.flow.steps.length === 0;
    const ofLast = isNamed
        ? renamed.find(({ span }) => span.start === name.start)?.text ?? name.text
        : file.text.slice(last.flow.start, last.flow.end);
    if (isNamed || isAlone) {
        return { changes: [], lines: [target === "" ? `${ofLast}${claim}` : `${target}${ofLast}${claim}`] };
    }
    if (claim !== "" && last.claim !== undefined) {
        return { refusal: text("both its line and its last line claim a shape") };
    }
    return {
        changes: [
            ...(target === "" ? [] : [{ span: { start: last.flow.start, end: last.flow.start }, text: target }]),
            ...(claim === "" ? [] : [{ span: { start: last.end, end: last.end }, text: claim }]),
        ],
        lines: [],
    };
}

/** What the line does with the result of a step. */
interface ResultUse {
    readonly names: readonly string[];
    /** The text before its flow. */
    readonly target: string;
    readonly claim: string;
    /** The text of the steps after it. */
    readonly further: string;
    readonly isCurrentUsed: boolean;
}

function returnEnding(
    file: ParsedFile, returns: Return, renamed: readonly TextChange[],
    { names, target, claim, further, isCurrentUsed }: ResultUse,
): Ending | { readonly refusal: Text } {
    const changes = [{ span: { start: returns.start, end: returns.end }, text: "" }];
    // What is inside the removed statement must not change it as well.
    const inside = renamed.filter(({ span }) => returns.start <= span.start && span.end <= returns.end);
    const flows = returns.flows.map((flow) => changedText(file, flow, inside
        .filter(({ span }) => flow.start <= span.start && span.end <= flow.end)));
    const [first = ""] = flows;
    const isName = (index: number): boolean => returns.flows[index]?.steps.length === 0;
    if (flows.length === 1) {
        const rest = further === "" ? "" : ` -> ${further}`;
        const isAlias = isName(0) && rest === "";
        return {
            changes,
            lines: [
                ...(isAlias && isCurrentUsed && target !== "" ? [first] : []),
                target === "" || !(isAlias && names[0] === first) ? `${target}${first}${rest}${claim}` : "",
            ],
        };
    }
    if (further !== "" || !flows.every((_, index) => isName(index)) || flows.length !== names.length) {
        return { refusal: text("its several results cannot be named here") };
    }
    return {
        changes,
        lines: [
            ...names.flatMap((name, index) => {
                const value = flows[index] ?? "";
                return name === "_" || name === value ? [] : [`${name} = ${value}${index === 0 ? claim : ""}`];
            }),
            ...(isCurrentUsed ? [first] : []),
        ],
    };
}
