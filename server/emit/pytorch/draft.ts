import type { Argument, Block, Body, Model, Step } from "../../../grammar/syntax-tree.ts";
import { evaluate, fromLiteral, isLiteral, type PythonValue } from "../../python/evaluate.ts";
import { name, type Expression, type PythonLiteral } from "../../python/syntax.ts";
import { equal } from "../../python/traversal.ts";
import { pythonName } from "../../python/names.ts";
import type { Trace } from "../../evaluation/trace.ts";
import type { Scope } from "../../graph/graph.ts";
import type { Bindings } from "./bindings.ts";
import {
    at, type ForwardNode, type Holder, type InitNode, type ModuleClasses, type PlannedExpression, type PlannedValue,
    type Symbol,
} from "./plan.ts";

/** The input of planning a class. */
export interface ClassContext {
    readonly trace: Trace;
    readonly node: Block | Model;
    /** The uses of the block that are planned together, or the model's scope. */
    readonly uses: readonly Scope[];
    /** Whether numbers are written as literals instead of the source's expressions. */
    readonly isLiteral: boolean;
    readonly classes: ModuleClasses;
    readonly planner: Planner;
}

/** The mutually recursive parts of the planner: bodies contain flows, whose steps contain bodies. */
export interface Planner {
    /** Plans a body's statements in order, up to a `return`. */
    body(draft: Draft, body: Body | undefined, environment: Environment): Environment;
    /** Plans a value argument. */
    argument(draft: Draft, argument: Argument, input: PlannedValue | undefined, environment: Environment): PlannedValue;
    /** Plans steps as one module; undefined if a step needs more than a module. */
    row(draft: Draft, steps: readonly Step[], source: PlannedValue, environment: Environment): PlannedRow | undefined;
}

/** Steps as a module, and their result. */
export interface PlannedRow {
    readonly module: Expression;
    readonly result: PlannedValue;
}

/** The state before a statement. */
export interface Environment {
    /** The uses, or rounds, that are planned together, by their innermost scope. */
    readonly instances: readonly Scope[];
    readonly names: Bindings;
    /** The value of the previous line. */
    readonly current: PlannedValue | undefined;
    /** The value of `in`. */
    readonly input: PlannedValue | undefined;
    readonly holder: Holder;
    /** Whether only an expression is possible here, no statement of `__init__`. */
    readonly isExpression: boolean;
    readonly returned: readonly PlannedValue[] | undefined;
}

/**
 * A class that is being planned. What cannot be written is added to `failures`, and planning continues: the caller
 * checks them and tries another way.
 */
export class Draft {
    readonly context: ClassContext;
    readonly failures: string[];
    readonly init: InitNode[] = [];
    readonly forward: ForwardNode[] = [];
    /** The conditions in the class so far. */
    readonly tests: Expression[];
    /** A model's inputs. */
    readonly inputs: { readonly name: string; readonly value: PlannedValue }[];
    readonly #symbols: Map<string, Symbol>;
    readonly #registered: Map<Holder, Map<string, Expression>>;
    /** What takes back the changes of a trial to what it shares; undefined outside of trials. */
    readonly #undo: (() => void)[] | undefined;

    private constructor(context: ClassContext, from?: Draft, isTrial = false) {
        this.context = context;
        this.failures = from === undefined || isTrial ? [] : from.failures;
        this.tests = from?.tests ?? [];
        this.inputs = from?.inputs ?? [];
        this.#symbols = from === undefined ? new Map<string, Symbol>() : from.#symbols;
        this.#registered = isTrial && from !== undefined
            ? from.#registered
            : new Map([...from?.registered ?? []].map(([holder, parts]) => [holder, new Map(parts)]));
        this.#undo = isTrial ? [] : from === undefined ? undefined : from.#undo;
    }

    static of(context: ClassContext): Draft {
        return new Draft(context);
    }

    /** A draft for one branch of an `if`, or for a loop's body. */
    branch(): Draft {
        return new Draft(this.context, this);
    }

    /**
     * Returns the result of `plan` and adds its statements, or undefined, without a change, if it cannot be written.
     */
    attempt<T>(plan: (draft: Draft) => T | undefined): T | undefined {
        if (this.context.classes.steps.isExceeded) {
            return undefined;
        }
        const trial = new Draft(this.context, this, true);
        const tests = this.tests.length;
        const result = plan(trial);
        if (result === undefined || trial.failures.length > 0) {
            this.tests.length = tests;
            trial.#undo?.toReversed().forEach((undo) => { undo(); });
            return undefined;
        }
        this.init.push(...trial.init);
        this.forward.push(...trial.forward);
        trial.#undo?.forEach((undo) => this.#undo?.push(undo));
        return result;
    }

    /** Counts work; past the limit, nothing can be written any more. */
    spend(work: number): boolean {
        const isKept = this.context.classes.steps.spend(work);
        if (!isKept) {
            this.fail("the limit of steps is reached");
        }
        return isKept;
    }

    fail(reason: string): void {
        this.failures.push(reason);
    }

    get symbols(): ReadonlyMap<string, Symbol> {
        return this.#symbols;
    }

    get registered(): ReadonlyMap<Holder, ReadonlyMap<string, Expression>> {
        return this.#registered;
    }

    /** Keeps the registrations of branches. */
    keepRegistered(branch: Draft): void {
        for (const [holder, parts] of branch.#registered) {
            for (const [path, value] of parts) {
                this.#addPart(holder, path, value);
            }
        }
    }

    /** Registers a part at a path; the same part may already be registered. */
    register(holder: Holder, path: string, value: Expression, isParameter: boolean): void {
        const known = this.#registered.get(holder)?.get(path);
        if (known === undefined) {
            this.#addPart(holder, path, value);
            this.init.push({ kind: "member", path, value, isParameter });
        } else if (!equal(known, value)) {
            this.fail(`different parts at ${path}`);
        }
    }

    #addPart(holder: Holder, path: string, value: Expression): void {
        const parts = this.#registered.get(holder) ?? new Map<string, Expression>();
        this.#registered.set(holder, parts);
        if (!parts.has(path)) {
            parts.set(path, value);
            this.#undo?.push(() => parts.delete(path));
        }
    }

    #setSymbol(key: string, symbol: Symbol): void {
        const before = this.#symbols.get(key);
        this.#symbols.set(key, symbol);
        this.#undo?.push(() => {
            if (before === undefined) {
                this.#symbols.delete(key);
            } else {
                this.#symbols.set(key, before);
            }
        });
    }

    /** Adds a name to `__init__`, or a different one if it is taken, and returns it. */
    addSymbol(symbol: Symbol): Expression {
        const preferred = pythonName(symbol.name);
        let free = preferred;
        for (let number = 2; this.#symbols.has(free); number += 1) {
            free = `${preferred}_${number}`;
        }
        this.#setSymbol(free, { ...symbol, name: free });
        return name(free);
    }

    /** Adds a loop's variable, which may share the name of another loop's variable. */
    addLoopVariable(variable: string, values: ReadonlyMap<Scope, PythonLiteral>): Expression {
        const known = this.#symbols.get(pythonName(variable));
        if (known?.kind === "loop") {
            this.#setSymbol(known.name, { ...known, values: new Map([...known.values, ...values]) });
            return name(known.name);
        }
        return this.addSymbol({ name: variable, kind: "loop", of: undefined, default: undefined, values });
    }

    /** Adds a variable's values in further scopes. */
    setValues(variable: string, values: ReadonlyMap<Scope, PythonLiteral>): void {
        const known = this.#symbols.get(variable);
        if (known !== undefined) {
            this.#setSymbol(variable, { ...known, values: new Map([...known.values, ...values]) });
        }
    }

    /** The value of an expression in one use, as Python computes it. */
    evaluate(expression: PlannedExpression, scope: Scope): PythonValue | undefined {
        const literalOf = (value: PythonLiteral | undefined): PythonValue | undefined =>
            (value === undefined ? undefined : fromLiteral(value));
        return evaluate(expression, {
            name: (one) => {
                const symbol = this.#symbols.get(one);
                const { constants } = this.context.classes;
                return literalOf(symbol === undefined ? constants.get(one) : at(symbol.values, scope));
            },
            reference: (one) => {
                if (one.kind === "reference" && one.to.kind === "stored") {
                    const symbol = this.#symbols.get(one.to.name);
                    return literalOf(symbol === undefined ? undefined : at(symbol.values, scope));
                }
                return shapeEntry(one, scope);
            },
            function: (one) => this.context.classes.functions.get(one),
        });
    }

    /** Whether an expression has the expected value in every use. */
    hasValues(
        expression: PlannedExpression, expected: ReadonlyMap<Scope, PythonLiteral>, instances: readonly Scope[],
    ): boolean {
        return instances.every((scope) => {
            const value = at(expected, scope);
            return value !== undefined && isLiteral(this.evaluate(expression, scope), value);
        });
    }
}

/** `x.shape[2]` at the default sizes. */
function shapeEntry(expression: PlannedExpression, scope: Scope): PythonValue | undefined {
    if (expression.kind !== "subscript" || expression.object.kind !== "attribute") {
        return undefined;
    }
    const { object: value, attribute } = expression.object;
    const [index] = expression.index;
    if (
        attribute !== "shape" || value.kind !== "reference" || value.to.kind !== "value" || index?.kind !== "literal" ||
        typeof index.value !== "number"
    ) {
        return undefined;
    }
    const size = at(value.to.values, scope)?.shape?.[index.value - 1]?.sample;
    return size === undefined ? undefined : fromLiteral(size);
}
