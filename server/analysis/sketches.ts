import type { Block } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import { bindBlockInput } from "../evaluation/block-calls.ts";
import { locate, type BodyState, type Frame } from "../evaluation/context.ts";
import { unknownDatum } from "../evaluation/data.ts";
import { Evaluation } from "../evaluation/evaluation.ts";
import { Budget, limits } from "../limits.ts";
import { interpreter } from "../evaluation/interpreter.ts";
import type { ConstantValues, Records } from "../evaluation/records.ts";
import type { Scope } from "../graph/graph.ts";
import type { AnalysisHost } from "../names/host.ts";
import type { FileScope } from "../names/program.ts";
import type { Shape } from "../sizes/shape.ts";
import { dynamicSize, unknownAtSample } from "../sizes/size.ts";
import type { Analysis } from "./analysis.ts";

/** The inputs on which an unused block is tried, the most likely first, by the names of their sizes. */
const likelyInputs = [["C", "H", "W"], ["C", "L"], ["C", "D", "H", "W"], ["F"]];

/**
 * Evaluates unused blocks on an input with dynamic sizes, so that their lines have shapes as functions of it.
 * Parameters without a default are unknown. Problems there are not reported: the block may be intended for other
 * inputs.
 */
export function sketchUnusedBlocks(
    file: FileScope, host: AnalysisHost, constants: ConstantValues, uses: Analysis["uses"],
): Analysis["sketches"] {
    const sketches: Records = { uses: new Map(), things: new Map(), calls: new Map() };
    // All sketches of a file share one budget; those beyond it are left out.
    const budget = new Budget(limits.steps);
    for (const item of file.parsed.tree.items) {
        const lines = item.kind === "block" ? descendants(item).filter((node) => node.kind === "line") : [];
        if (item.kind === "block" && lines.length > 0 && !lines.some((line) => uses.has(line))) {
            const { uses: made, things } = sketchBlock(item, file, host, constants, budget);
            addOwn(made, sketches.uses);
            addOwn(things, sketches.things);
        }
    }
    return sketches;
}

/** Adds the records of the sketched block itself, without those of the blocks that it calls. */
function addOwn<Key, Record extends { readonly scope: Scope | undefined }>(
    made: ReadonlyMap<Key, readonly Record[]>, all: Map<Key, Record[]>,
): void {
    for (const [node, records] of made) {
        const own = records.filter(({ scope }) => isOutsideCalls(scope));
        if (own.length > 0) {
            all.set(node, own);
        }
    }
}

/** Whether a scope is the sketched block, outside other blocks, or one of its loops. */
function isOutsideCalls(scope: Scope | undefined): boolean {
    return scope === undefined || scope.parent === undefined || (scope.kind !== "block" && isOutsideCalls(scope.parent));
}

/** The first sketch that suits the layers; if none does, that of the most likely input. */
function sketchBlock(
    block: Block, file: FileScope, host: AnalysisHost, constants: ConstantValues, budget: Budget,
): Records {
    let first: Records | undefined;
    for (const names of likelyInputs) {
        const evaluation = new Evaluation({
            host, uri: file.uri, model: -1, hypothetical: false, constants, samples: undefined, budget,
            records: { uses: new Map(), things: new Map(), calls: new Map() },
        });
        const shape = names.map((name) => unknownAtSample(dynamicSize(name, 1)));
        evaluation.untilStopped(() => { runBlock(block, file, evaluation, shape); });
        first ??= evaluation.records;
        if (!evaluation.occurrences.some(({ finding }) => finding.source === "layer")) {
            return evaluation.records;
        }
    }
    return first ?? { uses: new Map(), things: new Map(), calls: new Map() };
}

function runBlock(block: Block, file: FileScope, evaluation: Evaluation, shape: Shape): void {
    const frame: Frame = {
        file, names: new Map(), functions: new Map(), scope: undefined, kind: "block", node: block, uncertain: false,
        reportedAtRefusal: undefined, returned: undefined,
    };
    const location = locate({ evaluation, interpreter, frame, body: undefined }, block);
    const scope = evaluation.openScope({
        kind: "block", path: "", weightPath: "", label: block.name?.text ?? "", parent: undefined, location,
        definition: undefined, round: undefined,
    });
    const input = evaluation.newValue(shape, undefined, 0);
    const body: BodyState = {
        frame: { ...frame, scope }, scope, input, current: input, counters: new Map(), inLoop: false,
        namedByRound: false,
    };
    const context = { evaluation, interpreter, frame: body.frame, body };
    bindBlockInput(block, input, frame);
    if (block.input !== undefined) {
        evaluation.recordThing(block.input, file.uri, scope, input);
    }
    for (const parameter of block.parameters) {
        frame.names.set(parameter.name.text, parameter.default === undefined
            ? unknownDatum
            : interpreter.evaluateExpression(parameter.default, context));
    }
    if (block.body !== undefined) {
        interpreter.runBody(block.body, context);
    }
}
