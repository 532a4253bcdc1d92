import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position } from "vscode-languageserver-types";
import { analyze } from "../../server/analysis/analyze.ts";
import type { AnalyzedDocument } from "../../server/features/analyzed-document.ts";
import { memoryHost } from "./memory-host.ts";

/** A text as features see it, with other files it can import. */
export function analyzed(
    text: string, files: Readonly<Record<string, string>> = {}, name = "main.cnn",
): AnalyzedDocument {
    const uri = `memory:/${name}`;
    const host = memoryHost({ ...files, [name]: text });
    return { analysis: analyze(uri, host), document: TextDocument.create(uri, "cnn", 1, text), host };
}

/** A text with `|` at the cursor, as features see it. */
export function atCursor(marked: string): { readonly source: AnalyzedDocument; readonly position: Position } {
    const offset = marked.indexOf("|");
    const source = analyzed(marked.slice(0, offset) + marked.slice(offset + 1));
    return { source, position: source.document.positionAt(offset) };
}
