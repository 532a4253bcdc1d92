import type { Line, Output, Step } from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import type { Expression } from "../../python/syntax.ts";
import type { Draft, Environment } from "./draft.ts";
import { storedExpression } from "./numbers.ts";
import { mapScopes, type Holder, type MemberReference, type Reference } from "./plan.ts";
import { translate, translateInit } from "./translation.ts";

/** A part that `forward` uses: its reference, and its path in the class if it has one. */
export interface RegisteredPart {
    readonly reference: Reference;
    readonly path: string | undefined;
}

/** Registers the module or parameter of a step as an attribute. */
export function registerPart(
    draft: Draft, step: Step, value: Expression, isParameter: boolean, environment: Environment,
    line: Line | Output | undefined,
): RegisteredPart | undefined {
    return registerAt(draft, pathsOf(draft, step, environment), value, isParameter, environment, line);
}

/** The same with explicit paths, for a part that holds several steps. */
export function registerAt(
    draft: Draft, paths: ReadonlyMap<Scope, string>, value: Expression, isParameter: boolean, environment: Environment,
    line: Line | Output | undefined,
): RegisteredPart | undefined {
    const { holder } = environment;
    const places = [...paths].map(([scope, one]) => withinHolder(one, scope, holder));
    const [path, ...others] = new Set(places);
    const isEverywhere = paths.size === environment.instances.length;
    if (holder.kind === "round" && places.some((one) => one?.includes(".") === true)) {
        draft.fail("parts within parts of a round");
        return undefined;
    }
    if (isEverywhere && path !== undefined && others.length === 0 && (path !== "" || holder.kind === "round")) {
        draft.register(holder, path, value, isParameter);
        return {
            reference: { kind: "member", holder, path, isParameter }, path: holder.kind === "class" ? path : undefined,
        };
    }
    const either = isEverywhere && holder.kind === "class"
        ? registerEither(draft, paths, value, isParameter, environment)
        : undefined;
    if (either !== undefined) {
        return either;
    }
    if (!isParameter && isEverywhere && line !== undefined && places.every((one) => one === undefined)) {
        return registerComputed(draft, paths, value, environment, line);
    }
    draft.fail("paths differ");
    return undefined;
}

/** A part with one of two names, depending on a condition of the class. */
function registerEither(
    draft: Draft, paths: ReadonlyMap<Scope, string>, value: Expression, isParameter: boolean, environment: Environment,
): RegisteredPart | undefined {
    const { instances, holder } = environment;
    const [first, second, ...others] = new Set(paths.values());
    if (first === undefined || second === undefined || others.length > 0 || first === "" || second === "") {
        return undefined;
    }
    const taken = (path: string): ReadonlyMap<Scope, boolean> =>
        mapScopes(instances, (scope) => paths.get(scope) === path);
    const found = [[first, second], [second, first]].flatMap(([then = "", otherwise = ""]) =>
        draft.tests.filter((test) => draft.hasValues(test, taken(then), instances))
            .map((test) => ({ test, then, otherwise })));
    const [chosen] = found;
    if (chosen === undefined) {
        return undefined;
    }
    const { test, then, otherwise } = chosen;
    const member = (path: string) => ({ kind: "member", path, value, isParameter }) as const;
    draft.init.push({ kind: "if", test, then: [member(then)], otherwise: [member(otherwise)] });
    const reached = (path: string): MemberReference => ({ kind: "member", holder, path, isParameter });
    return {
        reference: {
            kind: "either", test: storedExpression(draft, test), then: reached(then), otherwise: reached(otherwise),
        },
        path: undefined,
    };
}

/** A part whose name `@path` computes in each round: `self.add_module(f"layer{i + 1}", …)`. */
function registerComputed(
    draft: Draft, paths: ReadonlyMap<Scope, string>, value: Expression, environment: Environment, line: Line | Output,
): RegisteredPart | undefined {
    const decorator = line.decorators.find((one) => one.name?.text === "path");
    const pieces = decorator?.arguments.map(({ value: piece }) => {
        if (piece.kind === "flow") {
            return undefined;
        }
        return piece.kind === "string"
            ? { init: piece.value, forward: piece.value }
            : {
                init: translateInit(draft, piece, environment),
                forward: translate(draft, piece, "forward", environment),
            };
    });
    const init = pieces?.flatMap((piece) => piece?.init ?? []);
    const forward = pieces?.flatMap((piece) => piece?.forward ?? []);
    const isPlain = [...paths.values()].every((path) => /^\w+$/.test(path));
    const count = pieces?.length;
    if (!isPlain || init === undefined || forward === undefined || init.length !== count || forward.length !== count) {
        draft.fail("paths differ");
        return undefined;
    }
    draft.init.push({ kind: "named", name: { kind: "format", parts: init }, value });
    return { reference: { kind: "computed", name: { kind: "format", parts: forward } }, path: undefined };
}

/** The path of a step relative to the class, in each use. */
export function pathsOf(draft: Draft, step: Step, environment: Environment): ReadonlyMap<Scope, string> {
    return mapScopes(environment.instances, (scope) => {
        const use = draft.context.trace.use(step, scope);
        const path = use?.layer?.weightPath ?? use?.opened?.weightPath;
        return path === undefined ? undefined : below(path, classScope(scope));
    });
}

/** The use of a block, or the model, that contains a scope. */
function classScope(scope: Scope): Scope {
    let one = scope;
    while (one.kind !== "block" && one.kind !== "model" && one.parent !== undefined) {
        one = one.parent;
    }
    return one;
}

/** A path of the class relative to its holder; undefined if it is not in the holder, or in one of several rounds'. */
function withinHolder(path: string, scope: Scope, holder: Holder): string | undefined {
    if (holder.kind === "class") {
        return path;
    }
    for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
        const round = holder.scopes.has(one) ? below(one.weightPath, classScope(one)) : undefined;
        if (round !== undefined) {
            return path === round ? "" : path.startsWith(`${round}.`) ? path.slice(round.length + 1) : undefined;
        }
    }
    return undefined;
}

/** A path relative to a scope; undefined if it is not inside. */
function below(path: string, scope: Scope): string | undefined {
    if (scope.weightPath === "" || path === scope.weightPath) {
        return scope.weightPath === "" ? path : "";
    }
    return path.startsWith(`${scope.weightPath}.`) ? path.slice(scope.weightPath.length + 1) : undefined;
}
