import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { projectRoot } from "./extension.ts";

/** A string or template in a source file. */
export interface SourceLiteral {
    readonly node: ts.Node;
    /** Its content, with `…` in place of each value. */
    readonly words: string;
    /** Its file, line and content. */
    readonly place: string;
}

/** The strings and templates of a source file, except paths of imports and types. */
export function literalsOf(path: string): readonly SourceLiteral[] {
    const source = ts.createSourceFile(path, readFileSync(join(projectRoot, path), "utf8"), ts.ScriptTarget.Latest, true);
    const found: SourceLiteral[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) {
            return;
        }
        const words = wordsOf(node);
        if (words !== undefined) {
            const { line } = source.getLineAndCharacterOfPosition(node.getStart());
            found.push({ node, words, place: `${path}:${line + 1}: ${words}` });
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
}

function wordsOf(node: ts.Node): string | undefined {
    if (ts.isStringLiteralLike(node)) {
        return node.text;
    }
    return ts.isTemplateExpression(node)
        ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join("…")
        : undefined;
}

/** The nodes around a node, the nearest first. */
export function nodesAround(node: ts.Node): readonly ts.Node[] {
    const around: ts.Node[] = [];
    for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
        around.push(at);
    }
    return around;
}
