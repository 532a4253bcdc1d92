import type { Line, Output } from "../../../grammar/syntax-tree.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { Use } from "../../evaluation/records.ts";
import { consumersOf, worksOn } from "../../graph/consumers.ts";
import type { Layer, ModelGraph, Scope, Value } from "../../graph/graph.ts";
import { isWeighted } from "../../graph/parameters.ts";
import { lineStarts, nameOfOrigin, type LineStart, type Origin } from "../../names/line-starts.ts";
import { defineCheck } from "../check.ts";
import { sourceFixes, variationOf } from "../line-source.ts";
import { codeList, text } from "../../text.ts";

/**
 * A shortcut's projection that comes first and has its own source, from which the next line continues because it has
 * none: `shortcut = in -> conv(c, 1)`, then `conv(c, 3)`, then `add(y, shortcut)`. Nothing else reads the source, so
 * the shortcut bypasses nothing. A projection is one weighted layer with kernel 1 and no activation. Larger kernels and
 * activations are typical of stems and encoders, whose skips do start after them.
 */
export const continuedBranch = defineCheck({
    code: "continued-branch",
    severity: "warning",
    message: ({ start, branch, source }: ContinuedBranch) =>
        text("`{start}` continues from `{branch}`, the only line that reads `{source}`", { start, branch, source }),
    help: ({ branch, source }: ContinuedBranch) =>
        text("write the source: {sources}", { sources: codeList([`${source} ->`, `${branch} ->`], "or") }),
    *inFile(analysis) {
        for (const start of continuations(analysis)) {
            const [step] = start.flow.steps;
            const label = step?.kind === "call" ? step.callee.text : step?.kind;
            for (const { scope } of analysis.uses.get(start.line) ?? []) {
                const branch = start.branches.find(({ line }) => isContinued(line, scope, analysis));
                if (branch !== undefined && step !== undefined && label !== undefined) {
                    const { line, name, source } = branch;
                    yield {
                        location: { uri: analysis.uri, span: { start: step.start, end: step.end } },
                        scope,
                        facts: { start: label, branch: name, source },
                        related: [{
                            uri: analysis.uri, span: { start: line.start, end: line.end },
                            message: text("`{branch}` is computed from `{source}` here", { branch: name, source }),
                        }],
                        fixes: () => sourceFixes(start, [source, name]),
                    };
                }
            }
        }
    },
});

interface ContinuedBranch {
    /** The layer, block or loop that continues. */
    readonly start: string;
    readonly branch: string;
    readonly source: string;
}

/** A named line with an explicit source, from which it would start anyway. */
interface Branch {
    readonly line: Line;
    readonly name: string;
    readonly source: string;
}

/** The implicit starts in blocks and rounds whose current value may come from a branch. */
function continuations(analysis: Analysis): readonly (LineStart & { readonly branches: readonly Branch[] })[] {
    return analysis.file.tree.items.flatMap((item) => {
        if (item.kind !== "block" && item.kind !== "model") {
            return [];
        }
        const starts = lineStarts(item);
        const implicit = starts.filter((start) =>
            start.implicit && (item.kind === "block" || start.body !== item.body));
        if (implicit.length === 0) {
            return [];
        }
        const startOf = new Map(starts.map((start) => [start.line, start]));
        return implicit.flatMap((start) => {
            const branches = start.origins.flatMap((origin) => branchAt(origin, startOf));
            // If the start differs between uses, varying-start reports it.
            return branches.length === 0 || variationOf(start, analysis) !== undefined ? [] : [{ ...start, branches }];
        });
    });
}

function branchAt(origin: Origin, startOf: ReadonlyMap<Line | Output, LineStart>): readonly Branch[] {
    if (origin.kind !== "line") {
        return [];
    }
    const [name] = origin.names;
    const { source } = origin.flow;
    const written = source?.kind === "name" ? source.text : source?.kind;
    const before = startOf.get(origin)?.origins ?? [];
    return name === undefined || name.text === "_" || written === undefined ||
        !before.some((one) => nameOfOrigin(one) === written)
        ? []
        : [{ line: origin, name: name.text, source: written }];
}

/**
 * Whether, in one use, only a projection reads its source, and a sum adds it to a value computed from the projection.
 */
function isContinued(branch: Line, scope: Scope, { models, uses }: Analysis): boolean {
    const use = uses.get(branch)?.find((one) => one.scope === scope);
    const graph = use === undefined ? undefined : models[use.model];
    const projection = use === undefined || graph === undefined ? undefined : projectionOf(branch, use);
    if (projection === undefined || graph === undefined) {
        return false;
    }
    const { first, from, result } = projection;
    const consumers = consumersOf(graph);
    return consumers.of(from).every((layer) => layer === first || !isWithin(layer.scope, scope)) &&
        consumers.of(result).some((layer) => isWithin(layer.scope, scope) && addsToWhatFollows(layer, result, graph));
}

interface Projection {
    readonly first: Layer;
    readonly from: Value;
    readonly result: Value;
}

/** The layers of a line if they are a shortcut's projection. */
function projectionOf(line: Line, { scope, values: [result] }: Use): Projection | undefined {
    let first: Layer | undefined;
    let value = result;
    let weighted = 0;
    for (let layer = value?.producer; layer?.kind === "layer" && isMadeBy(layer, line, scope); layer = value?.producer) {
        const { traits } = layer.definition;
        const [from, ...others] = worksOn(layer);
        const isPointwise = layer.inference?.windows.every(({ kernel }) => kernel === 1) ?? false;
        weighted += isWeighted(layer) ? 1 : 0;
        if (others.length > 0 || traits.activation || weighted > 1 || (!isPointwise && !traits.pools)) {
            return undefined;
        }
        first = layer;
        value = from;
    }
    return first === undefined || value === undefined || result === undefined || weighted !== 1
        ? undefined
        : { first, from: value, result };
}

/** Whether a layer belongs to a line of a body, or to what the line calls. */
function isMadeBy(layer: Layer, { start, end }: Line, scope: Scope): boolean {
    let { location } = layer;
    let around: Scope | undefined = layer.scope;
    for (; around !== undefined && around !== scope; around = around.parent) {
        ({ location } = around);
    }
    return around === scope && start <= location.span.start && location.span.end <= end;
}

function isWithin(scope: Scope, outer: Scope): boolean {
    for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
        if (one === outer) {
            return true;
        }
    }
    return false;
}

/** Whether a layer adds a value to one that is computed from it. */
function addsToWhatFollows(sum: Layer, value: Value, { layers }: ModelGraph): boolean {
    const producer = value.producer;
    if (sum.definition.traits.merges !== "sum" || producer?.kind !== "layer") {
        return false;
    }
    // Layers come after what they read, so one pass from the sum back to the value suffices.
    const reached = new Set(sum.inputs.filter((input) => input !== value));
    for (let index = sum.index - 1; index > producer.index; index -= 1) {
        const layer = layers[index];
        if (layer?.outputs.some((output) => reached.has(output)) === true) {
            layer.inputs.forEach((input) => reached.add(input));
        }
    }
    return reached.has(value);
}
