import { textOnOneLine } from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Block, Call, For, Line, Output, Repeat, Statement } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import type { DenseGroup } from "../graph/dense-connectivity.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Location } from "../names/location.ts";
import { commonScope } from "../graph/scopes.ts";
import { insertLineAfter, insertLineBefore, nodeWithSpan, pathTo, statementOf, type TextChange } from "./edits.ts";
import type { Fix } from "./fix.ts";
import { text } from "../text.ts";

type Step = Call | Repeat | For;

/**
 * Fixes that insert a transition between two dense groups, before the step that enters the second: one that also halves
 * the height and width, as in published DenseNets, if they are not halved yet, and a 1×1 convolution alone.
 */
export function transitionBefore(
    place: Location, group: DenseGroup, before: DenseGroup, analysis: Analysis,
): readonly Fix[] {
    const step = stepAt(place, analysis);
    if (step === undefined) {
        return [];
    }
    const fix = (pooled: boolean, preferred: boolean): Fix => {
        const { name, definition } = transitionBlock(pooled, step, analysis);
        return {
            title: pooled
                ? text("Insert a transition that halves the channels, height and width")
                : text("Insert a 1×1 convolution that halves the channels"),
            edits: [...definition, ...insertBefore(step, `${name}()`, group, before, analysis)],
            preferred,
        };
    };
    return canHalve(group, before) ? [fix(true, true), fix(false, false)] : [fix(false, true)];
}

/** A fix that compresses the channels of a dense group, after the step that makes them. */
export function transitionAfter(place: Location, analysis: Analysis): readonly Fix[] {
    const step = stepAt(place, analysis);
    if (step === undefined) {
        return [];
    }
    const { name, definition } = transitionBlock(false, step, analysis);
    const statement = statementOf(analysis.file, step);
    const isLine = statement?.kind === "line" && statement.names.length === 0 && statement.claim === undefined &&
        statement.flow.steps.at(-1) === step;
    const after = isLine
        ? insertLineAfter(analysis.file, statement, `${name}()`)
        : [{ span: { start: step.end, end: step.end }, text: ` -> ${name}()` }];
    return [{
        title: text("Insert a 1×1 convolution that halves the channels"), edits: [...definition, ...after], preferred: true,
    }];
}

/** Whether the map keeps its size between two groups, and can be halved without remainder. */
export function canHalve(group: DenseGroup, before: DenseGroup): boolean {
    const [sizes, earlier] = [group.rounds[0].gathered, before.result].map(({ shape }) =>
        (shape ?? []).slice(1).map(({ sample }) => sample));
    return sizes !== undefined && sizes.every((size, index) =>
        size !== undefined && size % 2 === 0 && size === earlier?.[index]);
}

/** The call or loop at a place of the file. */
function stepAt({ span, uri }: Location, analysis: Analysis): Step | undefined {
    return uri !== analysis.uri ? undefined : nodeWithSpan(analysis.file, span, (node): node is Step =>
        node.kind === "call" || node.kind === "repeat" || node.kind === "for");
}

/** The file's transition, or a new block: only in a block does `in` refer to the value to be halved. */
function transitionBlock(
    pooled: boolean, step: Step, { file, imported }: Analysis,
): { readonly name: string; readonly definition: readonly TextChange[] } {
    const known = file.tree.items.find((item) => item.kind === "block" && isTransition(item, pooled, file));
    if (known?.kind === "block" && known.name !== undefined) {
        return { name: known.name.text, definition: [] };
    }
    const taken = new Set([file, ...imported.values()].flatMap(({ tree }) =>
        tree.items.flatMap((item) => (item.kind === "import" ? [] : [item.name?.text]))));
    const preferred = pooled ? "Transition" : "Compression";
    let name = preferred;
    for (let number = 2; taken.has(name); number += 1) {
        name = `${preferred}${number}`;
    }
    const lines = [
        `block ${name}() {`, "    batch_norm()", "    relu()", "    conv(in.channels // 2, 1, bias=false)",
        ...(pooled ? ["    avg_pool(2)"] : []), "}", "",
    ];
    const item = pathTo(file, step).find((node): node is Block => node.kind === "block" || node.kind === "model");
    return { name, definition: item === undefined ? [] : insertLineBefore(file, item, lines.join("\n")) };
}

/** Whether a block is a transition: it halves its channels, and with a pooling the height and width. */
function isTransition({ parameters, body }: Block, pooled: boolean, file: ParsedFile): boolean {
    const nodes = body === undefined ? [] : descendants(body);
    const calls = nodes.filter((node) => node.kind === "call").map((call) => ({
        name: call.callee.text, values: call.arguments.map(({ value }) => textOnOneLine(file, value)),
    }));
    const halves = calls.some(({ name, values: [channels, kernel] }) =>
        name === "conv" && channels === "in.channels // 2" && kernel === "1");
    const pools = calls.some(({ name, values }) => /^(avg|max)_pool$/.test(name) && values.join() === "2");
    return parameters.every((parameter) => parameter.default !== undefined) && halves && pools === pooled;
}

/** On a line above if the step starts its line, otherwise in its chain; only in later rounds of a counting loop. */
function insertBefore(
    step: Step, transition: string, group: DenseGroup, before: DenseGroup, { file }: Analysis,
): readonly TextChange[] {
    const statement = statementOf(file, step);
    if (statement === undefined || !begins(statement, step)) {
        return [{ span: { start: step.start, end: step.start }, text: `${transition} -> ` }];
    }
    const path = pathTo(file, statement);
    const loop = path.findLast((node) => node.kind === "for" || node.kind === "repeat");
    const outer = commonScope(group.home, before.home);
    const betweenRounds = outer?.kind === "loop" && loop?.start === outer.location.span.start;
    const counter = betweenRounds && loop.kind === "for" ? counterOf(loop) : undefined;
    const line = counter === undefined ? transition : `if ${counter} > 0 { ${transition} }`;
    return insertLineBefore(file, statement, line);
}

function begins(statement: Statement, step: Step): statement is Line | Output {
    return (statement.kind === "line" || statement.kind === "output") && statement.flow !== undefined &&
        statement.flow.source === undefined && statement.flow.steps[0] === step;
}

/** The name that counts a loop's rounds from 0. */
function counterOf({ names: [name, ...others], iterable }: For): string | undefined {
    const fromZero = iterable?.kind === "binary" && iterable.operator === ".." && iterable.left.kind === "number" &&
        iterable.left.value === 0;
    return name === undefined || name.text === "_" || others.length > 0 || !fromZero ? undefined : name.text;
}
