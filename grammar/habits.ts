/** What people who know PyTorch, Keras or Python write by habit, and what they mean by it. */

import type { CallExpression, Expression, Flow } from "./syntax-tree.ts";

/** What a library's class or function is called here, by its name alone: `nn.BatchNorm2d` is `batch_norm`. */
export function layerNameOf(foreignName: string): string {
    return foreignName
        .replace(/[123]d$/i, "")
        .replace(/LU(?=\d|$)/, "lu")
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .toLowerCase();
}

/** Names under which people keep the layers of other libraries. */
const libraries: ReadonlySet<string> = new Set(["self", "nn", "F", "torch", "keras", "layers", "tf", "torchvision"]);

/** What a call of `object.name(…)` should be: `nn.Conv2d` is `conv`, and `x.relu` is `x -> relu`. */
export function calleeInstead(callee: Expression): string | undefined {
    if (callee.kind !== "attribute" || callee.attribute === undefined) {
        return undefined;
    }
    const name = layerNameOf(callee.attribute.text);
    const root = rootName(callee.object);
    if (root !== undefined && libraries.has(root)) {
        return name;
    }
    return callee.object.kind === "name" || callee.object.kind === "in"
        ? `${callee.object.kind === "in" ? "in" : callee.object.text} -> ${name}`
        : undefined;
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

/** The layer that does an operation on values, as in `a + b`, and its operands; only if all could be values. */
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
    return expression.kind === "name" || expression.kind === "in" ||
        (expression.kind === "call-expression" && !isNumberFunction(expression));
}

function isNumberFunction({ call }: CallExpression): boolean {
    return numberFunctions.has(call.callee.text);
}

/** Constants of other languages. What has none of ours is left empty. */
export const foreignConstants: ReadonlyMap<string, string> = new Map([
    ["True", "true"],
    ["False", "false"],
    ["None", ""],
    ["null", ""],
]);
