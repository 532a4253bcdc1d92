import type { Block, Call, Model, Node, ShapeClaim, Span } from "../../grammar/syntax-tree.ts";
import type { Shape } from "../sizes/shape.ts";
import type { SizeCondition, SizeTest } from "../sizes/size-condition.ts";
import type { Datum } from "./data.ts";
import type { DemandSource, GraphInput, GraphOutput, Layer, Scope, Value } from "../graph/graph.ts";
import type { AnalysisHost } from "../names/host.ts";
import type { Location } from "../names/location.ts";
import type { NamedThing, Records, Use, UsedNode } from "./records.ts";
import type { ModelProblem, Occurrence, RelatedPlace } from "./problems.ts";
import type { FileScope, FunctionDeclaration } from "./program.ts";
import { DemandList } from "./size-demands.ts";
import type { Trace } from "./trace.ts";

/** Where evaluation stops, with a diagnostic. */
export const limits = { layers: 100_000, steps: 1_000_000, nestedCalls: 200 } as const;

/** A scope of the evaluation that is going on. */
export interface EvaluatedScope extends Scope {
    readonly parent: EvaluatedScope | undefined;
}

/** How many meanings of one name are kept for hover. */
const thingsKept = 8;

/** Thrown to leave evaluation past a limit; caught where a model's evaluation starts. */
export class EvaluationStopped extends Error {}

interface FailedClaim {
    readonly claim: ShapeClaim;
    readonly value: Value;
    readonly axes: readonly number[];
}

/** What the evaluation of one model, or of the lines no model reaches, gathers. */
export class Evaluation {
    readonly layers: Layer[] = [];
    readonly scopes: EvaluatedScope[] = [];
    readonly inputs: GraphInput[] = [];
    readonly outputs: GraphOutput[] = [];
    readonly occurrences: Occurrence[] = [];
    /** What is asked of the free sizes, and what the model's own `require` lines say it is for. */
    readonly demands = new DemandList();
    readonly requirements = new DemandList();
    /** The values that were not what their lines claim, and on which axes. */
    readonly failedClaims: FailedClaim[] = [];
    readonly records: Records;
    /** Files asked for that the host has not looked at yet, and all that were asked for. */
    readonly pending = new Set<string>();
    readonly dependencies = new Set<string>();
    readonly #takenPaths = new Set<string>();
    readonly #sharedPaths = new Set<string>();
    readonly #repeatedPaths = new Map<string, number>();
    #steps = 0;
    #values = 0;
    #depth = 0;
    readonly host: AnalysisHost;
    /** The file analysed: only what stands in it is recorded. */
    readonly uri: string;
    readonly model: number;
    /**
     * Whether this looks at lines that no model reaches: values are unknown, every branch of an `if` is taken, a loop
     * runs once, and blocks are not entered.
     */
    readonly hypothetical: boolean;

    /** Samples that take the place of the file's, by free size. */
    readonly samples: ReadonlyMap<string, number>;
    readonly trace: Trace | undefined;

    constructor(options: {
        readonly host: AnalysisHost;
        readonly uri: string;
        readonly model: number;
        readonly hypothetical: boolean;
        readonly records: Records;
        readonly samples: ReadonlyMap<string, number> | undefined;
        readonly trace?: Trace | undefined;
    }) {
        this.trace = options.trace;
        this.records = options.records;
        this.samples = options.samples ?? new Map();
        this.host = options.host;
        this.uri = options.uri;
        this.model = options.model;
        this.hypothetical = options.hypothetical;
    }

    /** Counts an evaluation step; past the limit, says so and stops. */
    step(span: Span, context: Context): void {
        this.#steps += 1;
        if (this.#steps > limits.steps) {
            this.stop(locate(context, span), scopeOf(context), { code: "step-limit", limit: limits.steps });
        }
    }

    /** Runs `action` one call deeper; past the limit, says so and stops. */
    nested<T>(name: string, location: Location, scope: Scope | undefined, action: () => T): T {
        if (this.#depth >= limits.nestedCalls) {
            this.stop(location, scope, { code: "recursion-limit", name, limit: limits.nestedCalls });
        }
        this.#depth += 1;
        try {
            return action();
        } finally {
            this.#depth -= 1;
        }
    }

    stop(location: Location, scope: Scope | undefined, finding: ModelProblem): never {
        this.report(finding, location, scope);
        throw new EvaluationStopped(finding.code);
    }

    report(
        finding: ModelProblem, location: Location, scope: Scope | undefined, related: readonly RelatedPlace[] = [],
        asked?: SizeTest,
    ): void {
        this.occurrences.push({ location, scope, finding: { source: "model", finding }, related, asked });
    }

    /** Runs `action` without keeping what it reports. */
    quietly<T>(action: () => T): T {
        const { reported } = this;
        const result = action();
        this.forgetSince(reported);
        return result;
    }

    /** How many findings there are so far. */
    get reported(): number {
        return this.occurrences.length;
    }

    /** Drops the findings that came after there were this many. */
    forgetSince(reported: number): void {
        this.occurrences.length = reported;
    }

    addLayer(layer: Layer, location: Location): void {
        if (this.layers.length >= limits.layers) {
            this.stop(location, layer.scope, { code: "layer-limit", limit: limits.layers });
        }
        this.layers.push(layer);
    }

    newValue(shape: Shape | undefined, producer: Layer | GraphInput | undefined, result: number): Value {
        this.#values += 1;
        return { id: this.#values, shape, producer, result };
    }

    /** The value that stands where an error left none. */
    unknownValue(): Value {
        return this.newValue(undefined, undefined, 0);
    }

    record(node: UsedNode, uri: string, use: Use): void {
        this.trace?.recordUse(node, use);
        if (!this.hypothetical && uri === this.uri) {
            append(this.records.uses, node, use);
        }
    }

    recordThing(node: Node, uri: string, scope: Scope | undefined, datum: NamedThing["value"]): void {
        if (this.hypothetical || uri !== this.uri) {
            return;
        }
        if ((this.records.things.get(node)?.length ?? 0) < thingsKept) {
            append(this.records.things, node, { scope, value: datum });
        }
    }

    openScope(scope: Omit<EvaluatedScope, "id">): EvaluatedScope {
        const opened: EvaluatedScope = { ...scope, id: this.scopes.length };
        this.scopes.push(opened);
        return opened;
    }

    /** The path of a step below a scope: a path already taken gets `_2`, `_3`, …. */
    takePath(base: PathBase, step: string): StepPath {
        const free = this.#free(join(base.path, step));
        if (base.path === base.weightPath) {
            return { path: free, weightPath: free };
        }
        const ending = free.slice(join(base.path, "").length);
        return { path: free, weightPath: join(base.weightPath, ending) };
    }

    /** The path that `@path` gives: lines with the same one share weights. */
    takeSharedPath(base: PathBase, step: string): StepPath {
        const weightPath = join(base.weightPath, step);
        if (this.#sharedPaths.has(weightPath) || !this.#takenPaths.has(weightPath)) {
            this.#sharedPaths.add(weightPath);
            return { path: this.#free(join(base.path, step)), weightPath };
        }
        return this.takePath(base, step);
    }

    #free(path: string): string {
        const taken = this.#takenPaths.size;
        if (this.#takenPaths.add(path).size > taken) {
            return path;
        }
        let number = this.#repeatedPaths.get(path) ?? 2;
        while (this.#takenPaths.has(`${path}_${number}`)) {
            number += 1;
        }
        this.#repeatedPaths.set(path, number + 1);
        this.#takenPaths.add(`${path}_${number}`);
        return `${path}_${number}`;
    }
}

/** What a path is continued from: a scope, or a named chain. */
export interface PathBase {
    readonly path: string;
    readonly weightPath: string;
}

export type StepPath = PathBase;

export function join(path: string, step: string): string {
    return path === "" ? step : `${path}.${step}`;
}

/** The names one use of a block, or a model, sees and gives. */
export interface Frame {
    readonly file: FileScope;
    readonly names: Map<string, Datum>;
    readonly functions: Map<string, FunctionDeclaration>;
    /** The use of the block, or the model: what `@path` counts from. Undefined for a file's own lets. */
    readonly scope: EvaluatedScope | undefined;
    readonly kind: "model" | "block" | "file";
    /** The block or model whose body this is; undefined for a file's own lets. */
    readonly node: Block | Model | undefined;
    /** Whether a name may be missing because of an error, a condition or loop count that is not known. */
    uncertain: boolean;
    /** How many findings there were once a `require` of this use of a block had failed; undefined if none has. */
    reportedAtRefusal: number | undefined;
    /** What `return` gave; undefined before it. */
    returned: readonly Value[] | undefined;
}

/** Where statements stand: the body of a block, model or one round of a loop, with its current value. */
export interface BodyState {
    readonly frame: Frame;
    readonly scope: EvaluatedScope;
    /** What the body was given, which `in` names. */
    given: Value | undefined;
    /** The value of the line above. */
    current: Value | undefined;
    /** How many unnamed steps of each kind there were. */
    readonly counters: Map<string, number>;
    readonly inLoop: boolean;
    /** Whether the one unnamed line of a loop's body is named by the round itself. */
    readonly namedByRound: boolean;
}

/** Everything an expression or statement is evaluated with. */
export interface Context {
    readonly evaluation: Evaluation;
    readonly frame: Frame;
    /** Absent for a file's own lets and a function's body. */
    readonly body: BodyState | undefined;
}

export function locate(context: Context, span: Span): Location {
    return { uri: context.frame.file.uri, span: { start: span.start, end: span.end } };
}

/** Reports at a place of the file that is being evaluated. */
export function report(
    context: Context, span: Span, finding: ModelProblem, related: readonly RelatedPlace[] = [],
): void {
    context.evaluation.report(finding, locate(context, span), scopeOf(context), related);
}

/** Reports that a call has too few arguments or too many, which is not known of one that is not closed yet. */
export function reportArguments(
    context: Context, call: Call, span: Span,
    finding: Extract<ModelProblem, { readonly code: "missing-argument" | "too-many-arguments" }>,
): void {
    if (!call.unclosed) {
        report(context, span, finding);
    }
}

/** Reports what the samples of the free sizes do not meet; other sizes may, if it depends on them. */
export function reportUnmet(
    context: Context, span: Span, finding: ModelProblem, asked: SizeTest | undefined,
    related: readonly RelatedPlace[] = [],
): void {
    context.evaluation.report(finding, locate(context, span), scopeOf(context), related, asked);
}

/** Asks a condition of the free sizes it depends on; one that no free size decides is nothing to ask. */
export function demandSizes(
    context: Context, span: Span, condition: SizeCondition, source: () => DemandSource,
): void {
    const { test } = condition;
    if (test !== undefined && !context.evaluation.hypothetical) {
        context.evaluation.demands.add(test, () => ({
            source: source(), location: locate(context, span), scope: scopeOf(context),
        }));
    }
}

/** Keeps what a statement, flow or step gave, with the layer it made or the scope it opened. */
export function recordUse(
    node: UsedNode, values: readonly Value[], context: Context & { readonly body: BodyState }, layer?: Layer,
    opened?: Scope,
): void {
    const { evaluation, frame, body } = context;
    evaluation.record(node, frame.file.uri, { scope: body.scope, model: evaluation.model, values, layer, opened });
}

export function scopeOf(context: Context): EvaluatedScope | undefined {
    return context.body?.scope ?? context.frame.scope;
}

export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
    const list = map.get(key);
    if (list === undefined) {
        map.set(key, [value]);
    } else {
        list.push(value);
    }
}
