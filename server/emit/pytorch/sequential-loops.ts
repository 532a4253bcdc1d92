import type { For, Repeat, Step } from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import { attribute, call, dotted, literal, name, type Expression, type Statement } from "../../python/syntax.ts";
import { equal, namesIn } from "../../python/traversal.ts";
import type { Draft, Environment } from "./draft.ts";
import { bindRound, isFixed, loopHeader, roundsOf, withoutChanging } from "./rounds.ts";
import { PlannedValue, at, channelsOf, mapScopes, type InitNode } from "./plan.ts";

/** A module, and its result's channels as an expression of `__init__`. */
export interface PlannedModule {
    readonly module: Expression;
    readonly channels: Expression | undefined;
}

/** More different rounds become a loop instead of a list of modules. */
const mostRuns = 8;

/** A loop whose rounds are consecutive modules, as `nn.Sequential(…)`; undefined if they are not. */
export function sequentialLoop(
    draft: Draft, loop: Repeat | For, input: PlannedValue, environment: Environment,
): PlannedModule | undefined {
    const statements = (loop.body?.statements ?? []).filter(({ kind }) => kind !== "require");
    const [only] = statements;
    if (
        statements.length !== 1 || only?.kind !== "line" || only.names.some(({ text }) => text !== "_") ||
        only.flow.steps.length === 0 || only.flow.source?.kind === "name" ||
        only.decorators.some((one) => one.name?.text === "path")
    ) {
        return undefined;
    }
    const plan: LoopPlan = { loop, steps: only.flow.steps, rounds: roundsOf(draft, loop, environment), input };
    return draft.attempt((trial) => roundsApart(trial, plan, environment)) ??
        draft.attempt((trial) => repeatedRound(trial, plan, environment)) ??
        draft.attempt((trial) => growingRounds(trial, plan, environment));
}

interface LoopPlan {
    readonly loop: Repeat | For;
    /** The steps of its only line. */
    readonly steps: readonly Step[];
    readonly rounds: ReadonlyMap<Scope, readonly Scope[]>;
    readonly input: PlannedValue;
}

/** Plans the modules of a round, for all instances of the environment at once. */
function planRound(
    draft: Draft, { steps }: LoopPlan, channels: Expression | undefined, around: Environment,
): { readonly module: Expression; readonly result: PlannedValue } | undefined {
    const input = new PlannedValue(
        mapScopes(around.instances, (scope) => draft.context.trace.entered(scope)?.input), channels);
    return draft.context.planner.row(draft, steps, input, { ...around, input, current: input });
}

/** Each round's module, with equal consecutive ones joined. */
function roundsApart(draft: Draft, plan: LoopPlan, environment: Environment): PlannedModule | undefined {
    const counts = new Set([...plan.rounds.values()].map((one) => one.length));
    const [count = 0] = counts;
    if (counts.size !== 1 || !isFixed(draft, plan.loop, environment)) {
        return undefined;
    }
    const runs: { readonly module: Expression; count: number }[] = [];
    let { channels } = plan.input;
    for (let round = 0; round < count; round += 1) {
        const instances = [...plan.rounds.values()].flatMap((all) => all.slice(round, round + 1));
        const around = withoutChanging(draft, { ...environment, instances }, instances);
        const made = planRound(draft, plan, channels, bindRound(draft, plan.loop, around, false));
        if (made === undefined) {
            return undefined;
        }
        const last = runs.at(-1);
        if (last !== undefined && equal(last.module, made.module)) {
            last.count += 1;
        } else {
            runs.push({ module: made.module, count: 1 });
        }
        ({ channels } = made.result);
    }
    const modules = runs.flatMap(({ module, count: equalOnes }) => repeated(module, equalOnes));
    return runs.length > mostRuns ? undefined : { module: call("nn.Sequential", modules), channels };
}

/** Equal modules, as a comprehension if that is shorter. */
function repeated(module: Expression, count: number): readonly Expression[] {
    const isRow = module.kind === "call" && equal(module.callee, dotted("nn.Sequential"));
    return count < (isRow ? 2 : 3)
        ? Array.from({ length: count }, () => module)
        : [starred(module, name("_"), call("range", [literal(count)]))];
}

/** `*[module for target in iterable]` */
function starred(element: Expression, target: Expression, iterable: Expression): Expression {
    return { kind: "starred", value: { kind: "comprehension", element, target, iterable } };
}

/** Rounds from one expression: `nn.Sequential(*[Block(channels) for _ in range(n)])`. */
function repeatedRound(draft: Draft, plan: LoopPlan, environment: Environment): PlannedModule | undefined {
    const { loop, input } = plan;
    const instances = [...plan.rounds.values()].flat();
    const inside = bindRound(
        draft, loop, withoutChanging(draft, { ...environment, instances, isExpression: true }, instances), true);
    const isSame = instances.every((scope) =>
        channelsOf(draft.context.trace.entered(scope)?.input) === channelsOf(at(input.values, scope)));
    const made = planRound(draft, plan, isSame ? input.channels : undefined, inside);
    const header = loopHeader(draft, loop, environment, inside);
    const isKept = !isSame || draft.context.isLiteral || (made?.result.channels !== undefined &&
        input.channels !== undefined && equal(made.result.channels, input.channels));
    if (made === undefined || header === undefined || !isKept) {
        return undefined;
    }
    const target = namesIn(made.module).size > 0 && usesAny(made.module, header.target) ? header.target : name("_");
    return {
        module: call("nn.Sequential", [starred(made.module, target, header.init)]),
        channels: isSame ? input.channels : undefined,
    };
}

function usesAny(expression: Expression, target: Expression): boolean {
    const used = namesIn(expression);
    return [...namesIn(target)].some((one) => used.has(one));
}

/** Rounds with different channels, tracked by a variable. */
function growingRounds(draft: Draft, plan: LoopPlan, environment: Environment): PlannedModule | undefined {
    const { loop, input } = plan;
    if (environment.isExpression || input.channels === undefined || draft.context.isLiteral) {
        return undefined;
    }
    const instances = [...plan.rounds.values()].flat();
    const inside = bindRound(draft, loop, withoutChanging(draft, { ...environment, instances }, instances), true);
    const list = draft.addSymbol({
        name: "layers", kind: "local", of: undefined, default: undefined, values: new Map(),
    });
    const previous = draft.addSymbol({
        name: "previous", kind: "running", of: undefined, default: undefined,
        values: mapScopes(instances, (scope) => channelsOf(draft.context.trace.entered(scope)?.input)),
    });
    const body = draft.branch();
    const made = planRound(body, plan, previous, inside);
    const header = loopHeader(draft, loop, environment, inside);
    const channels = made?.result.channels;
    if (made === undefined || header === undefined || channels === undefined) {
        return undefined;
    }
    draft.init.push(
        statement({ kind: "assign", targets: [list], value: { kind: "list", elements: [] } }),
        statement({ kind: "assign", targets: [previous], value: input.channels }),
        {
            kind: "for", target: header.target, iterable: header.init, body: [
                ...body.init,
                statement({ kind: "expression", value: call(attribute(list, "append"), [made.module]) }),
                statement({ kind: "assign", targets: [previous], value: channels }),
            ],
        });
    const isLocal = usesAny(channels, header.target) || usesAny(channels, previous);
    return {
        module: call("nn.Sequential", [{ kind: "starred", value: list }]),
        channels: isLocal ? undefined : channels,
    };
}

function statement(one: Statement): InitNode {
    return { kind: "statement", statement: one };
}
