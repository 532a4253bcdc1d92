import {
    attribute, binary, call, literal, name, reference, tuple, type Expression, type Parameter, type Statement,
} from "../../python/syntax.ts";
import { equal, expressionsIn, namesIn, replaced } from "../../python/traversal.ts";
import { inlined } from "./inlining.ts";
import { withoutDead } from "./liveness.ts";
import { lowered, valuesIn, type LowNode } from "./lowering.ts";
import { isCount } from "./rounds.ts";
import type { Members } from "./members.ts";
import type { ForwardNode, PlannedExpression, PlannedValue, Reference } from "./plan.ts";
import { nameVariables, type ForwardParameter } from "./variables.ts";

/** The `forward` method of a class. */
export interface ForwardMethod {
    readonly statements: readonly Statement[];
    readonly parameters: readonly Parameter[];
    /** The parameters that it reads. */
    readonly live: ReadonlySet<PlannedValue>;
    /** The names of `__init__` that it reads as attributes. */
    readonly stored: ReadonlySet<string>;
}

/** The variable for the parts of a loop's round. */
const partVariable = "part";

/** Writes `forward`: assigns variables to values and attributes to parts. */
export function writeForward(
    planned: readonly ForwardNode[], results: readonly PlannedValue[], parameters: readonly ForwardParameter[],
    members: Members, attributeOf: (stored: string) => string,
): ForwardMethod {
    const { nodes, returned } = inlined(planned, results);
    const same = new Map<PlannedValue, PlannedValue>();
    const low = lowered(nodes, same).map((node) => withSame(node, same));
    const values = returned.map((one) => replaceValues(one, same));
    const liveAfter = new Set(values.flatMap(valuesIn));
    const { nodes: kept, live } = withoutDead(low, liveAfter);
    const taken = new Set(loopNames(kept));
    // Drops unread parameters, except a model's inputs.
    const read = parameters.filter(({ value, isKept }) => isKept || live.has(value));
    const names = nameVariables(kept, liveAfter, read, taken);
    const stored = new Set<string>();
    const resolve = (expression: PlannedExpression): Expression => replaced<Reference, never>(expression, (one) =>
        (one.kind === "reference" ? resolveReference(one.to) : undefined));
    const resolveReference = (to: Reference): Expression => {
        switch (to.kind) {
            case "value":
                return name(names.get(to) ?? "x");
            case "member":
                return members.reach(to.holder, to.path, to.isParameter, name(partVariable));
            case "stored":
                stored.add(to.name);
                return attribute(name("self"), attributeOf(to.name));
            case "computed":
                return call("self.get_submodule", [resolve(to.name)]);
            case "either":
                return {
                    kind: "conditional", test: resolve(to.test), then: resolveReference(to.then),
                    otherwise: resolveReference(to.otherwise),
                };
        }
    };
    const write = (list: readonly LowNode[]): readonly Statement[] =>
        list.flatMap((node) => writeNode(node, members, resolve, write));
    const statements = write(kept);
    const last = statements.at(-1);
    const outputs = values.map(resolve);
    const isDirect = last?.kind === "assign" && last.targets.length === outputs.length &&
        last.targets.every((one, index) => {
            const output = outputs[index];
            return output !== undefined && equal(one, output);
        });
    return {
        statements: isDirect
            ? [...statements.slice(0, -1), { kind: "return", values: [last.value] }]
            : [...statements, { kind: "return", values: outputs }],
        parameters: read.map(({ value }) => ({ name: names.get(value) ?? "x", default: undefined })),
        live, stored,
    };
}

function writeNode(
    node: LowNode, members: Members, resolve: (one: PlannedExpression) => Expression,
    write: (list: readonly LowNode[]) => readonly Statement[],
): readonly Statement[] {
    switch (node.kind) {
        case "assign":
            return [{
                kind: "assign", value: resolve(node.expression),
                targets: node.targets.map((one) => (one === undefined ? name("_") : resolve(reference<Reference>(one)))),
            }];
        case "copy": {
            const pairs = node.pairs
                .map(({ target, source }) => [target, source].map((one) => resolve(reference<Reference>(one))))
                .map(([target = name("_"), source = name("_")]) => [target, source] as const)
                .filter(([target, source]) => !equal(target, source));
            const isParallel = pairs.some(([target], index) =>
                pairs.slice(index + 1).some(([, source]) => equal(target, source)));
            const [targets, sources] = [pairs.map(([target]) => target), pairs.map(([, source]) => source)];
            return isParallel
                ? [{ kind: "assign", targets, value: tuple(sources) }]
                : pairs.map(([target, source]) => ({ kind: "assign", targets: [target], value: source }));
        }
        case "if": {
            const [then, otherwise] = [write(node.then), write(node.otherwise)];
            const test = node.shown !== undefined && members.isAlone(node.shown.path)
                ? binary("is not", resolve(reference<Reference>(node.shown)), literal(undefined))
                : resolve(node.test);
            return then.length === 0 && otherwise.length === 0
                ? []
                : then.length === 0
                    ? [{ kind: "if", test: negated(test), then: otherwise, otherwise: [] }]
                    : [{ kind: "if", test, then, otherwise }];
        }
        case "for": {
            const body = write(node.body);
            return [{ kind: "for", ...headerOf(node, body, resolve), body }];
        }
    }
}

function negated(test: Expression): Expression {
    return test.kind === "unary" && test.operator === "not"
        ? test.operand
        : test.kind === "binary" && test.operator === "is not"
            ? { ...test, operator: "is" }
            : { kind: "unary", operator: "not", operand: test };
}

/** The header of a loop: it only counts if the body reads the number. */
function headerOf(
    node: Extract<LowNode, { readonly kind: "for" }>, body: readonly Statement[],
    resolve: (one: PlannedExpression) => Expression,
): { readonly target: Expression; readonly iterable: Expression } {
    const read = new Set(expressionsIn(body).flatMap((one) => [...namesIn(one)]));
    const isRead = [...namesIn(node.target)].some((one) => read.has(one));
    if (node.parts === undefined) {
        return { target: isRead ? node.target : name("_"), iterable: resolve(node.iterable) };
    }
    const list = resolve(reference(node.parts.list));
    const part = name(partVariable);
    if (!isRead) {
        return { target: part, iterable: list };
    }
    return {
        target: tuple([node.target, part]),
        iterable: isCount(node.iterable) ? call("enumerate", [list]) : call("zip", [resolve(node.iterable), list]),
    };
}

/** The names that loops bind. */
function loopNames(nodes: readonly LowNode[]): readonly string[] {
    return nodes.flatMap((node) => {
        switch (node.kind) {
            case "if":
                return [...loopNames(node.then), ...loopNames(node.otherwise)];
            case "for":
                return [
                    ...namesIn(node.target), ...(node.parts === undefined ? [] : [partVariable]),
                    ...loopNames(node.body),
                ];
            default:
                return [];
        }
    });
}

function replaceValues(
    expression: PlannedExpression, same: ReadonlyMap<PlannedValue, PlannedValue>,
): PlannedExpression {
    return replaced<Reference, Reference>(expression, (one) => (one.kind === "reference"
        ? one.to.kind === "value" ? reference<Reference>(representative(one.to, same)) : one
        : undefined));
}

function representative(value: PlannedValue, same: ReadonlyMap<PlannedValue, PlannedValue>): PlannedValue {
    const other = same.get(value);
    return other === undefined ? value : representative(other, same);
}

/** A node with the values after a loop replaced by those of its rounds. */
function withSame(node: LowNode, same: ReadonlyMap<PlannedValue, PlannedValue>): LowNode {
    switch (node.kind) {
        case "assign":
            return { ...node, expression: replaceValues(node.expression, same) };
        case "copy":
            return {
                kind: "copy",
                pairs: node.pairs.map(({ target, source }) =>
                    ({ target: representative(target, same), source: representative(source, same) })),
            };
        case "if":
            return {
                kind: "if", test: replaceValues(node.test, same), shown: node.shown,
                then: node.then.map((one) => withSame(one, same)),
                otherwise: node.otherwise.map((one) => withSame(one, same)),
            };
        case "for":
            return {
                ...node, iterable: replaceValues(node.iterable, same),
                body: node.body.map((one) => withSame(one, same)),
            };
    }
}
