import type { TextEdit } from "vscode-languageserver-types";
import { commentLinesAbove } from "../../grammar/comments.ts";
import { lineEndAt } from "../../grammar/source-tokens.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";

/**
 * The path by which a document imports another file, relative to the document; undefined if there is none, as for a
 * document that is not saved.
 */
export function importPath({ analysis, host }: AnalyzedDocument, file: string): string | undefined {
    const path = relativePath(analysis.uri, file);
    return path !== undefined && !/["\\\n]/u.test(path) && host.resolve(analysis.uri, path) === file ? path : undefined;
}

/** The edit that adds an import after the last one, or else above the first item and its comment. */
export function importEdit({ analysis: { file }, document }: AnalyzedDocument, path: string): TextEdit {
    const newline = file.text.includes("\r\n") ? "\r\n" : "\n";
    const line = `import "${path}"`;
    const last = file.tree.items.findLast(({ kind }) => kind === "import");
    const at = (offset: number, newText: string): TextEdit => {
        const position = document.positionAt(offset);
        return { range: { start: position, end: position }, newText };
    };
    if (last !== undefined) {
        return at(lineEndAt(file, last.end), `${newline}${line}`);
    }
    const first = file.tree.items[0]?.start ?? 0;
    const [comment] = commentLinesAbove(file, first);
    return at(comment?.start ?? first, `${line}${newline}${newline}`);
}

/** `../shared/blocks.cnn`, with the segments decoded; undefined for files of different origins. */
function relativePath(from: string, to: string): string | undefined {
    const [origin, target] = [parts(from), parts(to)];
    if (origin === undefined || target?.root !== origin.root) {
        return undefined;
    }
    const folder = origin.segments.slice(0, -1);
    const shared = folder.findIndex((segment, index) => segment !== target.segments[index]);
    const common = shared < 0 ? folder.length : shared;
    return [...folder.slice(common).map(() => ".."), ...target.segments.slice(common)].join("/");
}

function parts(uri: string): { readonly root: string; readonly segments: readonly string[] } | undefined {
    const [, root, path] = /^([\w+.-]+:(?:\/\/[^/]*)?)\/([^?#]*)$/u.exec(uri) ?? [];
    try {
        return root === undefined || path === undefined
            ? undefined
            : { root, segments: path.split("/").map(decodeURIComponent) };
    } catch {
        return undefined;
    }
}
