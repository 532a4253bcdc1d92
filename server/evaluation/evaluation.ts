import type { MovableSpan } from "../../grammar/change.ts";
import type { Node, Span } from "../../grammar/syntax-tree.ts";
import type { DynamicSize, GraphInput, GraphOutput, Layer, Scope, Value } from "../graph/graph.ts";
import { FailedClaims } from "./failed-claims.ts";
import { Budget, limits } from "../limits.ts";
import type { AnalysisHost } from "../names/host.ts";
import type { Location } from "../names/location.ts";
import type { Shape } from "../sizes/shape.ts";
import type { SizeTest } from "../sizes/size-condition.ts";
import { StepPaths } from "./paths.ts";
import type { ModelProblem, Occurrence, RelatedPlace } from "./problems.ts";
import type { ConstantValues, NamedThing, Records, Use, UsedNode } from "./records.ts";
import { DemandList } from "./size-demands.ts";
import type { Trace } from "./trace.ts";

/** What takes longer than an expression, in steps. */
export const work = {
    /** A round of a loop, which has a scope. */
    round: 4,
    /** A finding, which is grouped and worded later. */
    finding: 10,
    /** So many elements of a list, or characters of a string, that are copied or compared. */
    elementsPerStep: 32,
    /** So many characters of a layer's path and of those it reads, or of a scope's path and arguments. */
    pathCharactersPerStep: 32,
} as const;

/** What one level of nesting puts on the stack, at most, in frames of average size. */
export const frames = { expression: 9, body: 4, flow: 9, branch: 14, call: 14, constant: 18 } as const;

/** A scope of the current evaluation. */
export interface EvaluatedScope extends Scope {
    readonly parent: EvaluatedScope | undefined;
    results: readonly Value[];
}

/** The maximum number of values of one name that are kept for hover, per model: more than any published network has. */
export const thingsKept = 1000;

/** Thrown to stop evaluation at a limit; caught where a model's evaluation starts. */
export class EvaluationStopped extends Error {}

/** A call of a block or function, and the number of findings before it. */
interface NestedCall {
    readonly name: string;
    readonly location: Location;
    readonly scope: Scope | undefined;
    readonly reported: number;
}

/** The results of evaluating one model, or the lines that no model reaches. */
export class Evaluation {
    readonly layers: Layer[] = [];
    readonly scopes: EvaluatedScope[] = [];
    readonly inputs: GraphInput[] = [];
    readonly outputs: GraphOutput[] = [];
    /** The first declarations of their names. */
    readonly dynamicSizes = new Map<string, DynamicSize>();
    readonly inputsByName = new Map<string, GraphInput>();
    readonly outputsByName = new Map<string, GraphOutput>();
    readonly occurrences: Occurrence[] = [];
    /** The conditions on the dynamic sizes, and those of the model's own `require` lines. */
    readonly demands = new DemandList();
    readonly requirements = new DemandList();
    /** The work of finding the layers that led to wrong sizes. */
    readonly causes = new Budget(limits.causeSteps);
    /** The work of comparing unknown names with those of the file, and which of them were compared. */
    readonly #comparisons = new Budget(limits.comparedNames);
    readonly #compared = new Map<string, boolean>();
    readonly failedClaims = new FailedClaims((layers) => {
        this.countSteps(layers);
    });
    readonly records: Records;
    readonly constants: ConstantValues;
    /** Requested files that the host has not read yet, and all requested files. */
    readonly pending = new Set<string>();
    readonly dependencies = new Set<string>();
    /** The names looked up in the analysed file outside bodies, and whether one was not found. */
    readonly namesRead = new Set<string>();
    hasUnresolvedName = false;
    /** Copies of spans of the analysed file, which move when its text changes before them. */
    readonly spans: MovableSpan[] = [];
    readonly #locations = new Map<Span, Location>();
    readonly paths = new StepPaths();
    readonly #budget: Budget;
    /** The steps of this evaluation alone. */
    ownSteps = 0;
    #frames = 0;
    #values = 0;
    /** The current calls of blocks and functions, outermost first. */
    readonly #calls: NestedCall[] = [];
    /** The number of unknown conditions around the current expression. */
    #undecided = 0;
    #isStopped = false;
    readonly #reportedOnce = new Set<string>();
    readonly host: AnalysisHost;
    /** The analysed file: only its own lines are recorded. */
    readonly uri: string;
    readonly model: number;
    /**
     * Whether this evaluates lines that no model reaches: values are unknown, all branches of an `if` are taken, a loop
     * runs once, and blocks are not entered.
     */
    readonly hypothetical: boolean;

    /** Values of dynamic sizes that replace the defaults in the file. */
    readonly samples: ReadonlyMap<string, number>;
    readonly trace: Trace | undefined;

    constructor(options: {
        readonly host: AnalysisHost;
        readonly uri: string;
        readonly model: number;
        readonly hypothetical: boolean;
        readonly records: Records;
        readonly constants: ConstantValues;
        readonly samples: ReadonlyMap<string, number> | undefined;
        readonly trace?: Trace | undefined;
        /** The steps of this and other evaluations, which the limit is for. */
        readonly budget: Budget;
    }) {
        this.#budget = options.budget;
        this.trace = options.trace;
        this.records = options.records;
        this.constants = options.constants;
        this.samples = options.samples ?? new Map();
        this.host = options.host;
        this.uri = options.uri;
        this.model = options.model;
        this.hypothetical = options.hypothetical;
    }

    /** The location of a node in a file, with a copy of its span: one for all uses of the node. */
    locate(uri: string, node: Span): Location {
        const known = this.#locations.get(node);
        if (known !== undefined) {
            return known;
        }
        const span = { start: node.start, end: node.end };
        if (uri === this.uri) {
            this.spans.push(span);
        }
        const location = { uri, span };
        this.#locations.set(node, location);
        return location;
    }

    /** Records that a name was looked up in a file's declarations. */
    noteName(name: string, uri: string, isDeclared: boolean): void {
        if (uri === this.uri) {
            this.namesRead.add(name);
            this.hasUnresolvedName ||= !isDeclared;
        }
    }

    /** Counts evaluation steps; false if the limit is exceeded. */
    countSteps(count: number): boolean {
        this.ownSteps += count;
        return this.#budget.spend(count);
    }

    /** Whether an unknown name may be compared with others, for a suggestion: always the same for one name. */
    mayCompare(name: string, others: number): boolean {
        const isAllowed = this.#compared.get(name) ?? this.#comparisons.spend(others);
        this.#compared.set(name, isAllowed);
        return isAllowed;
    }

    /** Counts frames that are now on the stack; past the limit, reports the innermost call and stops. */
    enter(count: number): void {
        this.#frames += count;
        const innermost = this.#calls.at(-1);
        if (this.#frames > limits.frames && innermost !== undefined) {
            this.#stopRecursion(innermost, this.#calls.length);
        }
    }

    /** Counts frames that are not on the stack any more. */
    leave(count: number): void {
        this.#frames -= count;
    }

    /** Runs `action` until it ends or stops at a limit, which is then already reported; returns whether it ended. */
    untilStopped(action: () => void): boolean {
        const before = this.#frames;
        try {
            action();
            return true;
        } catch (error) {
            if (!(error instanceof EvaluationStopped)) {
                throw error;
            }
            this.#frames = before;
            return false;
        }
    }

    /** Whether a limit was reached, so that the rest was not evaluated. */
    get isStopped(): boolean {
        return this.#isStopped;
    }

    /** Runs `action` one call deeper; past the limit, reports it and stops. */
    nested<T>(name: string, location: Location, scope: Scope | undefined, action: () => T): T {
        const call: NestedCall = { name, location, scope, reported: this.reported };
        if (this.#calls.length >= limits.nestedCalls) {
            this.#stopRecursion(call, limits.nestedCalls);
        }
        this.#calls.push(call);
        try {
            return action();
        } finally {
            this.#calls.pop();
        }
    }

    /** Runs `action`, which evaluates what an unknown condition may choose. */
    undecided<T>(action: () => T): T {
        this.#undecided += 1;
        try {
            return action();
        } finally {
            this.#undecided -= 1;
        }
    }

    /** Whether a call of this name would repeat one that an unknown condition may end. */
    mayEnd(name: string): boolean {
        return this.#undecided > 0 && this.#calls.some((call) => call.name === name);
    }

    /** Runs `action`, which evaluates a let of a file. */
    within(name: string, location: Location, action: () => void): void {
        this.#calls.push({ name, location, scope: undefined, reported: this.reported });
        try {
            action();
        } finally {
            this.#calls.pop();
        }
    }

    /** Reports endless recursion at its start, and drops the findings inside it, which are consequences. */
    #stopRecursion(call: NestedCall, limit: number): never {
        const [first, repeated = call] = this.#calls.filter(({ name }) => name === call.name);
        if (first !== undefined) {
            this.forgetSince(first.reported);
        }
        const { name, location, scope } = repeated;
        if (!this.#isStopped) {
            this.report({ code: "recursion-limit", name, limit }, location, undefined,
                first === undefined || scope === undefined
                    ? []
                    : [{ ...first.location, role: "use", label: scope.label }]);
        }
        this.#isStopped = true;
        throw new EvaluationStopped("recursion-limit");
    }

    stop(location: Location, scope: Scope | undefined, finding: ModelProblem): never {
        // What is evaluated after that, such as further lets of the file, stops at once.
        if (!this.#isStopped) {
            this.report(finding, location, scope);
        }
        this.#isStopped = true;
        throw new EvaluationStopped(finding.code);
    }

    report(
        finding: ModelProblem, location: Location, scope: Scope | undefined, related: readonly RelatedPlace[] = [],
        demanded?: SizeTest,
    ): void {
        this.countSteps(work.finding);
        this.occurrences.push({ location, scope, finding: { source: "model", finding }, related, demanded });
    }

    /** Reports the first finding of this code. */
    reportOnce(finding: ModelProblem, location: Location, scope: Scope | undefined): void {
        if (!this.#reportedOnce.has(finding.code)) {
            this.#reportedOnce.add(finding.code);
            this.report(finding, location, scope);
        }
    }

    /** Runs `action` without keeping its findings. */
    quietly<T>(action: () => T): T {
        const { reported } = this;
        const result = action();
        this.forgetSince(reported);
        return result;
    }

    /** The number of findings so far. */
    get reported(): number {
        return this.occurrences.length;
    }

    /** Drops the findings after the first `reported` ones. */
    forgetSince(reported: number): void {
        this.occurrences.length = reported;
    }

    addLayer(layer: Layer, location: Location): void {
        if (this.layers.length >= limits.layers) {
            this.stop(location, layer.scope, { code: "layer-limit", limit: limits.layers });
        }
        const read = layer.inputs.reduce((sum, { producer }) => sum + (producer?.kind === "layer" ? producer.path.length : 0), 0);
        this.#countPath(layer.path.length + read, location, layer.scope);
        this.layers.push(layer);
    }

    addInput(input: GraphInput): void {
        this.inputs.push(input);
        if (!this.inputsByName.has(input.name)) {
            this.inputsByName.set(input.name, input);
        }
    }

    addOutput(output: GraphOutput): void {
        this.outputs.push(output);
        if (!this.outputsByName.has(output.name)) {
            this.outputsByName.set(output.name, output);
        }
    }

    newValue(shape: Shape | undefined, producer: Layer | GraphInput | undefined, result: number): Value {
        this.#values += 1;
        return { id: this.#values, shape, producer, result };
    }

    /** The results of a layer: mostly one. */
    newValues(shapes: readonly (Shape | undefined)[], layer: Layer): readonly Value[] {
        return shapes.length === 1
            ? [this.newValue(shapes[0], layer, 0)]
            : shapes.map((shape, result) => this.newValue(shape, layer, result));
    }

    /** A value in place of one that an error left missing. */
    unknownValue(): Value {
        return this.newValue(undefined, undefined, 0);
    }

    record(node: UsedNode, uri: string, use: Use): void {
        this.trace?.recordUse(node, use);
        if (!this.hypothetical && uri === this.uri) {
            append(this.records.uses, node, use);
        }
    }

    /** Whether a further value of a name is kept. */
    keepsThing(node: Node, uri: string): boolean {
        return !this.hypothetical && uri === this.uri && (this.records.things.get(node)?.length ?? 0) < thingsKept;
    }

    recordThing(node: Node, uri: string, scope: Scope | undefined, datum: NamedThing["value"]): void {
        if (this.hypothetical || uri !== this.uri) {
            return;
        }
        const known = this.records.things.get(node);
        if (known === undefined) {
            this.records.things.set(node, [{ scope, value: datum }]);
        } else if (known.length < thingsKept) {
            known.push({ scope, value: datum });
        }
    }

    openScope(
        { kind, path, weightPath, label, call, parent, location, definition, round }:
        Omit<EvaluatedScope, "id" | "input" | "results">,
        input?: Value,
    ): EvaluatedScope {
        const opened: EvaluatedScope = {
            kind, id: this.scopes.length, path, weightPath, label, call, parent, location, definition, round, input,
            results: [],
        };
        const labels = (call?.arguments ?? []).reduce((sum, argument) => sum + argument.length, label.length);
        // A model has no path, and is evaluated also when its file is out of steps.
        if (parent !== undefined) {
            this.#countPath(path.length + labels, location, parent);
        }
        this.scopes.push(opened);
        return opened;
    }

    /** Counts the characters of a path; past the limit of steps, reports it and stops. */
    #countPath(characters: number, location: Location, scope: Scope | undefined): void {
        if (!this.countSteps(Math.floor(characters / work.pathCharactersPerStep))) {
            this.stop(location, scope, { code: "step-limit", limit: limits.steps });
        }
    }
}

export function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
    const list = map.get(key);
    if (list === undefined) {
        map.set(key, [value]);
    } else {
        list.push(value);
    }
}
