import { tokenBefore } from "../../../grammar/source-tokens.ts";
import type {
    Body, Call, Dimension, Flow, Line, Model, Node, ParsedFile, Span, Step,
} from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import { layers } from "../../layers/catalogue.ts";
import type { ModelProblem } from "../../evaluation/problems.ts";
import type { Shape } from "../../sizes/shape.ts";
import { formatSize } from "../../sizes/size.ts";
import { addArgument, insertLineAfter, insertLineBefore, setArgument, statementOf, type TextChange } from "../edits.ts";
import type { ProblemContext } from "../definition.ts";
import type { Fix } from "../fix.ts";
import { quote } from "../wording.ts";

type Facts<Code extends ModelProblem["code"]> = Extract<ModelProblem, { readonly code: Code }>;

/** What mends a model's interface, its claims and the names of its lines. */
export function modelFixes(facts: ModelProblem, context: ProblemContext): readonly Fix[] {
    const { span, file } = context;
    const path = nodePathAt(file.tree, span.start);
    switch (facts.code) {
        case "failed-claim":
            return claimFixes(context, path);
        case "missing-output":
            return outputFixes(innermost(path, "model"), file);
        case "missing-input":
            return inputFixes(innermost(path, "model"), file);
        case "missing-default":
            return [{
                title: `Give ${quote(facts.parameter)} the default 10`, preferred: true,
                edits: [{ span: { start: span.end, end: span.end }, text: " = 10" }],
            }];
        case "invalid-input-size":
            return sizeFixes(path);
        case "wrong-result-count":
            return countFixes(facts, path, file);
        case "missing-argument":
            return argumentFixes(facts, path);
        default:
            return [];
    }
}

function innermost<Kind extends Node["kind"]>(
    path: readonly Node[], kind: Kind,
): Extract<Node, { readonly kind: Kind }> | undefined {
    return path.findLast((node): node is Extract<Node, { readonly kind: Kind }> => node.kind === kind);
}

/** The shape as it is, in place of the claimed sizes that are wrong; `_` where uses of a block differ. */
function claimFixes({ span, occurrences, file }: ProblemContext, path: readonly Node[]): readonly Fix[] {
    const claim = innermost(path, "claim");
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
    const text = `[${sizes.join(", ")}]`;
    return [
        { title: `Claim ${text}`, edits: [{ span, text }], preferred: true },
        {
            title: "Remove the claim", preferred: false,
            edits: [{ span: { start: tokenBefore(file, claim.start)?.end ?? 0, end: claim.end }, text: "" }],
        },
    ];
}

function agreedSize(shapes: readonly Shape[], axis: number): string {
    const texts = new Set(shapes.map((shape) => (shape[axis] === undefined ? "_" : formatSize(shape[axis]))));
    const [only = "_"] = texts;
    return texts.size === 1 && only !== "?" ? only : "_";
}

/** Makes the last line the output, or names its value below it. */
function outputFixes(model: Model | undefined, file: ParsedFile): readonly Fix[] {
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
    return edits.length === 0 ? [] : [{ title: "Make the last line the output", edits, preferred: true }];
}

/** A name that no line of a body gives. */
function freeName(body: Body | undefined, wished: string): string {
    const taken = new Set(body?.statements.flatMap((statement) => statement.kind === "line"
        ? statement.names.map(({ text }) => text)
        : "name" in statement && statement.name !== undefined ? [statement.name.text] : []));
    let free = wished;
    for (let number = 2; taken.has(free); number += 1) {
        free = `${wished}_${number}`;
    }
    return free;
}

/** An image, before all else; an empty model gets a first layer too, which is the output until there are more. */
function inputFixes(model: Model | undefined, file: ParsedFile): readonly Fix[] {
    const body = model?.body;
    const line = "input image: [3, H = 224, W = 224]";
    if (body === undefined || body.statements.some(({ kind }) => kind === "input")) {
        return [];
    }
    const [first] = body.statements;
    if (first !== undefined) {
        const edits = insertLineBefore(file, first, line);
        return [{ title: "Begin with an image as the input", edits, preferred: true }];
    }
    const text = `{\n    ${line}\n    output y = conv(64, kernel=3, padding=1)\n}`;
    return [{
        title: "Begin with an image and a first layer", preferred: true,
        edits: [{ span: { start: body.start, end: body.end }, text }],
    }];
}

/** The batch left out, or a size that is free given a name and a sample. */
function sizeFixes(path: readonly Node[]): readonly Fix[] {
    const dimension = innermost(path, "dimension");
    const input = innermost(path, "input");
    if (dimension === undefined || input === undefined) {
        return [];
    }
    const index = input.dimensions.indexOf(dimension);
    const next = input.dimensions[index + 1];
    const name = sizeNames[input.dimensions.length - index] ?? "N";
    const free = dimension.name !== undefined || index === 0 ? [] : [{
        title: `Make it a free size, \`${name} = 224\``, preferred: true,
        edits: [{ span: { start: dimension.start, end: dimension.end }, text: `${name} = 224` }],
    }];
    return index === 0 && next !== undefined
        ? [{ title: "Leave the batch out", edits: [{ span: between(dimension, next), text: "" }], preferred: true }]
        : free;
}

/** By how many axes are left from it on: width is last. */
const sizeNames: readonly string[] = ["", "W", "H", "D"];

function between(first: Dimension, second: Dimension): Span {
    return { start: first.start, end: second.start };
}

/** As many names as there are values, or as many parts as there are names. */
function countFixes(
    { results, names: count }: Facts<"wrong-result-count">, path: readonly Node[], file: ParsedFile,
): readonly Fix[] {
    const flow = innermost(path, "flow");
    const step = flow?.steps.at(-1);
    const line = step === undefined ? undefined : lineOf(step, flow, file);
    if (line === undefined || step === undefined) {
        return [];
    }
    const fixes: Fix[] = [];
    const names = line.names.map(({ text }) => text);
    const [first, last] = [line.names[0], line.names.at(-1)];
    if (first !== undefined && last !== undefined && results <= mostNames) {
        const changed = results > count
            ? [...names, ...Array.from({ length: results - count }, () => "_")]
            : names.slice(0, results);
        fixes.push({
            title: `Name ${results === 1 ? "one value" : `${results} values`}: ${quote(changed.join(", "))}`, preferred: true,
            edits: [{ span: { start: first.start, end: last.end }, text: changed.join(", ") }],
        });
    }
    const definition = step.kind === "call" ? layers.get(step.callee.text) : undefined;
    if (step.kind === "call" && definition?.arguments.has("parts") === true && count > 1) {
        const edits = setArgument(step, definition, "parts", String(count));
        fixes.push({ title: `Split into ${count} parts`, edits, preferred: fixes.length === 0 });
    }
    return fixes;
}

/** How many names a line still has written one by one. */
const mostNames = 16;

function lineOf(step: Step, flow: Flow | undefined, file: ParsedFile): Line | undefined {
    const statement = statementOf(file, step);
    return statement?.kind === "line" && statement.flow === flow ? statement : undefined;
}

/** The usual kernel; of what else is missing nothing can be guessed. */
function argumentFixes({ name }: Facts<"missing-argument">, path: readonly Node[]): readonly Fix[] {
    const call = path.findLast((node): node is Call => node.kind === "call");
    return call === undefined || name !== "kernel"
        ? []
        : [{ title: "Add `kernel=3`", edits: addArgument(call, "kernel=3"), preferred: true }];
}
