import { commentLinesAbove } from "../../../grammar/comments.ts";
import { tokensIn } from "../../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Expression, Item, Node, Span, Statement } from "../../../grammar/syntax-tree.ts";
import { descendants, nodePathAt } from "../../../grammar/traversal.ts";
import { text } from "../../text.ts";
import { FreshNames } from "./fresh-names.ts";
import { numberName } from "./number-names.ts";
import type { FindRefactorings, Refactoring, Selected } from "./refactoring.ts";

/** `conv(2 * width)` → `let channels = 2 * width` above `conv(channels)`, or above the item. */
export const extractLet: FindRefactorings = (selected) => {
    const { file, selection } = selected;
    const path = nodePathAt(file.tree, selection.start);
    const item = path.find((node): node is Item => file.tree.items.some((one) => one === node));
    const expression = item === undefined ? undefined : selectedExpression(file, selection, path);
    if (item === undefined || expression === undefined) {
        return [];
    }
    const body = path.findLast((node) => node.kind === "body" && node.start < expression.start && expression.end < node.end);
    const statement = body?.kind === "body"
        ? body.statements.find(({ start, end }) => start <= expression.start && expression.end <= end)
        : undefined;
    const isConstant = descendants(expression).every(({ kind }) => kind !== "name" && kind !== "in");
    return [
        ...(statement === undefined ? [] : [extraction("extract-let", statement, item, expression, selected)]),
        ...(statement === undefined || isConstant
            ? [extraction("extract-file-let", item, file.tree, expression, selected)]
            : []),
    ];
};

function extraction(
    id: "extract-let" | "extract-file-let", before: Statement | Item, scope: Span, expression: Expression,
    { file, analysis, selection }: Selected,
): Refactoring {
    return {
        id, kind: "refactor.extract", renamesTensors: false,
        title: id === "extract-let" ? text("Extract to `let`") : text("Extract to `let` of the file"),
        rewrite: () => {
            const known = [...analysis.names.constants.keys(), ...analysis.names.called.keys()];
            const newName = new FreshNames(file, scope, known).like(numberName(file, expression, analysis));
            const { start } = commentLinesAbove(file, before.start)[0] ?? before;
            const value = file.text.slice(expression.start, expression.end);
            const replaced = selection.start === selection.end ? expression : withoutBlanks(file, selection);
            return {
                changes: [
                    { span: { start, end: start }, text: `let ${newName} = ${value}\n${id === "extract-let" ? "" : "\n"}` },
                    { span: replaced, text: newName },
                ],
                newName,
            };
        },
    };
}

/** The expression that is selected, with or without parentheses around it, or the number at the cursor. */
function selectedExpression(file: ParsedFile, selection: Span, path: readonly Node[]): Expression | undefined {
    if (selection.start === selection.end) {
        const last = path.at(-1);
        return last?.kind === "number" && isReplaceable(path) ? last : undefined;
    }
    let span = withoutBlanks(file, selection);
    for (;;) {
        const here = nodePathAt(file.tree, span.start);
        const index = here.findLastIndex((node) => node.start === span.start && node.end === span.end && isNamed(node));
        const found = here[index];
        if (found !== undefined && isNamed(found)) {
            return isReplaceable(here.slice(0, index + 1)) ? found : undefined;
        }
        const inner = withoutParentheses(file, span);
        if (inner === undefined) {
            return undefined;
        }
        span = inner;
    }
}

function withoutBlanks(file: ParsedFile, selection: Span): Span {
    const tokens = tokensIn(file, selection).filter(({ kind }) => kind !== "newline" && kind !== "comment");
    const [first, last] = [tokens[0], tokens.at(-1)];
    return first === undefined || last === undefined ? selection : { start: first.start, end: last.end };
}

function withoutParentheses(file: ParsedFile, span: Span): Span | undefined {
    const tokens = tokensIn(file, span).filter(({ kind }) => kind !== "newline" && kind !== "comment");
    const [open, first, last, close] = [tokens[0], tokens[1], tokens.at(-2), tokens.at(-1)];
    return open?.text === "(" && close?.text === ")" && first !== undefined && last !== undefined && tokens.length > 2
        ? { start: first.start, end: last.end }
        : undefined;
}

/** The kinds of expressions that a `let` can name and that are not a name themselves. */
const namedKinds = new Set<Node["kind"]>([
    "number", "string", "boolean", "list", "call-expression", "attribute", "index", "unary", "binary", "conditional",
]);

function isNamed(node: Node): node is Expression {
    return namedKinds.has(node.kind);
}

/** Whether a name can replace the last node of a path: not in a decorator, an import or the whole value of a `let`. */
function isReplaceable(path: readonly Node[]): boolean {
    return path.at(-2)?.kind !== "let" && path.every(({ kind }) => kind !== "decorator" && kind !== "import");
}
