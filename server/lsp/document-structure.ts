import type {
    DocumentSymbol, DocumentSymbolParams, FoldingRange, FoldingRangeParams, SelectionRange, SelectionRangeParams,
} from "vscode-languageserver";
import { documentLinks, documentSymbols, foldingRanges, selectionRanges } from "../service.ts";
import type { Session } from "./session.ts";

/** Answers with the outline of a document, its links, and what can be folded or selected. */
export function answerDocumentStructure({ connection, requests }: Session): void {
    connection.onDocumentSymbol(
        requests.about<DocumentSymbolParams, DocumentSymbol[] | null>("textDocument/documentSymbol", null, (source) => [
            ...documentSymbols(source),
        ]),
    );
    connection.onDocumentLinks(
        requests.about("textDocument/documentLink", null, (source) => [...documentLinks(source)]));
    connection.onSelectionRanges(
        requests.about<SelectionRangeParams, SelectionRange[] | null>(
            "textDocument/selectionRange", null, (source, { positions }) => [...selectionRanges(source, positions)]),
    );
    connection.onFoldingRanges(
        requests.about<FoldingRangeParams, FoldingRange[] | null>("textDocument/foldingRange", null, (source) => [
            ...foldingRanges(source),
        ]),
    );
}
