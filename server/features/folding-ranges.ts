import { FoldingRangeKind, type FoldingRange } from "vscode-languageserver-types";
import { beginsLine, tokensIn } from "../../grammar/source-tokens.ts";
import type { Node } from "../../grammar/syntax-tree.ts";
import { children } from "../../grammar/traversal.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";

/** The foldable ranges: bodies, multiline argument lists, and consecutive comment lines. */
export function foldingRanges(source: AnalyzedDocument): readonly FoldingRange[] {
    const { tree } = source.analysis.file;
    const ranges: FoldingRange[] = [];
    const visit = (node: Node): void => {
        if (node.kind === "body") {
            fold(source, node.start, node.end, ranges);
        } else if (node.kind === "call" && node.argumentsSpan !== undefined) {
            fold(source, node.argumentsSpan.start, node.argumentsSpan.end, ranges);
        }
        for (const child of children(node)) {
            visit(child);
        }
    };
    visit(tree);
    return [...ranges, ...commentRanges(source)];
}

/** Folds the text between two brackets and keeps the closing bracket's line visible. */
function fold({ document }: AnalyzedDocument, start: number, end: number, ranges: FoldingRange[]): void {
    const startLine = document.positionAt(start).line;
    const endLine = document.positionAt(end).line - 1;
    if (endLine > startLine) {
        ranges.push({ startLine, endLine });
    }
}

function commentRanges({ analysis: { file }, document }: AnalyzedDocument): readonly FoldingRange[] {
    const ranges: FoldingRange[] = [];
    let run: { startLine: number; endLine: number; kind: FoldingRangeKind } | undefined;
    for (const comment of tokensIn(file, file.tree, "comment")) {
        if (!beginsLine(file, comment.start)) {
            continue;
        }
        const { line } = document.positionAt(comment.start);
        if (run?.endLine === line - 1) {
            run.endLine = line;
        } else {
            run = { startLine: line, endLine: line, kind: FoldingRangeKind.Comment };
            ranges.push(run);
        }
    }
    return ranges.filter(({ startLine, endLine }) => endLine > startLine);
}
