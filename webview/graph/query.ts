import { readShape } from "../../drawing/maps/map-size.ts";
import type { PreviewGraph, PreviewNode } from "../../server/protocol.ts";
import { readAmount } from "../../server/summary/amounts.ts";

/** A condition on a node; a query is several, which must all hold. */
type Condition = (node: PreviewNode) => boolean;

/** The numbers that a query can compare, by the names people may write. */
const amounts: Readonly<Record<string, (node: PreviewNode) => number | undefined>> = {
    params: ({ parameters }) => parameters,
    parameters: ({ parameters }) => parameters,
    macs: ({ macs }) => macs,
    memory: ({ activations }) => activations ?? 0,
    channels: ({ shape }) => readShape(shape).channels,
    height: ({ shape }) => readShape(shape).height,
    width: ({ shape }) => readShape(shape).width,
};

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
    ">": (a, b) => a > b,
    "<": (a, b) => a < b,
    ">=": (a, b) => a >= b,
    "<=": (a, b) => a <= b,
    "=": (a, b) => a === b,
};

/**
 * The ids of the nodes that match, in order. Words are parts of a path or kind; `kind:conv`, `path:layer1`,
 * `shape:[64,*,*]` and `params>1M` narrow the search, and `-` before a condition excludes what it matches.
 */
export function matching(graph: PreviewGraph | undefined, query: string): readonly string[] {
    const conditions = (query.match(/\S*\[[^\]]*\]\S*|\S+/g) ?? []).map(conditionOf);
    return graph === undefined || conditions.length === 0
        ? [] : graph.nodes.filter((node) => conditions.every((holds) => holds(node))).map(({ id }) => id);
}

function conditionOf(term: string): Condition {
    if (term.startsWith("-") && term.length > 1) {
        const excluded = conditionOf(term.slice(1));
        return (node) => !excluded(node);
    }
    const [, name = "", operator = "", value = ""] = /^(\w+)(>=|<=|[<>=:])(.+)$/s.exec(term.toLowerCase()) ?? [];
    return comparisonOf(name, operator, value) ?? fieldOf(name, operator, value) ?? words(term);
}

function comparisonOf(name: string, operator: string, value: string): Condition | undefined {
    const amount = Object.hasOwn(amounts, name) ? amounts[name] : undefined;
    const compare = comparisons[operator === ":" ? "=" : operator];
    const limit = readAmount(value);
    return amount === undefined || compare === undefined || limit === undefined ? undefined : (node) => {
        const own = amount(node);
        return own !== undefined && compare(own, limit);
    };
}

function fieldOf(name: string, operator: string, value: string): Condition | undefined {
    if (operator !== ":" && operator !== "=") {
        return undefined;
    }
    switch (name) {
        case "kind":
            return ({ label, kind, family }) => has(label, value) || kind === value || has(family, value);
        case "path":
            return ({ path }) => has(path, value);
        case "shape":
            return ({ shape }) => matchesShape(shape, value);
        default:
            return undefined;
    }
}

/** `[64,*,*]` is a whole shape with any sizes for `*`; without brackets, `64` is one of its sizes. */
function matchesShape(shape: string, pattern: string): boolean {
    const sizes = sizesOf(shape);
    const wanted = sizesOf(pattern);
    return pattern.startsWith("[")
        ? sizes.length === wanted.length && wanted.every((size, at) => size === "*" || size === sizes[at])
        : wanted.every((size) => sizes.includes(size));
}

function sizesOf(shape: string): readonly string[] {
    return shape.replace(/[[\]]/g, "").split(",").map((size) => size.trim().toLowerCase()).filter((size) => size !== "");
}

function words(term: string): Condition {
    return ({ path, label }) => has(path, term) || has(label, term);
}

function has(text: string, part: string): boolean {
    return text.toLowerCase().includes(part.toLowerCase());
}
