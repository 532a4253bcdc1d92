import { SymbolKind, type DocumentSymbol } from "vscode-languageserver-types";
import { textOnOneLine } from "../../grammar/source-tokens.ts";
import type { Block, Body, Flow, For, Identifier, Item, Let, Model, Repeat, Span, Statement } from "../../grammar/syntax-tree.ts";
import type { Use } from "../evaluation/records.ts";
import { rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { summarizeShapes } from "./shape-summary.ts";

/** The outline: models, blocks and lets, which contain inputs, outputs, named lines and loops. */
export function documentSymbols(source: AnalyzedDocument): readonly DocumentSymbol[] {
    return source.analysis.file.tree.items.flatMap((item) => itemSymbols(source, item));
}

function itemSymbols(source: AnalyzedDocument, item: Item): readonly DocumentSymbol[] {
    if (item.kind === "import" || item.name === undefined) {
        return [];
    }
    const kind = kindOfItem(item);
    return item.kind === "let"
        ? [symbol(source, item.name, kind, item)]
        : [symbol(source, item.name, kind, item, item.kind, bodySymbols(source, item.body))];
}

/** The icon of a model, a block, a number or a function. */
export function kindOfItem(item: Block | Model | Let): SymbolKind {
    switch (item.kind) {
        case "model":
            return SymbolKind.Class;
        case "block":
            return SymbolKind.Module;
        case "let":
            return item.parameters === undefined ? SymbolKind.Constant : SymbolKind.Function;
    }
}

function bodySymbols(source: AnalyzedDocument, body: Body | undefined): readonly DocumentSymbol[] {
    return body?.statements.flatMap((statement) => statementSymbols(source, statement)) ?? [];
}

function statementSymbols(source: AnalyzedDocument, statement: Statement): readonly DocumentSymbol[] {
    switch (statement.kind) {
        case "let":
            return itemSymbols(source, statement);
        case "input":
            return statement.name === undefined ? [] : [symbol(
                source, statement.name, SymbolKind.Interface, statement, shapeOf(source.analysis.uses.get(statement)),
            )];
        case "output":
            return statement.name === undefined ? [] : [symbol(
                source, statement.name, SymbolKind.Event, statement, shapeOf(source.analysis.uses.get(statement)),
                flowSymbols(source, statement.flow),
            )];
        case "line": {
            const inner = flowSymbols(source, statement.flow);
            const detail = shapeOf(source.analysis.uses.get(statement));
            return statement.names.length === 0
                ? inner
                : statement.names.map((name) => symbol(source, name, SymbolKind.Variable, statement, detail, inner));
        }
        case "if":
            return [
                ...bodySymbols(source, statement.then),
                ...(statement.else?.kind === "if"
                    ? statementSymbols(source, statement.else)
                    : bodySymbols(source, statement.else)),
            ];
        case "require":
        case "return":
            return [];
    }
}

/** The loops of a flow; a named loop is represented by its line, directly above its contents. */
function flowSymbols(source: AnalyzedDocument, flow: Flow | undefined): readonly DocumentSymbol[] {
    return flow?.steps.flatMap((step) => (step.kind === "call" ? [] : [loopSymbol(source, step)])) ?? [];
}

function loopSymbol(source: AnalyzedDocument, loop: Repeat | For): DocumentSymbol {
    return {
        name: textOnOneLine(source.analysis.file, { start: loop.start, end: loop.body?.start ?? loop.end }),
        kind: SymbolKind.Array,
        range: rangeOf(source, loop),
        selectionRange: rangeOf(source, loop.keyword),
        detail: shapeOf(source.analysis.uses.get(loop)),
        children: [...bodySymbols(source, loop.body)],
    };
}

function symbol(
    source: AnalyzedDocument, name: Identifier, kind: SymbolKind, whole: Span, detail = "",
    children: readonly DocumentSymbol[] = [],
): DocumentSymbol {
    const range = { start: Math.min(whole.start, name.start), end: Math.max(whole.end, name.end) };
    return {
        name: name.text,
        kind,
        detail,
        range: rangeOf(source, range),
        selectionRange: rangeOf(source, name),
        children: [...children],
    };
}

function shapeOf(uses: readonly Use[] | undefined): string {
    return summarizeShapes(uses?.map(({ values }) => values[0]?.shape) ?? []) ?? "";
}
