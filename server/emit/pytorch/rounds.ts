import type { For, Repeat } from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import { pythonName } from "../../python/names.ts";
import { call, literal, name, tuple, type Expression, type PythonLiteral } from "../../python/syntax.ts";
import { equal } from "../../python/traversal.ts";
import { withBindings, type Binding } from "./bindings.ts";
import type { Draft, Environment } from "./draft.ts";
import { storedExpression } from "./numbers.ts";
import { at, mapScopes, type PlannedExpression } from "./plan.ts";
import { literalOf, sameLiteral, tracedLiterals, translate, translateInit, uniform } from "./translation.ts";

/** The rounds of a loop in each use. */
export function roundsOf(
    draft: Draft, loop: Repeat | For, { instances }: Environment,
): ReadonlyMap<Scope, readonly Scope[]> {
    const { trace } = draft.context;
    const rounds = mapScopes(instances, (scope) => {
        const opened = trace.use(loop, scope)?.opened;
        return opened === undefined ? undefined : trace.rounds(opened);
    });
    if (rounds.size < instances.length) {
        draft.fail("some uses do not reach a loop");
    }
    return rounds;
}

/** Binds a loop's names: to variables if its rounds are planned together, otherwise to their numbers. */
export function bindRound(
    draft: Draft, loop: Repeat | For, environment: Environment, isTogether: boolean,
): Environment {
    const { instances } = environment;
    const bound = (loop.kind === "for" ? loop.names : []).map(({ text }): readonly [string, Binding] => {
        const values = mapScopes(instances, (scope) => draft.context.trace.entered(scope)?.names.get(text));
        const literals = mapScopes(instances, (scope) => literalOf(values.get(scope)));
        if (isTogether) {
            const init = draft.addLoopVariable(text, literals);
            return [text, { kind: "number", values, init, forward: init }];
        }
        const one = uniform(literals, instances);
        const init = one === undefined ? undefined : literal(one);
        return [text, { kind: "number", values, init, forward: init }];
    });
    return { ...environment, names: withBindings(environment.names, bound) };
}

/** Drops the values before the loop of numbers that rounds change. */
export function withoutChanging(draft: Draft, environment: Environment, rounds: readonly Scope[]): Environment {
    const bindings = [...environment.names];
    draft.spend(bindings.length * rounds.length);
    const names = bindings.map(([key, one]): readonly [string, Binding] => {
        const isChanged = one.kind === "number" && one.values.size > 0 && rounds.some((scope) => {
            const entered = literalOf(draft.context.trace.entered(scope)?.names.get(key));
            const before = literalOf(at(one.values, scope));
            return entered === undefined || before === undefined || !sameLiteral(entered, before);
        });
        return [key, isChanged ? { ...one, init: undefined, forward: undefined } : one];
    });
    return { ...environment, names: new Map(names) };
}

/** Whether a loop has the same number of rounds for all arguments of the class. */
export function isFixed(draft: Draft, loop: Repeat | For, environment: Environment): boolean {
    const source = loop.kind === "repeat" ? loop.count : loop.iterable;
    const bounds = source?.kind === "binary" && source.operator === ".." ? [source.left, source.right] : [source];
    return draft.context.isLiteral || bounds.every((bound) => {
        const written = bound === undefined ? undefined : translateInit(draft, bound, environment);
        return written !== undefined && isNumber(written);
    });
}

function isNumber(expression: Expression): boolean {
    return expression.kind === "literal" || (expression.kind === "tuple" && expression.elements.every(isNumber));
}

/** What a loop iterates over, and what each round binds. */
export interface LoopHeader {
    readonly target: Expression;
    readonly init: Expression;
    readonly forward: PlannedExpression;
}

/** `i in range(layers)`; undefined if no expression gives the rounds in all uses. */
export function loopHeader(
    draft: Draft, loop: Repeat | For, environment: Environment, inside: Environment,
): LoopHeader | undefined {
    const source = loop.kind === "repeat" ? loop.count : loop.iterable;
    if (source === undefined) {
        return undefined;
    }
    const traced = tracedLiterals(draft, source, environment.instances);
    const init = translateInit(draft, source, environment) ?? literalHeader(traced, environment);
    if (init === undefined) {
        return undefined;
    }
    const forward = translate(draft, source, "forward", environment) ?? storedExpression(draft, init);
    const names = loop.kind === "repeat" ? [name("_")] : loop.names.map(({ text }) => {
        const binding = inside.names.get(text);
        return binding?.kind === "number" && binding.init !== undefined ? binding.init : name(pythonName(text));
    });
    const [only = name("_")] = names;
    const target = names.length === 1 ? only : tuple(names);
    return loop.kind === "repeat"
        ? { target, init: call("range", [init]), forward: call("range", [forward]) }
        : { target, init: asRange(init), forward: forward.kind === "literal" ? asRange(init) : forward };
}

function literalHeader(
    traced: ReadonlyMap<Scope, PythonLiteral>, { instances }: Environment,
): Expression | undefined {
    const one = uniform(traced, instances);
    return one === undefined ? undefined : literal(one);
}

/** A tuple that counts up from 0 as `range(n)`. */
function asRange(expression: Expression): Expression {
    const value = expression.kind === "literal" ? expression.value : undefined;
    return typeof value === "object" && value.length > 2 && value.every((one, index) => one === index)
        ? call("range", [literal(value.length)])
        : expression;
}

/** Whether a header counts from 0, so that `enumerate` also provides its numbers. */
export function isCount(iterable: PlannedExpression): boolean {
    return iterable.kind === "call" && equal(iterable.callee, name("range")) && iterable.arguments.length === 1;
}
