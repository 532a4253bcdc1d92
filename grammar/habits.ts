/** What users of PyTorch, Keras or Python write by habit, and its meaning. */

import type { ForeignCall } from "./syntax-problem.ts";
import type { CallExpression, Expression, Flow } from "./syntax-tree.ts";

/** Namespaces of other libraries' layers. */
const libraries: ReadonlySet<string> = new Set(["nn", "F", "torch", "keras", "layers", "tf", "torchvision"]);

/** The object of a callee `object.name`; undefined for other callees. */
export function foreignOwner(callee: Expression): ForeignCall["of"] | undefined {
    if (callee.kind !== "attribute" || callee.attribute === undefined) {
        return undefined;
    }
    const { object } = callee;
    const root = rootName(object);
    if (root === "self") {
        return { kind: "self", text: root };
    }
    if (root !== undefined && libraries.has(root)) {
        return { kind: "library", text: root };
    }
    if (object.kind === "in") {
        return { kind: "value", text: "in" };
    }
    return object.kind === "name" ? { kind: "value", text: object.text } : undefined;
}

function rootName(expression: Expression): string | undefined {
    let inner = expression;
    while (inner.kind === "attribute") {
        inner = inner.object;
    }
    return inner.kind === "name" ? inner.text : undefined;
}

const layerFor: Readonly<Record<string, string>> = { "+": "add", "-": "sub", "*": "mul" };

const numberFunctions: ReadonlySet<string> = new Set(["min", "max", "abs", "floor", "ceil", "round", "sqrt", "len", "sum"]);

/** The layer for an operation on values, as in `a + b`, and its operands; undefined if an operand cannot be a value. */
export function arithmeticOnValues(
    expression: Expression | Flow,
): { readonly operator: string; readonly layer: string; readonly operands: readonly Expression[] } | undefined {
    if (expression.kind !== "binary") {
        return undefined;
    }
    const { operator } = expression;
    const layer = layerFor[operator];
    if (layer === undefined) {
        return undefined;
    }
    const operands: Expression[] = [expression.right];
    let left = expression.left;
    while (operator !== "-" && left.kind === "binary" && left.operator === operator) {
        operands.push(left.right);
        left = left.left;
    }
    operands.push(left);
    return operands.every(mayBeValue) ? { operator, layer, operands: operands.reverse() } : undefined;
}

function mayBeValue(expression: Expression): boolean {
    return expression.kind === "name" || expression.kind === "in" || expression.kind === "error" ||
        (expression.kind === "call-expression" && !isNumberFunction(expression));
}

function isNumberFunction({ call }: CallExpression): boolean {
    return numberFunctions.has(call.callee.text);
}

/** Constants of other languages. Empty if there is no equivalent. */
export const foreignConstants: ReadonlyMap<string, string> = new Map([
    ["True", "true"],
    ["False", "false"],
    ["None", ""],
    ["null", ""],
]);
