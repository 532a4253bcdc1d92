import { call, reference, type Expression } from "../../python/syntax.ts";
import { referencesIn } from "../../python/traversal.ts";
import { valuesIn } from "./lowering.ts";
import type { ForwardNode, Holder, InitNode, PlannedValue, Reference } from "./plan.ts";

/** A class's statements; `row` are its modules if it is only an nn.Sequential. */
export interface ClassStatements {
    readonly init: readonly InitNode[];
    readonly forward: readonly ForwardNode[];
    readonly row?: readonly Expression[];
}

type Assignment = Extract<ForwardNode, { readonly kind: "assign" }>;

/**
 * Joins modules with consecutive numbers in their paths in an nn.Sequential, including the layers without tensors
 * between them if the numbers leave gaps for exactly those: `features.0`, `features.3`.
 */
export function joinRows(
    statements: ClassStatements, holder: Holder, input: PlannedValue | undefined, returned: readonly PlannedValue[],
): ClassStatements {
    const whole = wholeRow(statements, input, returned);
    if (whole !== undefined) {
        return { ...statements, row: whole };
    }
    const containers = new Map<string, number>();
    for (const node of statements.forward) {
        const container = node.kind === "assign" && node.row?.path !== undefined ? containerOf(node.row.path) : undefined;
        if (container !== undefined) {
            containers.set(container, 1 + (containers.get(container) ?? 0));
        }
    }
    return [...containers].reduce(
        (one, [container, parts]) => (parts > 1 ? joinContainer(one, container, holder, returned) : one), statements);
}

/** The modules of a class that numbers its own parts and only calls them in order. */
function wholeRow(
    { init, forward }: ClassStatements, input: PlannedValue | undefined, returned: readonly PlannedValue[],
): readonly Expression[] | undefined {
    const nodes = forward.filter((node) => node.kind === "assign");
    const modules = nodes.map(({ row }) => row?.module).filter((one) => one !== undefined);
    const isRow = nodes.length === forward.length && modules.length === nodes.length && nodes.length > 0 &&
        nodes.every((node, index) => isEntry(node, index === 0 ? input : nodes[index - 1]?.targets[0]) &&
            (node.row?.path === undefined ? isFunctional(node) : node.row.path === String(index)));
    const isAlone = init.every((node) => node.kind === "member") && init.length > 0;
    return isRow && isAlone && returned.length === 1 && returned[0] === nodes.at(-1)?.targets[0] ? modules : undefined;
}

function isEntry({ row, targets }: Assignment, input: PlannedValue | undefined): boolean {
    return row !== undefined && row.input === input && targets.length === 1;
}

/** Whether a layer is called without an attribute. */
function isFunctional({ expression }: Assignment): boolean {
    return referencesIn(expression).every((one) => one.kind === "value" || one.kind === "stored");
}

/** `a.b` of `a.b.3` */
function containerOf(path: string): string | undefined {
    const keys = path.split(".");
    return keys.length > 1 && isIndex(keys.at(-1) ?? "") ? keys.slice(0, -1).join(".") : undefined;
}

function isIndex(key: string): boolean {
    return String(Number(key)) === key;
}

function joinContainer(
    statements: ClassStatements, container: string, holder: Holder, returned: readonly PlannedValue[],
): ClassStatements {
    const { init, forward } = statements;
    const indexOf = (path: string | undefined): number | undefined =>
        (path !== undefined && containerOf(path) === container ? Number(path.slice(container.length + 1)) : undefined);
    const members = init.filter((node) => node.kind !== "statement" && node.kind !== "local" && node.kind !== "named" &&
        node.kind !== "if" && node.kind !== "for" && node.path.startsWith(`${container}.`));
    const places = forward.flatMap((node, place) => {
        const index = node.kind === "assign" ? indexOf(node.row?.path) : undefined;
        return index === undefined ? [] : [{ place, index }];
    });
    const [first] = places;
    const last = places.at(-1);
    if (first === undefined || last === undefined || members.length !== places.length) {
        return statements;
    }
    const start = first.place - first.index;
    const row = forward.slice(Math.max(0, start), last.place + 1).filter((node) => node.kind === "assign");
    const isRow = start >= 0 && row.length === last.index + 1 && row.every((node, index) => {
        const before = row[index - 1]?.targets[0];
        const path = node.row?.path;
        return node.row !== undefined && node.targets.length === 1 && !node.isInline &&
            (index === 0 || (before === node.row.input && isReadOnce(before, forward, returned))) &&
            (indexOf(path) === index || (path === undefined && isFunctional(node)));
    });
    const [begin] = row;
    const modules = row.map((node) => node.row?.module).filter((one) => one !== undefined);
    if (!isRow || begin?.row === undefined || modules.length !== row.length) {
        return statements;
    }
    const module = call("nn.Sequential", modules);
    const lastMember = members.at(-1);
    const joined: ForwardNode = {
        kind: "assign", targets: row.at(-1)?.targets ?? [], isInline: false,
        expression: call(
            reference<Reference>({ kind: "member", holder, path: container, isParameter: false }),
            [reference<Reference>(begin.row.input)]),
        row: { module, path: container, input: begin.row.input },
    };
    return {
        init: init.flatMap((node): readonly InitNode[] => (node === lastMember
            ? [{ kind: "member", path: container, value: module, isParameter: false }]
            : members.includes(node) ? [] : [node])),
        forward: [...forward.slice(0, start), joined, ...forward.slice(last.place + 1)],
    };
}

/** Whether only the next statement of a row reads a value. */
function isReadOnce(value: PlannedValue, nodes: readonly ForwardNode[], returned: readonly PlannedValue[]): boolean {
    return readsOf(value, nodes) + returned.filter((one) => one === value).length === 1;
}

function readsOf(value: PlannedValue, nodes: readonly ForwardNode[]): number {
    const same = (one: PlannedValue | undefined): boolean => one === value;
    return nodes.reduce((count, node): number => {
        switch (node.kind) {
            case "assign":
                return count + valuesIn(node.expression).filter(same).length;
            case "if": {
                const merged = node.merges.filter((one) => same(one.then) || same(one.otherwise)).length;
                return count + valuesIn(node.test).filter(same).length + readsOf(value, node.then) +
                    readsOf(value, node.otherwise) + 2 * merged;
            }
            case "for":
                return count + valuesIn(node.iterable).filter(same).length + readsOf(value, node.body) +
                    2 * node.carried.filter((one) => same(one.start) || same(one.end)).length;
        }
    }, 0);
}
