import type { Value } from "../graph/graph.ts";
import { isValueArgument } from "../layers/argument-types.ts";
import type { Inference, LayerCall, LayerDefinition } from "../layers/definition.ts";
import type { LayerDemand } from "../layers/demands.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Shape } from "../sizes/shape.ts";
import { isSameSize } from "../sizes/size.ts";

/** A run of a rule. */
export interface KnownInference {
    readonly call: LayerCall;
    readonly inference: Inference;
    readonly problems: readonly LayerProblem[];
    /** Its conditions on dynamic sizes, which every use records again. */
    readonly demands: readonly LayerDemand[];
}

/** Everything that a rule's result depends on. */
export type InferredCall = Omit<LayerCall, "report" | "demand">;

/** A cached result, and the one that was used after it last. */
interface CachedInference {
    readonly definition: LayerDefinition;
    readonly made: KnownInference;
    next: CachedInference | undefined;
    /** Whether it was replaced. Nothing follows it any more, so that it keeps no others alive. */
    isReplaced: boolean;
}

/**
 * Cached results of rules, by layer and the sizes of the first input. Deep networks use few different layers many
 * times, and most layers are unchanged at the next keystroke. A rule's result depends only on arguments and shapes and
 * refers to no graph, so all uses share it. The cache is cleared when it grows too large.
 */
const known = new Map<LayerDefinition, Map<number, CachedInference[]>>();
let count = 0;

/** The result that was used last: most layers follow the same one as in the last round, model or evaluation. */
let latest: CachedInference | undefined;

/** The maximum number of cached results in total, and per layer and key. */
const most = { inAll: 10_000, alike: 16 } as const;

/** A call whose operands may lack a rank. */
export interface BoundInference extends Omit<InferredCall, "inputs"> {
    readonly inputs: readonly Pick<Value, "shape">[];
}

/** The cached result of the same call, if any. */
export function findInference(definition: LayerDefinition, call: BoundInference): KnownInference | undefined {
    const next = latest?.next;
    const found = next !== undefined && !next.isReplaced && next.definition === definition
        && isCallOf(next.made.call, call) ? next : searchInference(definition, call);
    if (found !== undefined) {
        noteLatest(found);
    }
    return found?.made;
}

function searchInference(definition: LayerDefinition, call: BoundInference): CachedInference | undefined {
    const alike = known.get(definition)?.get(sizesKey(call.inputs[0]?.shape));
    if (alike === undefined) {
        return undefined;
    }
    // The most recently found result is the last: it is probably the next one too.
    for (let index = alike.length - 1; index >= 0; index -= 1) {
        const one = alike[index];
        if (one !== undefined && isCallOf(one.made.call, call)) {
            if (index < alike.length - 1) {
                alike.splice(index, 1);
                alike.push(one);
            }
            return one;
        }
    }
    return undefined;
}

function noteLatest(used: CachedInference): void {
    if (latest !== undefined && !latest.isReplaced) {
        latest.next = used;
    }
    latest = used;
}

/**
 * Caches a result without problems. If there are too many with the same key, it replaces the least recently found one.
 */
export function keepInference(definition: LayerDefinition, made: KnownInference): void {
    if (count >= most.inAll) {
        known.clear();
        count = 0;
        latest = undefined;
    }
    const bySizes = known.get(definition) ?? new Map<number, CachedInference[]>();
    known.set(definition, bySizes);
    const key = sizesKey(made.call.inputs[0]);
    const alike = bySizes.get(key) ?? [];
    bySizes.set(key, alike);
    const kept: CachedInference = { definition, made, next: undefined, isReplaced: false };
    if (alike.push(kept) > most.alike) {
        const replaced = alike.shift();
        if (replaced !== undefined) {
            replaced.isReplaced = true;
            replaced.next = undefined;
        }
    } else {
        count += 1;
    }
    noteLatest(kept);
}

/** A number that is equal for equal sizes of the first input, and rarely for others. */
function sizesKey(input: Shape | undefined): number {
    let key = 0;
    for (const { sample } of input ?? []) {
        key = (Math.imul(key, 31) + (sample ?? -1)) | 0;
    }
    return key;
}

/** Whether two calls of one layer are certainly the same, for all sizes of the input. */
export function isSameCall(a: InferredCall, b: InferredCall): boolean {
    return isCallOf(a, { ...b, inputs: b.inputs.map((shape) => ({ shape })) });
}

function isCallOf(a: InferredCall, b: BoundInference): boolean {
    if (a.inputs.length !== b.inputs.length) {
        return false;
    }
    for (let index = 0; index < a.inputs.length; index += 1) {
        const left = a.inputs[index];
        const right = b.inputs[index]?.shape;
        if (left === undefined || right === undefined || !isSameShape(left, right)) {
            return false;
        }
    }
    return areSame(a.arguments, b.arguments) && areSame(a.numbers, b.numbers);
}

function isSameShape(a: Shape, b: Shape): boolean {
    if (a === b) {
        return true;
    }
    for (let axis = 0; axis < a.length; axis += 1) {
        const left = a[axis];
        const right = b[axis];
        if (left === undefined || right === undefined || !isSameSize(left, right)) {
            return false;
        }
    }
    return a.length === b.length;
}

function areSame<Key>(a: ReadonlyMap<Key, unknown>, b: ReadonlyMap<Key, unknown>): boolean {
    if (a === b) {
        return true;
    }
    for (const key of a.keys()) {
        if (!isSameArgument(a.get(key), b.get(key))) {
            return false;
        }
    }
    return a.size === b.size;
}

/** Compares strings and numbers by value, lists by their elements, and values by their producer. */
function isSameArgument(a: unknown, b: unknown): boolean {
    if (Array.isArray(a) && Array.isArray(b)) {
        return a.length === b.length && a.every((element, index) => isSameArgument(element, b[index]));
    }
    return Object.is(a, b) || (isValueArgument(a) && isValueArgument(b) && a.input === b.input
        && a.origin?.layer === b.origin?.layer && isSameShape(a.origin?.input ?? [], b.origin?.input ?? []));
}
