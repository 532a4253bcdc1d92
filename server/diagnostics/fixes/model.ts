import { tokenBefore } from "../../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Body, Dimension, Flow, Line, Node, Span, Step } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import type { Shape } from "../../sizes/shape.ts";
import { formatSize } from "../../sizes/size.ts";
import type { FactsOf, ProblemContext } from "../definition.ts";
import { insertLineAfter, insertLineBefore, setArgument, statementOf, type TextChange } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { plural, text } from "../../text.ts";

function pathTo({ file, span }: ProblemContext): readonly Node[] {
    return nodePathAt(file.tree, span.start);
}

function innermost<Kind extends Node["kind"]>(
    path: readonly Node[], kind: Kind,
): Extract<Node, { readonly kind: Kind }> | undefined {
    return path.findLast((node): node is Extract<Node, { readonly kind: Kind }> => node.kind === kind);
}

/** Replaces wrong claimed sizes with the actual ones, or with `_` if uses of a block differ. */
export function claimFixes(context: ProblemContext): readonly Fix[] {
    const { span, occurrences, file } = context;
    const claim = innermost(pathTo(context), "claim");
    const found = occurrences.flatMap(({ finding }) =>
        finding.source === "model" && finding.finding.code === "failed-claim" ? [finding.finding] : []);
    const [first] = found;
    if (first === undefined || claim === undefined) {
        return [];
    }
    const shapes = found.map(({ actual }) => actual);
    const wrong = new Set(found.flatMap(({ axes }) => axes));
    const isWhole = found.some(({ axes }) => axes.length === 0);
    const sizes = first.actual.map((_, axis) => {
        const written = claim.dimensions[axis];
        return written !== undefined && !isWhole && !wrong.has(axis)
            ? file.text.slice(written.start, written.end)
            : agreedSize(shapes, axis);
    });
    const claimed = `[${sizes.join(", ")}]`;
    return [
        { title: text("Change to {claimed}", { claimed }), edits: [{ span, text: claimed }], preferred: true },
        {
            title: text("Remove the claim"), preferred: false,
            edits: [{ span: { start: tokenBefore(file, claim.start)?.end ?? 0, end: claim.end }, text: "" }],
        },
    ];
}

function agreedSize(shapes: readonly Shape[], axis: number): string {
    const texts = new Set(shapes.map((shape) => (shape[axis] === undefined ? "_" : formatSize(shape[axis]))));
    const [only = "_"] = texts;
    return texts.size === 1 && only !== "?" ? only : "_";
}

/** Makes the last line the output, or outputs its name below it. */
export function outputFixes(context: ProblemContext): readonly Fix[] {
    const { file } = context;
    const model = innermost(pathTo(context), "model");
    const last = model?.body?.statements.at(-1);
    if (last?.kind !== "line") {
        return [];
    }
    const [name] = last.names;
    const isAlias = last.flow.steps.length === 0;
    const edits: readonly TextChange[] = name !== undefined && name.text !== "_"
        ? insertLineAfter(file, last, `output ${name.text}`)
        : isAlias || last.names.length > 0
            ? []
            : [{ span: { start: last.flow.start, end: last.flow.start }, text: `output ${freeName(model?.body, "y")} = ` }];
    return edits.length === 0 ? [] : [{ title: text("Make the last line the output"), edits, preferred: true }];
}

/** A name that no line of a body binds. */
function freeName(body: Body | undefined, preferred: string): string {
    const taken = new Set(body?.statements.flatMap((statement) => statement.kind === "line"
        ? statement.names.map((name) => name.text)
        : "name" in statement && statement.name !== undefined ? [statement.name.text] : []));
    let free = preferred;
    for (let number = 2; taken.has(free); number += 1) {
        free = `${preferred}_${number}`;
    }
    return free;
}

/** Adds an image input at the start; an empty model also gets a first layer, which is its output. */
export function inputFixes(context: ProblemContext): readonly Fix[] {
    const { file } = context;
    const model = innermost(pathTo(context), "model");
    const body = model?.body;
    const line = "input image: [3, H = 224, W = 224]";
    if (body === undefined || body.statements.some(({ kind }) => kind === "input")) {
        return [];
    }
    const [first] = body.statements;
    if (first !== undefined) {
        const edits = insertLineBefore(file, first, line);
        return [{ title: text("Add an image input"), edits, preferred: true }];
    }
    const written = `{\n    ${line}\n    output y = conv(64, kernel=3, padding=1)\n}`;
    return [{
        title: text("Add an image input and a first layer"), preferred: true,
        edits: [{ span: { start: body.start, end: body.end }, text: written }],
    }];
}

/** Removes the batch, or gives a dynamic size a name and a default. */
export function sizeFixes(context: ProblemContext): readonly Fix[] {
    const path = pathTo(context);
    const dimension = innermost(path, "dimension");
    const input = innermost(path, "input");
    if (dimension === undefined || input === undefined) {
        return [];
    }
    const index = input.dimensions.indexOf(dimension);
    const next = input.dimensions[index + 1];
    const name = sizeNames[input.dimensions.length - index] ?? "N";
    const free = dimension.name !== undefined || index === 0 ? [] : [{
        title: text("Make it a dynamic size, `{name} = 224`", { name }), preferred: true,
        edits: [{ span: { start: dimension.start, end: dimension.end }, text: `${name} = 224` }],
    }];
    return index === 0 && next !== undefined
        ? [{ title: text("Remove the batch size"), edits: [{ span: between(dimension, next), text: "" }], preferred: true }]
        : free;
}

/** Indexed by the number of axes from this one on: width is last. */
const sizeNames: readonly string[] = ["", "W", "H", "D"];

function between(first: Dimension, second: Dimension): Span {
    return { start: first.start, end: second.start };
}

/** As many names as there are values, or as many parts as there are names. */
export function countFixes(
    { results, names: count }: FactsOf<"wrong-result-count">, context: ProblemContext,
): readonly Fix[] {
    const { file } = context;
    const path = pathTo(context);
    const flow = innermost(path, "flow");
    const step = flow?.steps.at(-1);
    const line = step === undefined ? undefined : lineOf(step, flow, file);
    if (line === undefined || step === undefined) {
        return [];
    }
    const fixes: Fix[] = [];
    const names = line.names.map((name) => name.text);
    const [first, last] = [line.names[0], line.names.at(-1)];
    if (first !== undefined && last !== undefined && results <= mostNames) {
        const changed = results > count
            ? [...names, ...Array.from({ length: results - count }, () => "_")]
            : names.slice(0, results);
        fixes.push({
            title: plural(results, "Name one value: `{names}`", "Name {results} values: `{names}`", {
                results, names: changed.join(", "),
            }),
            preferred: true,
            edits: [{ span: { start: first.start, end: last.end }, text: changed.join(", ") }],
        });
    }
    const layer = context.uses.get(step)?.[0]?.layer;
    if (layer?.definition.arguments.has("parts") === true && count > 1) {
        const edits = setArgument(layer, "parts", String(count));
        fixes.push({ title: text("Split into {count} parts", { count }), edits, preferred: fixes.length === 0 });
    }
    return fixes;
}

/** The maximum number of names that are written individually. */
const mostNames = 16;

function lineOf(step: Step, flow: Flow | undefined, file: ParsedFile): Line | undefined {
    const statement = statementOf(file, step);
    return statement?.kind === "line" && statement.flow === flow ? statement : undefined;
}

/** A default for a parameter of a model. */
export function defaultFixes(parameter: string, { span }: ProblemContext): readonly Fix[] {
    return [{
        title: text("Set the default of `{parameter}` to 10", { parameter }), preferred: true,
        edits: [{ span: { start: span.end, end: span.end }, text: " = 10" }],
    }];
}
