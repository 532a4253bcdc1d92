import type { WorkspaceSymbol } from "vscode-languageserver-types";
import type { AnalysisHost } from "../names/host.ts";
import type { FileScope } from "../names/program.ts";
import { hostRange } from "./analyzed-document.ts";
import { kindOfItem } from "./document-symbols.ts";

/** The blocks, models, `let`s and functions of some files whose names contain the letters of a query in order. */
export function workspaceSymbols(
    query: string, files: readonly FileScope[], host: AnalysisHost,
): readonly WorkspaceSymbol[] {
    const letters = Array.from(query.toLowerCase().replaceAll(/\s/g, ""));
    return files.flatMap((file) => file.parsed.tree.items.flatMap((item): readonly WorkspaceSymbol[] => {
        if (item.kind === "import" || item.name === undefined || !hasInOrder(item.name.text, letters)) {
            return [];
        }
        const range = hostRange(host, { uri: file.uri, span: item.name });
        return range === undefined
            ? []
            : [{ name: item.name.text, kind: kindOfItem(item), location: { uri: file.uri, range } }];
    }));
}

function hasInOrder(name: string, letters: readonly string[]): boolean {
    let found = 0;
    for (const letter of name.toLowerCase()) {
        found += letter === letters[found] ? 1 : 0;
    }
    return found === letters.length;
}
