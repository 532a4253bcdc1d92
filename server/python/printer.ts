import {
    binaryPrecedence, clause, precedence, print, printArgument, printExpression, printTarget, within,
} from "./expression-printer.ts";
import type { Expression, Module, Parameter, Statement } from "./syntax.ts";

/** The maximum line length. */
const width = 100;

/** The lines of a Python file. */
export function* moduleLines({ documentation, imports, body }: Module): Iterable<string> {
    const groups = ["standard", "installed"].map((group) =>
        imports.filter(({ module }) => (module === "math") === (group === "standard")).map(({ text }) => text));
    const parts = [
        [...docstring(documentation, 0)],
        ...groups.filter((lines) => lines.length > 0),
    ];
    yield* parts.flatMap((one, index) => (index === 0 ? one : ["", ...one]));
    for (const [index, statement] of body.entries()) {
        const isDefinition = statement.kind === "class" || statement.kind === "function" || statement.kind === "source";
        const previous = body[index - 1];
        const isFirst = previous === undefined || (previous.kind !== "assign") !== (statement.kind !== "assign");
        yield* isDefinition ? ["", ""] : isFirst ? [""] : [];
        yield* statementLines(statement, 0);
    }
    yield "";
}

/** A statement's lines at a depth of indentation. */
export function statementLines(statement: Statement, depth: number): readonly string[] {
    const indent = indentation(depth);
    switch (statement.kind) {
        case "assign":
            return layout(statement.value, depth, `${statement.targets.map(printExpression).join(", ")} = `, "");
        case "expression":
            return layout(statement.value, depth, "", "");
        case "return":
            return statement.values.length === 1 && statement.values[0] !== undefined
                ? layout(statement.values[0], depth, "return ", "")
                : [`${indent}return ${statement.values.map(printExpression).join(", ")}`];
        case "if":
            return [
                ...layout(statement.test, depth, "if ", ":"), ...bodyLines(statement.then, depth + 1),
                ...(statement.otherwise.length === 0 ? [] : otherwiseLines(statement.otherwise, depth)),
            ];
        case "for":
            return [
                ...layout(statement.iterable, depth, `for ${printTarget(statement.target)} in `, ":"),
                ...bodyLines(statement.body, depth + 1),
            ];
        case "function":
            return [
                ...signature(`def ${statement.name}`, statement.parameters, depth),
                ...(statement.documentation === undefined ? [] : docstring(statement.documentation, depth + 1)),
                ...bodyLines(statement.body, depth + 1),
            ];
        case "class": {
            const members = statement.body.map((one) => statementLines(one, depth + 1));
            const all = [
                ...(statement.documentation === undefined ? [] : [docstring(statement.documentation, depth + 1)]),
                ...members,
            ];
            return [
                `${indent}class ${statement.name}(${printExpression(statement.base)}):`,
                ...(all.length === 0 ? [`${indentation(depth + 1)}pass`] : all.flatMap((one, index) =>
                    (index === 0 ? one : ["", ...one]))),
            ];
        }
        case "source":
            return statement.text.split("\n");
    }
}

function otherwiseLines(statements: readonly Statement[], depth: number): readonly string[] {
    const [only] = statements;
    if (statements.length === 1 && only?.kind === "if") {
        const [first = "", ...rest] = statementLines(only, depth);
        return [`${indentation(depth)}el${first.trimStart()}`, ...rest];
    }
    return [`${indentation(depth)}else:`, ...bodyLines(statements, depth + 1)];
}

function bodyLines(statements: readonly Statement[], depth: number): readonly string[] {
    return statements.length === 0
        ? [`${indentation(depth)}pass`]
        : statements.flatMap((one) => statementLines(one, depth));
}

function signature(head: string, parameters: readonly Parameter[], depth: number): readonly string[] {
    const texts = parameters.map(({ name, default: standard }) =>
        (standard === undefined ? name : `${name}=${printExpression(standard)}`));
    const line = `${indentation(depth)}${head}(${texts.join(", ")}):`;
    if (line.length <= width) {
        return [line];
    }
    const inner = `${indentation(depth + 1)}${texts.join(", ")}`;
    const body = inner.length <= width ? [inner] : texts.map((text) => `${indentation(depth + 1)}${text},`);
    return [`${indentation(depth)}${head}(`, ...body, `${indentation(depth)}):`];
}

function indentation(depth: number): string {
    return "    ".repeat(depth);
}

/** An expression between two texts: on one line if it fits, otherwise broken at its last brackets. */
function layout(expression: Expression, depth: number, before: string, after: string): readonly string[] {
    const indent = indentation(depth);
    const line = `${indent}${before}${printExpression(expression)}${after}`;
    if (line.length <= width) {
        return [line];
    }
    const opened = open(expression);
    if (opened === undefined) {
        return expression.kind === "binary" || expression.kind === "conditional" || expression.kind === "unary"
            ? [`${indent}${before}(`, ...operandLines(expression, depth + 1), `${indent})${after}`]
            : [line];
    }
    const { head, items, tail } = opened;
    const together = `${indentation(depth + 1)}${items.map(({ before: start, expression: one }) =>
        `${start}${printExpression(one)}`).join(", ")}`;
    const isOne = items.length === 1;
    const body = together.length <= width
        ? [together]
        : items.flatMap((item) => [
            ...layout(item.expression, depth + 1, item.before, item.after ?? (isOne ? "" : ",")),
            ...(item.clause === undefined ? [] : [`${indentation(depth + 1)}${item.clause}`]),
        ]);
    // The clause of a comprehension is on the same line as its element.
    const withClause = together.length <= width && items[0]?.clause !== undefined
        ? [together, `${indentation(depth + 1)}${items[0].clause}`]
        : body;
    return [`${indent}${before}${head}`, ...withClause, `${indent}${tail}${after}`];
}

/** A long operation, one operand per line. */
function operandLines(expression: Expression, depth: number): readonly string[] {
    if (`${indentation(depth)}${printExpression(expression)}`.length <= width) {
        return [`${indentation(depth)}${printExpression(expression)}`];
    }
    if (expression.kind === "binary") {
        const binds = binaryPrecedence[expression.operator];
        const right = within(expression.right, binds + 1);
        const left = print(expression.left).binds < binds
            ? [`${indentation(depth)}(${printExpression(expression.left)})`]
            : operandLines(expression.left, depth);
        return [...left, `${indentation(depth)}${expression.operator} ${right}`];
    }
    if (expression.kind === "conditional") {
        return [
            ...layout(expression.then, depth, "", ""), ...layout(expression.test, depth, "if ", ""),
            ...layout(expression.otherwise, depth, "else ", ""),
        ];
    }
    return layout(expression, depth, "", "");
}

interface Item {
    readonly before: string;
    readonly expression: Expression;
    readonly after?: string;
    /** What follows the item on a separate line. */
    readonly clause?: string;
}

/** The brackets of an expression that can be broken, and their contents. */
function open(
    expression: Expression,
): { readonly head: string; readonly items: readonly Item[]; readonly tail: string } | undefined {
    const plain = (one: Expression): Item => ({ before: "", expression: one });
    switch (expression.kind) {
        case "call": {
            const items = expression.arguments.map((one): Item =>
                ({ before: one.name === undefined ? "" : `${one.name}=`, expression: one.value }));
            const inside = expression.arguments.map(printArgument).join(", ");
            // Short brackets at the end, `x[0]` or `f()`, are not broken.
            const callee = inside.length > 12 ? undefined : open(expression.callee);
            if (callee !== undefined) {
                return { ...callee, tail: `${callee.tail}(${inside})` };
            }
            const [only] = items;
            const isWhole = items.length === 1 && only?.before === "" && only.expression.kind === "starred" &&
                only.expression.value.kind === "comprehension";
            if (isWhole) {
                const opened = open(only.expression.value);
                return opened === undefined ? undefined : {
                    head: `${within(expression.callee, precedence.atom)}(*${opened.head}`, items: opened.items,
                    tail: `${opened.tail})`,
                };
            }
            return items.length === 0
                ? undefined
                : { head: `${within(expression.callee, precedence.atom)}(`, items, tail: ")" };
        }
        case "tuple":
        case "list":
            return expression.elements.length < 2
                ? undefined
                : {
                    head: expression.kind === "list" ? "[" : "(", items: expression.elements.map(plain),
                    tail: expression.kind === "list" ? "]" : ")",
                };
        case "dict":
            return {
                head: "{", tail: "}",
                items: expression.entries.map(([key, value]) =>
                    ({ before: `${JSON.stringify(key)}: `, expression: value, after: "," })),
            };
        case "comprehension":
            return {
                head: "[", tail: "]",
                items: [{ before: "", expression: expression.element, after: "", clause: clause(expression) }],
            };
        case "attribute": {
            const opened = open(expression.object);
            return opened === undefined ? undefined : { ...opened, tail: `${opened.tail}.${expression.attribute}` };
        }
        case "subscript": {
            const opened = open(expression.object);
            return opened === undefined
                ? undefined
                : { ...opened, tail: `${opened.tail}[${expression.index.map(printExpression).join(", ")}]` };
        }
        case "starred": {
            const opened = open(expression.value);
            return opened === undefined ? undefined : { ...opened, head: `*${opened.head}` };
        }
        default:
            return undefined;
    }
}

/** A paragraph wrapped at `longest` characters. */
function reflowed(paragraph: string, longest: number): string {
    if (paragraph.split("\n").every((line) => line.length <= longest)) {
        return paragraph;
    }
    const made: string[] = [];
    for (const word of paragraph.split(/\s+/)) {
        const last = made.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= longest) {
            made[made.length - 1] = `${last} ${word}`;
        } else {
            made.push(word);
        }
    }
    return made.join("\n");
}

/** A docstring's lines. */
function docstring(text: string, depth: number): readonly string[] {
    const indent = indentation(depth);
    const plain = text.replaceAll("\\", "\\\\").replaceAll("\"\"\"", "'''");
    const [first = "", ...rest] = plain.split("\n\n").map((one) => reflowed(one, width - indent.length - 3)).join("\n\n")
        .split("\n");
    const opening = `${indent}"""${first}`;
    if (rest.length === 0 && opening.length + 3 <= width && !first.endsWith("\"")) {
        return [`${opening}"""`];
    }
    return [opening, ...rest.map((line) => (line === "" ? "" : `${indent}${line}`)), `${indent}"""`];
}
