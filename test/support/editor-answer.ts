import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "../../grammar/parser.ts";
import { analyze } from "../../server/analysis/analyze.ts";
import { findDiagnostics, type Diagnostic } from "../../server/diagnostics/diagnostics.ts";
import { editorDiagnostic } from "../../server/features/diagnostics.ts";
import { documentSymbols } from "../../server/features/document-symbols.ts";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import { memoryHost } from "./memory-host.ts";

/** How many diagnostics are worded, as if the editor asked for all: the others are alike. */
const worded = 1000;

/** What an editor requests for a text beyond its tree: diagnostics, hints, symbols and the candidate fixes. */
export function editorAnswer(
    text: string, files: Readonly<Record<string, string>> = {}, file = parse(text),
): readonly Diagnostic[] {
    const uri = "memory:/main.cnn";
    const host = memoryHost({ ...files, "main.cnn": text });
    const analysis = analyze(uri, host, {}, file);
    const document = TextDocument.create(uri, "cnn", 1, text);
    const source = { document, analysis, host };
    const found = findDiagnostics(analysis);
    for (const one of found.slice(0, worded)) {
        editorDiagnostic(source, one);
        one.fixes();
    }
    inlayHints(source, { start: document.positionAt(0), end: document.positionAt(text.length) });
    documentSymbols(source);
    return found;
}
