import type { LayerProblem } from "../../layers/problems.ts";
import type { Layer } from "../../graph/graph.ts";
import type { Shape } from "../../sizes/shape.ts";
import { isSameSize, type Size } from "../../sizes/size.ts";
import { insertStepBefore, removeStatement, statementOf } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { quote } from "../wording.ts";
import { changeArgument, listElements, writtenValue, type Mistake } from "./mistake.ts";

type Facts<Code extends LayerProblem["code"]> = Extract<LayerProblem, { readonly code: Code }>;

/** What gives a layer a value of the shape that it takes. */
export function shapeFixes(mistake: Mistake): readonly Fix[] {
    const { problem } = mistake;
    switch (problem.code) {
        case "rank-mismatch":
            return rankFixes(problem, mistake);
        case "uneven-split":
            return splitFixes(problem, mistake);
        case "reshape-mismatch":
            return reshapeFixes(mistake);
        case "unpool-mismatch":
            return unpoolFixes(problem, mistake);
        default:
            return [];
    }
}

/** `flatten()` before what takes features alone; none where a value has been flattened too early. */
function rankFixes({ shape, ranks }: Facts<"rank-mismatch">, { layer, file }: Mistake): readonly Fix[] {
    const { node, definition, inputs } = layer;
    if (definition.operands.from !== "line") {
        return [];
    }
    if (Math.min(...ranks) === 1 && shape.length > Math.max(...ranks)) {
        const edits = insertStepBefore(file, node, "flatten()");
        return [{ title: "Insert `flatten()`", edits, preferred: true }];
    }
    const producer = inputs[0]?.producer;
    const [before] = producer?.kind === "layer" ? producer.inputs : [];
    if (producer?.kind !== "layer" || !ranks.includes(before?.shape?.length ?? 0) ||
        producer.location.uri !== layer.location.uri) {
        return [];
    }
    const statement = statementOf(file, producer.node);
    return statement?.kind !== "line" || statement.flow.steps.length !== 1
        ? []
        : [{ title: `Remove the ${quote(`${producer.definition.name}()`)} before it`, edits: removeStatement(file, statement), preferred: true }];
}

/** A number of parts that divides the size, or sizes that make it up. */
function splitFixes({ size, parts }: Facts<"uneven-split">, mistake: Mistake): readonly Fix[] {
    const whole = size.sample;
    if (whole === undefined) {
        return [];
    }
    const texts: string[] = [];
    if (typeof parts === "number") {
        const share = Math.floor(whole / parts);
        const sizes = Array.from({ length: parts }, (_, index) => share + (index < whole % parts ? 1 : 0));
        texts.push(...(share > 0 && parts <= mostParts ? [`[${sizes.join(", ")}]`] : []), ...nearestDivisors(whole, parts).map(String));
    } else {
        const others = parts.slice(0, -1);
        const last = whole - others.reduce((sum, part) => sum + part, 0);
        texts.push(...(last > 0 ? [`[${[...others, last].join(", ")}]`] : []));
        texts.push(...(whole % parts.length === 0 ? [String(parts.length)] : []));
    }
    const name = mistake.problem.argument ?? "parts";
    return texts.flatMap((text, index) => {
        const edits = changeArgument(mistake.layer, name, text, mistake);
        return edits === undefined ? [] : [{ title: `Set ${quote(name)} to ${text}`, edits, preferred: index === 0 }];
    });
}

/** How many parts are still written out one by one. */
const mostParts = 16;

function nearestDivisors(whole: number, from: number): readonly number[] {
    const candidates = Array.from({ length: Math.min(whole, 1000) }, (_, index) => index + 1);
    return candidates.filter((one) => whole % one === 0 && one > 1)
        .toSorted((a, b) => Math.abs(a - from) - Math.abs(b - from)).slice(0, 2);
}

/** One of the sizes left to be worked out. */
function reshapeFixes(mistake: Mistake): readonly Fix[] {
    const { layer, file } = mistake;
    const elements = listElements(writtenValue(layer, "shape")) ?? [];
    const texts = elements.map(({ start, end }) => file.text.slice(start, end));
    return texts.map((_, open) => `[${texts.map((text, index) => index === open ? "-1" : text === "-1" ? "1" : text).join(", ")}]`)
        .toReversed().flatMap((text, index) => {
            const edits = changeArgument(layer, "shape", text, mistake);
            return edits === undefined ? [] : [{ title: `Reshape to ${text}`, edits, preferred: index === 0 }];
        });
}

/** The indices of a pooling above whose result has the value's shape, the nearest first. */
function unpoolFixes({ shape }: Facts<"unpool-mismatch">, mistake: Mistake): readonly Fix[] {
    const { layer, file } = mistake;
    const names = poolingsAbove(layer).filter(({ outputs }) =>
        outputs[1]?.shape !== undefined && isSameShape(outputs[1].shape, shape),
    ).flatMap(({ node, location }) => {
        const statement = location.uri === mistake.uri ? statementOf(file, node) : undefined;
        const name = statement?.kind === "line" ? statement.names[1]?.text : undefined;
        return name === undefined ? [] : [name];
    });
    return [...new Set(names)].flatMap((name, index) => {
        const written = writtenValue(layer, "indices");
        return written === undefined ? [] : [{
            title: `Take the indices ${quote(name)}`, preferred: index === 0,
            edits: [{ span: { start: written.start, end: written.end }, text: name }],
        }];
    });
}

function isSameShape(a: Shape, b: Shape): boolean {
    return a.length === b.length && a.every((size, axis) => isSame(size, b[axis]));
}

function isSame(size: Size, other: Size | undefined): boolean {
    return other !== undefined && isSameSize(size, other);
}

/** All poolings with indices that a layer's value has come through. */
function poolingsAbove(layer: Layer): readonly Layer[] {
    const found = new Set<Layer>();
    const waiting: Layer[] = [layer];
    const seen = new Set<Layer>(waiting);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
        if (at.outputs.length > 1 && at.definition.arguments.has("indices")) {
            found.add(at);
        }
        for (const { producer } of at.inputs) {
            if (producer?.kind === "layer" && !seen.has(producer)) {
                seen.add(producer);
                waiting.push(producer);
            }
        }
    }
    return [...found].toSorted((a, b) => b.index - a.index);
}
