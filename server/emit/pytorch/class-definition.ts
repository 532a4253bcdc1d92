import { isAttribute } from "../../python/names.ts";
import {
    attribute, call, dotted, literal, name, type Expression, type Parameter, type Statement,
} from "../../python/syntax.ts";
import { equal, namesIn } from "../../python/traversal.ts";
import type { Draft } from "./draft.ts";
import { writeForward } from "./forward-method.ts";
import { Members, topLevelNames } from "./members.ts";
import type { ClassParameter, DefinedClass, Holder, InitNode, PlannedValue, Symbol } from "./plan.ts";
import { joinRows } from "./rows.ts";
import type { ForwardParameter } from "./variables.ts";

export interface ClassToDefine {
    readonly name: string;
    readonly documentation: string | undefined;
    readonly draft: Draft;
    readonly holder: Holder;
    /** A block's input. */
    readonly input: PlannedValue | undefined;
    /** A block's value parameters, or a model's inputs. */
    readonly values: readonly { readonly name: string; readonly value: PlannedValue }[];
    readonly returned: readonly PlannedValue[];
}

/** Writes a planned class. */
export function defineClass(plan: ClassToDefine): DefinedClass {
    const { draft, input, returned } = plan;
    const isModel = draft.context.node.kind === "model";
    const { init, forward, row } = joinRows(
        { init: draft.init, forward: draft.forward }, plan.holder, isModel ? undefined : input, returned);
    const members = new Members(init);
    const taken = topLevelNames(init);
    const attributeOf = (stored: string): string =>
        (taken.has(stored) || !isAttribute(stored) ? `${stored}_value` : stored);
    const parameters: readonly ForwardParameter[] = [
        ...(input === undefined ? [] : [{ value: input, name: undefined, isKept: false }]),
        ...plan.values.map(({ name: one, value }) => ({ value, name: one, isKept: isModel })),
    ];
    const method = writeForward(forward, returned, parameters, members, attributeOf);
    const stored = row === undefined ? method.stored : new Set<string>();
    const needed = neededNames(init, stored);
    const symbols = [...draft.symbols.values()].filter(({ name: one }) => needed.has(one));
    const own = orderedParameters(symbols);
    const base = isModel || row === undefined ? "nn.Module" : "nn.Sequential";
    const making = row !== undefined && !isModel
        ? [expression(call("super().__init__", row))]
        : makingStatements(init, members, own, stored, neededNames(init, new Set()), attributeOf);
    const usesInput = input !== undefined && (method.live.has(input) || row !== undefined);
    const values = plan.values.filter(({ value }) => method.live.has(value)).map((one) => one.name);
    const isPlain = usesInput && values.length === 0 && returned.length === 1;
    const hasInit = making.length > (row === undefined ? 1 : 0);
    const body: readonly Statement[] = [
        ...(hasInit ? [methodOf("__init__", own.map(({ name: one, default: standard }) =>
            ({ name: one, default: standard === undefined ? undefined : literal(standard) })), making)] : []),
        ...(row !== undefined && !isModel ? [] : [methodOf("forward", method.parameters, method.statements)]),
    ];
    return {
        definition: { kind: "class", name: plan.name, base: dotted(base), documentation: plan.documentation, body },
        parameters: own, usesInput, values, isPlain,
        channels: returned.map(({ channels }) => (channels !== undefined && [...namesIn(channels)].every((one) =>
            own.some((parameter) => parameter.name === one) || !draft.symbols.has(one)) ? channels : undefined)),
    };
}

function methodOf(text: string, parameters: readonly Parameter[], body: readonly Statement[]): Statement {
    return {
        kind: "function", name: text, parameters: [{ name: "self", default: undefined }, ...parameters],
        documentation: undefined, body,
    };
}

function expression(value: Expression): Statement {
    return { kind: "expression", value };
}

/** `super().__init__()`, the attributes that `forward` reads, and the parts. */
function makingStatements(
    init: readonly InitNode[], members: Members, parameters: readonly ClassParameter[], stored: ReadonlySet<string>,
    read: ReadonlySet<string>, attributeOf: (stored: string) => string,
): readonly Statement[] {
    const store = (one: string, value: Expression = name(one)): Statement =>
        ({ kind: "assign", targets: [attribute(name("self"), attributeOf(one))], value });
    const needed = neededNames(init, stored);
    const keep = (nodes: readonly InitNode[]): readonly InitNode[] => nodes.flatMap((node): readonly InitNode[] => {
        switch (node.kind) {
            case "local": {
                if (!needed.has(node.name)) {
                    return [];
                }
                const isStored = stored.has(node.name);
                return !read.has(node.name)
                    ? [{ kind: "statement", statement: store(node.name, node.value) }]
                    : [node, ...(isStored ? [{ kind: "statement", statement: store(node.name) } as const] : [])];
            }
            case "if":
                return [{ ...node, then: keep(node.then), otherwise: keep(node.otherwise) }];
            case "for":
            case "rounds":
                return [{ ...node, body: keep(node.body) }];
            default:
                return [node];
        }
    });
    const nodes = joinedBranches(keep(init));
    return [
        expression(call("super().__init__")),
        ...parameters.filter((one) => stored.has(one.name)).map((one) => store(one.name)),
        ...members.statements(nodes),
    ];
}

/** Drops empty branches, and joins consecutive ones with the same condition. */
function joinedBranches(nodes: readonly InitNode[]): readonly InitNode[] {
    const made: InitNode[] = [];
    for (const node of nodes) {
        const last = made.at(-1);
        if (node.kind === "if" && last?.kind === "if" && equal(node.test, last.test)) {
            made[made.length - 1] = {
                ...last, then: [...last.then, ...node.then], otherwise: [...last.otherwise, ...node.otherwise],
            };
        } else if (node.kind !== "if" || node.then.length > 0 || node.otherwise.length > 0) {
            made.push(node);
        }
    }
    return made;
}

/** The names that `__init__` reads, except variables that nothing else needs. */
function neededNames(init: readonly InitNode[], stored: ReadonlySet<string>): ReadonlySet<string> {
    const needed = new Set(stored);
    const locals: { readonly name: string; readonly value: Expression }[] = [];
    const need = (one: Expression): void => {
        for (const read of namesIn(one)) {
            needed.add(read);
        }
    };
    const visit = (nodes: readonly InitNode[]): void => {
        for (const node of nodes) {
            switch (node.kind) {
                case "member":
                    need(node.value);
                    break;
                case "local":
                    locals.push(node);
                    break;
                case "named":
                    need(node.name);
                    need(node.value);
                    break;
                case "if":
                    need(node.test);
                    visit(node.then);
                    visit(node.otherwise);
                    break;
                case "for":
                case "rounds":
                    need(node.iterable);
                    visit(node.body);
                    break;
                case "statement":
                    if (node.statement.kind === "assign" || node.statement.kind === "expression") {
                        need(node.statement.value);
                    }
                    break;
                case "absent":
                    break;
            }
        }
    };
    visit(init);
    for (let size = -1; size !== needed.size;) {
        size = needed.size;
        for (const local of locals) {
            if (needed.has(local.name)) {
                need(local.value);
            }
        }
    }
    return needed;
}

/** Channels first, then the block's own parameters; added parameters come before those with a default. */
function orderedParameters(symbols: readonly Symbol[]): readonly ClassParameter[] {
    const ofKind = (kind: Symbol["kind"]): readonly Symbol[] => symbols.filter((one) => one.kind === kind);
    const own = ofKind("parameter");
    const required = own.findLastIndex((one) => one.default === undefined) + 1;
    const all = [...ofKind("channels"), ...own.slice(0, required), ...ofKind("invented"), ...own.slice(required)];
    const firstDefault = all.findLastIndex((one) => one.default === undefined) + 1;
    const firstNamed = all.findIndex((one, index) => one.kind === "invented" || index >= firstDefault);
    return all.map((one, index) => ({
        name: one.name, kind: one.kind, of: one.of, values: one.values,
        default: index >= firstDefault ? one.default : undefined,
        isPositional: firstNamed < 0 || index < firstNamed,
    }));
}
