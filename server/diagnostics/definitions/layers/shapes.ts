import type { Layer } from "../../../graph/graph.ts";
import { elementCount, formatShape, type Shape } from "../../../sizes/shape.ts";
import { axisText } from "../../axis-text.ts";
import { formatSize, isSameSize, type Size } from "../../../sizes/size.ts";
import { defineDiagnostic, type FactsOf, type LayerContext } from "../../definition.ts";
import { insertStepBefore, removeStatement, statementOf } from "../../edits.ts";
import type { Fix } from "../../fix.ts";
import { listElements } from "../../fixes/change-argument.ts";
import { preferFirst, setArgumentTo } from "../../fixes/numbers.ts";
import { listText, text } from "../../../text.ts";

type RankMismatch = FactsOf<"rank-mismatch">;

/** The shapes of values with at least one axis. */
const shapesByRank: readonly string[] = [
    "[features]",
    "[channels, length]",
    "[channels, height, width]",
    "[channels, depth, height, width]",
];

export const rankMismatch = defineDiagnostic({
    code: "rank-mismatch",
    severity: "error",
    message: ({ layer, shape, ranks, reference }) => {
        if (reference !== undefined) {
            return text("`{layer}` expects values of equal rank, got {first} and {second}", {
                layer, first: formatShape(reference), second: formatShape(shape),
            });
        }
        const expected = listText(ranks.map((rank) =>
            rank === 0 ? text("a number") : shapesByRank[rank - 1] ?? String(rank)), "or");
        return text("`{layer}` expects {expected}, got {shape}", { layer, expected, shape: formatShape(shape) });
    },
    help: (facts, { layer: { inputs: [input] } }) => {
        if (needsFlatten(facts)) {
            return text("insert `flatten()` before it");
        }
        if (facts.reference !== undefined || facts.shape.length >= Math.min(...facts.ranks)) {
            return undefined;
        }
        const { producer } = input ?? {};
        if (producer?.kind !== "layer") {
            return text("start the input's shape with the number of channels: `[1, {sizes}]`", {
                sizes: facts.shape.map((size) => formatSize(size)).join(", "),
            });
        }
        const removesAxes = (producer.inputs[0]?.shape?.length ?? 0) > facts.shape.length;
        return removesAxes ? text("remove `{layer}` before it", { layer: producer.definition.name }) : undefined;
    },
    fixes: (facts, { layer, file }) => {
        const { node, definition, inputs } = layer;
        if (definition.operands.from !== "line") {
            return [];
        }
        if (needsFlatten(facts)) {
            const edits = insertStepBefore(file, node, "flatten()");
            return [{ title: text("Insert `flatten()`"), edits, preferred: true }];
        }
        const producer = inputs[0]?.producer;
        const [before] = producer?.kind === "layer" ? producer.inputs : [];
        if (producer?.kind !== "layer" || !facts.ranks.includes(before?.shape?.length ?? 0) ||
            producer.location.uri !== layer.location.uri) {
            return [];
        }
        const statement = statementOf(file, producer.node);
        return statement?.kind !== "line" || statement.flow.steps.length !== 1 ? [] : [{
            title: text("Remove `{name}()` before it", { name: producer.definition.name }),
            edits: removeStatement(file, statement), preferred: true,
        }];
    },
});

/** Whether a layer that takes features is applied to a feature map. */
function needsFlatten({ shape, ranks, reference }: RankMismatch): boolean {
    return reference === undefined && Math.min(...ranks) === 1 && shape.length > Math.max(...ranks);
}

export const unevenSplit = defineDiagnostic({
    code: "uneven-split",
    severity: "error",
    message: ({ axis, rank, size, parts }) => {
        const values = { axis: axisText(axis, rank), size: formatSize(size) };
        if (typeof parts === "number") {
            return axis === 0
                ? text("{size} {axis} cannot be split into {parts} equal parts", { ...values, parts })
                : text("{axis} {size} cannot be split into {parts} equal parts", { ...values, parts });
        }
        const sum = parts.reduce((total, part) => total + part, 0);
        return text("parts must sum to the {axis} {size}, got {parts} = {sum}", {
            ...values, parts: parts.join(" + "), sum,
        });
    },
    help: ({ size, parts }) => typeof parts === "number"
        ? text("list the sizes of the parts, or use a number that divides {size}", { size: formatSize(size) })
        : undefined,
    fixes: splitEvenly,
});

export const reshapeMismatch = defineDiagnostic({
    code: "reshape-mismatch",
    severity: "error",
    message: ({ shape, requested }) => {
        const known = requested.filter((size) => size !== -1);
        const values = {
            shape: formatShape(shape), elements: elementCount(shape) ?? 0, requested: `[${requested.join(", ")}]`,
            product: known.reduce((total, size) => total * size, 1),
        };
        return known.length === requested.length
            ? text("cannot reshape {shape} ({elements} elements) to {requested} ({product})", values)
            : text("cannot reshape {shape} to {requested}: {product} does not divide {elements} elements", values);
    },
    help: () => text("a reshape keeps the number of elements; let one size be `-1`"),
    fixes: (_, context) => leaveOneSize(context),
});

export const unpoolMismatch = defineDiagnostic({
    code: "unpool-mismatch",
    severity: "error",
    message: (problem) => "pooled" in problem
        ? text("indices refer to a value of shape {pooled}, but the result has shape {shape}", {
            pooled: formatShape(problem.pooled), shape: formatShape(problem.shape),
        })
        : text("expected indices of shape {shape}, got {indices}", {
            shape: formatShape(problem.shape), indices: formatShape(problem.indices),
        }),
    help: (problem) => {
        if (!("pooled" in problem)) {
            return text("use the indices of the pooling that this layer undoes");
        }
        return problem.reachable
            ? text("pass the value that was pooled as `to=`")
            : text("use the kernel, stride, and padding of the pooling that made the indices");
    },
    fixes: takeOtherIndices,
});

/** A number of parts that divides the size, or sizes that add up to it. */
function splitEvenly(facts: FactsOf<"uneven-split">, context: LayerContext): readonly Fix[] {
    const { size, parts } = facts;
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
    const name = facts.argument ?? "parts";
    return preferFirst(texts.map((written) => setArgumentTo(name, written, context)));
}

/** The maximum number of parts that are written individually. */
const mostParts = 16;

function nearestDivisors(whole: number, from: number): readonly number[] {
    const candidates = Array.from({ length: Math.min(whole, 1000) }, (_, index) => index + 1);
    return candidates.filter((one) => whole % one === 0 && one > 1)
        .toSorted((a, b) => Math.abs(a - from) - Math.abs(b - from)).slice(0, 2);
}

/** Replaces one of the sizes with -1. */
function leaveOneSize(context: LayerContext): readonly Fix[] {
    const { layer, file } = context;
    const elements = listElements(layer.written.byParameter.get("shape")?.value) ?? [];
    const sizes = elements.map(({ start, end }) => file.text.slice(start, end));
    return preferFirst(sizes.map((_, open) => {
        const changed = sizes.map((size, index) => (index === open ? "-1" : size === "-1" ? "1" : size));
        return setArgumentTo("shape", `[${changed.join(", ")}]`, context);
    }).toReversed());
}

/** The indices of an earlier pooling whose result has the value's shape, the nearest first. */
function takeOtherIndices({ shape }: FactsOf<"unpool-mismatch">, context: LayerContext): readonly Fix[] {
    const { layer, file } = context;
    const names = poolingsAbove(layer).filter(({ outputs }) =>
        outputs[1]?.shape !== undefined && isSameShape(outputs[1].shape, shape),
    ).flatMap(({ node, location }) => {
        const statement = location.uri === context.uri ? statementOf(file, node) : undefined;
        const name = statement?.kind === "line" ? statement.names[1]?.text : undefined;
        return name === undefined ? [] : [name];
    });
    return [...new Set(names)].flatMap((name, index) => {
        const written = layer.written.byParameter.get("indices")?.value;
        return written === undefined ? [] : [{
            title: text("Use the indices `{name}`", { name }), preferred: index === 0,
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

/** All poolings with indices that a layer's value comes from. */
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
