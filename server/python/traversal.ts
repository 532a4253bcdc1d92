import { name, type Expression, type Statement } from "./syntax.ts";

/** Whether two trees are equal; references are compared by identity unless `sameReference` is passed. */
export function equal<R>(
    a: Expression<R>, b: Expression<R>, sameReference: (a: R, b: R) => boolean = Object.is,
): boolean {
    if (a.kind === "reference" || b.kind === "reference") {
        return a.kind === b.kind && a.kind === "reference" && b.kind === "reference" && sameReference(a.to, b.to);
    }
    const [left, right] = [childrenOf(a), childrenOf(b)];
    return headOf(a) === headOf(b) && left.length === right.length && left.every((one, index) => {
        const other = right[index];
        return other !== undefined && equal(one, other, sameReference);
    });
}

/** A node without its children, for comparison. */
function headOf<R>(expression: Expression<R>): string {
    const { kind } = expression;
    switch (kind) {
        case "name":
            return JSON.stringify([kind, expression.name]);
        case "literal":
            return JSON.stringify([kind, typeof expression.value, expression.value]);
        case "dict":
            return JSON.stringify([kind, expression.entries.map(([key]) => key)]);
        case "comprehension":
            return JSON.stringify([kind, expression.target]);
        case "unary":
        case "binary":
            return JSON.stringify([kind, expression.operator]);
        case "call":
            return JSON.stringify([kind, expression.arguments.map((one) => one.name ?? "")]);
        case "attribute":
            return JSON.stringify([kind, expression.attribute]);
        case "slice":
            return JSON.stringify([
                kind, [expression.start, expression.stop, expression.step].map((one) => one !== undefined),
            ]);
        case "format":
            return JSON.stringify([kind, expression.parts.map((one) => (typeof one === "string" ? one : null))]);
        default:
            return kind;
    }
}

/** The direct subexpressions of an expression. */
export function childrenOf<R>(expression: Expression<R>): readonly Expression<R>[] {
    switch (expression.kind) {
        case "name":
        case "literal":
        case "reference":
            return [];
        case "tuple":
        case "list":
            return expression.elements;
        case "dict":
            return expression.entries.map(([, value]) => value);
        case "comprehension":
            return [expression.element, expression.iterable];
        case "unary":
            return [expression.operand];
        case "binary":
            return [expression.left, expression.right];
        case "conditional":
            return [expression.test, expression.then, expression.otherwise];
        case "call":
            return [expression.callee, ...expression.arguments.map(({ value }) => value)];
        case "attribute":
            return [expression.object];
        case "subscript":
            return [expression.object, ...expression.index];
        case "slice":
            return [expression.start, expression.stop, expression.step].filter((one) => one !== undefined);
        case "starred":
            return [expression.value];
        case "format":
            return expression.parts.filter((one) => typeof one !== "string");
    }
}

/** An expression with some parts replaced: `replace` returns the new part, or undefined to visit its children. */
export function replaced<R, S>(
    expression: Expression<R>, replace: (one: Expression<R>) => Expression<S> | undefined,
): Expression<S> {
    const found = replace(expression);
    if (found !== undefined) {
        return found;
    }
    const inside = (one: Expression<R>): Expression<S> => replaced(one, replace);
    const optional = (one: Expression<R> | undefined): Expression<S> | undefined =>
        (one === undefined ? undefined : inside(one));
    switch (expression.kind) {
        case "name":
        case "literal":
            return expression;
        case "reference":
            throw new Error("A reference has to be replaced.");
        case "tuple":
        case "list":
            return { kind: expression.kind, elements: expression.elements.map(inside) };
        case "dict":
            return { kind: "dict", entries: expression.entries.map(([key, value]) => [key, inside(value)]) };
        case "comprehension":
            return {
                kind: "comprehension", element: inside(expression.element), target: expression.target,
                iterable: inside(expression.iterable),
            };
        case "unary":
            return { ...expression, operand: inside(expression.operand) };
        case "binary":
            return { ...expression, left: inside(expression.left), right: inside(expression.right) };
        case "conditional":
            return {
                kind: "conditional", test: inside(expression.test), then: inside(expression.then),
                otherwise: inside(expression.otherwise),
            };
        case "call":
            return {
                kind: "call", callee: inside(expression.callee),
                arguments: expression.arguments.map((one) => ({ name: one.name, value: inside(one.value) })),
            };
        case "attribute":
            return { kind: "attribute", object: inside(expression.object), attribute: expression.attribute };
        case "subscript":
            return { kind: "subscript", object: inside(expression.object), index: expression.index.map(inside) };
        case "slice":
            return {
                kind: "slice", start: optional(expression.start), stop: optional(expression.stop),
                step: optional(expression.step),
            };
        case "starred":
            return { kind: "starred", value: inside(expression.value) };
        case "format":
            return {
                kind: "format", parts: expression.parts.map((one) => (typeof one === "string" ? one : inside(one))),
            };
    }
}

/** The free names of an expression, without those that a comprehension binds. */
export function namesIn<R>(expression: Expression<R>): ReadonlySet<string> {
    if (expression.kind === "name") {
        return new Set([expression.name]);
    }
    const found = new Set(childrenOf(expression).flatMap((one) => [...namesIn(one)]));
    if (expression.kind === "comprehension") {
        const bound = namesIn(expression.target);
        const outside = namesIn(expression.iterable);
        return new Set([...found].filter((one) => !bound.has(one) || outside.has(one)));
    }
    return found;
}

/** The references of an expression, in order. */
export function referencesIn<R>(expression: Expression<R>): readonly R[] {
    return expression.kind === "reference" ? [expression.to] : childrenOf(expression).flatMap((one) => referencesIn(one));
}

/** All expressions of statements, including nested statements. */
export function expressionsIn(statements: readonly Statement[]): readonly Expression[] {
    return statements.flatMap((one): readonly Expression[] => {
        switch (one.kind) {
            case "assign":
                return [...one.targets, one.value];
            case "expression":
                return [one.value];
            case "if":
                return [one.test, ...expressionsIn(one.then), ...expressionsIn(one.otherwise)];
            case "for":
                return [one.target, one.iterable, ...expressionsIn(one.body)];
            case "return":
                return one.values;
            case "function":
                return [...one.parameters.flatMap((parameter) => parameter.default ?? []), ...expressionsIn(one.body)];
            case "class":
                return [one.base, ...expressionsIn(one.body)];
            case "source":
                return one.names.map(name);
        }
    });
}
