import type { Identifier, Input, Line, Output, Span } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import type { Layer, ModelGraph, Scope, Value } from "../../graph/graph.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { Location } from "../../names/location.ts";
import type { Use } from "../../evaluation/records.ts";
import { livenessOf, type Liveness } from "../../graph/liveness.ts";
import { consumersOf } from "../../graph/consumers.ts";
import { defineCheck, type Found } from "../check.ts";
import { removeStatement } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { isSettled } from "../settled.ts";
import { plural, text } from "../../text.ts";

/**
 * A value that no output depends on. A dead branch is reported once, on its last line; in a block, only if it is dead
 * in every use. The name `_` marks it as intentional.
 */
export const unusedValue = defineCheck({
    code: "unused-value",
    severity: "warning",
    unnecessary: true,
    message: ({ what, name, layers }: UnusedValue) => {
        switch (what) {
            case "input":
                return text("input `{name}` is never read", { name });
            case "name":
            case "result":
                return text("`{name}` is never read", { name });
            case "line":
                return name === ""
                    ? plural(
                        layers, "the result of this line reaches no output",
                        "the result of this line reaches no output, so {layers} layers compute in vain", { layers },
                    )
                    : plural(
                        layers, "`{name}` reaches no output",
                        "`{name}` reaches no output, so {layers} layers compute in vain", { name, layers },
                    );
        }
    },
    help: ({ what }: UnusedValue) => {
        switch (what) {
            case "input":
            case "name":
                return text("use it, or delete it");
            case "result":
                return text("use it, or write `_` in its place");
            case "line":
                return text("use it, name it `_`, or delete it");
        }
    },
    *inModel(graph, analysis) {
        if (isSettled(analysis)) {
            yield* deadResults(graph, analysis);
            yield* unreadInputs(graph, analysis);
        }
    },
    *inFile(analysis) {
        if (isSettled(analysis)) {
            yield* unreadNames(analysis);
        }
    },
});

interface UnusedValue {
    readonly what: "line" | "result" | "name" | "input";
    /** "" for a line without a name. */
    readonly name: string;
    /** The number of layers that lead only there. */
    readonly layers: number;
}

type FoundUnused = Found<UnusedValue>;

function* deadResults(graph: ModelGraph, analysis: Analysis): Generator<FoundUnused> {
    const liveness = livenessOf(graph);
    const { unread } = liveness;
    if (unread.size === 0) {
        return;
    }
    const model = analysis.models.indexOf(graph);
    const lines = linesOf(unread, model, analysis);
    const deadAlways = new Map<readonly Use[], boolean>();
    const reported = new Set<Layer>();
    for (const value of unread) {
        const { producer } = value;
        const binding = lines.get(value);
        if (producer?.kind !== "layer" || (binding === undefined && producer.location.uri !== analysis.uri)) {
            continue;
        }
        const isLive = liveness.reachesOutput(producer);
        const name = binding?.line.kind === "line" ? binding.line.names[binding.index] : binding?.line.name;
        const uses = analysis.uses.get(binding?.line ?? producer.node) ?? [];
        const index = binding?.index ?? value.result;
        const isDeadAlways = (index === 0 ? deadAlways.get(uses) : undefined) ??
            uses.every((use) => isDead(use.values[index], analysis.models[use.model]));
        if (index === 0) {
            deadAlways.set(uses, isDeadAlways);
        }
        if (name?.text === "_" || !isDeadAlways || (isLive && name === undefined)) {
            continue;
        }
        const branch = isLive ? [] : deadBranch(producer, liveness, reported);
        yield {
            location: placeOf(
                producer, binding?.line, isLive || (binding?.index ?? 0) > 0 ? name : undefined, analysis,
            ),
            scope: binding?.use.scope ?? producer.scope,
            facts: { what: isLive ? "result" : "line", name: name?.text ?? "", layers: branch.length },
            fixes: () => binding?.line.kind === "line"
                ? withoutValue(binding.line, name, branch, isLive, analysis)
                : [],
        };
    }
}

interface LineOfValue {
    readonly line: Line | Output;
    readonly index: number;
    readonly use: Use;
    readonly depth: number;
}

/** The outermost line with each value: the result of a block belongs to the line that uses it. */
function linesOf(
    values: ReadonlySet<Value>, model: number, { uses }: Analysis,
): ReadonlyMap<Value, LineOfValue> {
    const lines = new Map<Value, LineOfValue>();
    for (const [line, all] of uses) {
        if (line.kind !== "line" && line.kind !== "output") {
            continue;
        }
        for (const use of all) {
            for (const [index, value] of use.values.entries()) {
                if (use.model === model && values.has(value)) {
                    const depth = depthOf(use.scope);
                    const before = lines.get(value);
                    if (before === undefined || depth < before.depth) {
                        lines.set(value, { line, index, use, depth });
                    }
                }
            }
        }
    }
    return lines;
}

function depthOf(scope: Scope): number {
    let depth = 0;
    for (let outer = scope.parent; outer !== undefined; outer = outer.parent) {
        depth += 1;
    }
    return depth;
}

/** Whether no output depends on a value. */
function isDead(value: Value | undefined, graph: ModelGraph | undefined): boolean {
    return value === undefined || graph === undefined || livenessOf(graph).unread.has(value) ||
        (value.producer?.kind === "layer" && !livenessOf(graph).reachesOutput(value.producer));
}

/** The layers that lead only to a layer that reaches no output, other than those reported before. */
function deadBranch(last: Layer, liveness: Liveness, reported: Set<Layer>): readonly Layer[] {
    const branch: Layer[] = [];
    const waiting = [last];
    for (let layer = waiting.pop(); layer !== undefined; layer = waiting.pop()) {
        if (reported.has(layer) || liveness.reachesOutput(layer)) {
            continue;
        }
        reported.add(layer);
        branch.push(layer);
        for (const { producer } of layer.inputs) {
            if (producer?.kind === "layer") {
                waiting.push(producer);
            }
        }
    }
    return branch;
}

/** The name of one of several values, otherwise the line below its decorators, otherwise the layer itself. */
function placeOf(
    layer: Layer, line: Line | Output | undefined, name: Identifier | undefined, { uri }: Analysis,
): Location {
    const first = line?.kind === "line" ? line.names[0] : undefined;
    const span: Span | undefined = name ?? (line === undefined
        ? undefined
        : { start: first?.start ?? line.flow?.start ?? line.start, end: line.flow?.end ?? line.end });
    return span === undefined ? layer.location : { uri, span: { start: span.start, end: span.end } };
}

/** Removes the line if it has no other content and nothing reads its name, or names the value `_`. */
function withoutValue(
    line: Line, name: Identifier | undefined, branch: readonly Layer[], isLive: boolean, analysis: Analysis,
): readonly Fix[] {
    const { file, names: { names }, uri } = analysis;
    const named: Fix = {
        title: text("Rename to `_` (intentionally unused)"),
        edits: [name === undefined
            ? { span: { start: line.flow.start, end: line.flow.start }, text: "_ = " }
            : { span: { start: name.start, end: name.end }, text: "_" }],
        preferred: isLive,
    };
    const isOnLine = ({ location }: Layer): boolean =>
        location.uri === uri && location.span.start >= line.start && location.span.end <= line.end;
    const owner = file.tree.items.find((item) => item.start <= line.start && line.end <= item.end);
    const isRead = owner === undefined || line.names.some((one) => one.text !== "_" && names.isRead(one, owner));
    return isLive || line.names.length > 1 || isRead || !branch.every(isOnLine)
        ? [named]
        : [{ title: text("Remove the line"), edits: removeStatement(file, line), preferred: true }, named];
}

function* unreadInputs(graph: ModelGraph, { file, names: { names }, uri }: Analysis): Generator<FoundUnused> {
    const consumers = consumersOf(graph);
    for (const input of graph.inputs) {
        if (input.location.uri !== uri || consumers.of(input.value).length > 0 || consumers.isOutput(input.value)) {
            continue;
        }
        const { start, end } = input.location.span;
        const model = file.tree.items.find((item) => item.start <= start && end <= item.end);
        const statement = nodePathAt(file.tree, input.nameSpan.start).find((node) => node.kind === "input");
        if (model !== undefined && statement !== undefined &&
            !namesOf(statement).some((name) => names.isRead(name, model))) {
            const span = { start: input.nameSpan.start, end: input.nameSpan.end };
            yield { location: { uri, span }, scope: undefined, facts: { what: "input", name: input.name, layers: 0 } };
        }
    }
}

/** The name of an input and those of its dynamic sizes. */
function namesOf({ name, dimensions }: Input): readonly Identifier[] {
    return [name, ...dimensions.map((dimension) => dimension.name)].filter((one) => one !== undefined);
}

/** Additional names of a named value that are never read. */
function* unreadNames({ file, names: { names }, uri, uses }: Analysis): Generator<FoundUnused> {
    for (const line of uses.keys()) {
        if (line.kind !== "line" || line.flow.steps.length > 0) {
            continue;
        }
        const [name] = line.names;
        const owner = name === undefined
            ? undefined
            : file.tree.items.find((item) => item.start <= name.start && name.end <= item.end);
        if (name === undefined || owner === undefined || owner.kind === "import") {
            continue;
        }
        if (name.text !== "_" && !names.isRead(name, owner)) {
            yield {
                location: { uri, span: { start: name.start, end: line.end } },
                scope: undefined,
                facts: { what: "name", name: name.text, layers: 0 },
                fixes: () => [{ title: text("Remove the line"), edits: removeStatement(file, line), preferred: true }],
            };
        }
    }
}
