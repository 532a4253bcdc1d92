import { MarkupKind, type InlayHint } from "vscode-languageserver-types";
import type { Block, Body, Model, Span } from "../../grammar/syntax-tree.ts";
import type { FileNames } from "../names/file-names.ts";
import { bodiesReadingIn, lineStarts, nameOfOrigin, type LineStart, type Origin } from "../names/line-starts.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";

/**
 * `skip →` before a line that writes no source, if what it starts from is also read by name elsewhere: there a line
 * easily starts from another value than its writer thinks.
 */
export function sourceHints({ analysis, document }: AnalyzedDocument, span: Span): readonly InlayHint[] {
    const { tree } = analysis.file;
    const items = tree.items.filter((item) => item.kind === "block" || item.kind === "model")
        .filter(({ start, end }) => start <= span.end && span.start <= end);
    return items.flatMap((item) => {
        const reading = bodiesReadingIn(item);
        const isReadAgain = (origin: Origin): boolean => isRead(origin, item, reading, analysis.names.names);
        const shown = lineStarts(item).filter(({ implicit, flow, origins }) =>
            implicit && span.start <= flow.start && flow.start <= span.end && origins.some(isReadAgain));
        return shown.map(({ flow, origins }): InlayHint => {
            const position = document.positionAt(flow.start);
            const sources = sourcesOf(origins, item);
            const [source] = sources;
            const isOne = sources.length === 1 && source !== undefined;
            return {
                position,
                label: `${sources.map((one) => one ?? "…").join(" or ")} →`,
                paddingRight: true,
                tooltip: { kind: MarkupKind.Markdown, value: tooltip(sources) },
                ...(isOne ? { textEdits: [{ range: { start: position, end: position }, newText: `${source} -> ` }] } : {}),
            };
        });
    });
}

/** The names of what a line may start from, each once; undefined for a line without a name. */
function sourcesOf(origins: LineStart["origins"], item: Block | Model): readonly (string | undefined)[] {
    // A model's body starts with nothing: its first value is an input.
    const values = item.kind === "block" ? origins : origins.filter((origin) => origin !== item.body);
    return [...new Set(values.map(nameOfOrigin))];
}

function tooltip(sources: readonly (string | undefined)[]): string {
    const names = sources.map((source) => (source === undefined ? "the line above" : `\`${source}\``)).join(" or ");
    return `This line writes no source, so it starts from ${names}.`;
}

/** Whether something in the item refers to an origin by its name or, if a body was given it, by `in`. */
function isRead(
    origin: Origin, item: Block | Model, reading: ReadonlySet<Body>, names: FileNames,
): boolean {
    switch (origin.kind) {
        case "body":
            return reading.has(origin);
        case "output":
            return true;
        case "input":
            return (item.body !== undefined && reading.has(item.body)) ||
                (origin.name !== undefined && names.isRead(origin.name, item));
        case "line": {
            const [name] = origin.names;
            return name !== undefined && name.text !== "_" && names.isRead(name, item);
        }
    }
}
