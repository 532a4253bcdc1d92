import { parse } from "../../../grammar/parser.ts";
import { beginsLine, indentationAt, lineEndAt, lineStartAt } from "../../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Item, Span } from "../../../grammar/syntax-tree.ts";
import { applyChanges, type TextChange } from "../../diagnostics/edits.ts";
import { JoinedSpans } from "../../../grammar/spans.ts";
import { defaultFormattingOptions, formattingReplacements, type FormattingOptions } from "../../format/format.ts";
import { composeChanges, placedChanges } from "./composed-changes.ts";

/**
 * Changes with the layout of the formatter: on the lines that they touch, and in items that were formatted before.
 * Other lines keep their layout.
 */
export function formattedChanges(file: ParsedFile, written: readonly TextChange[]): readonly TextChange[] {
    const lineEnd = /\r\n|\r|\n/.exec(file.text)?.[0] ?? "\n";
    const changes = written.map((change) => ({ ...change, text: change.text.replaceAll(/\r\n|\r|\n/g, lineEnd) }));
    const options = layoutOf(file);
    const changed = parse(applyChanges(file.text, changes));
    const unformatted = new JoinedSpans(formattingReplacements(file, options).map(({ span }) => span));
    const wasFormatted = new Set(file.tree.items.filter((item) => !unformatted.touch(item)).map(itemKey));
    const free = new JoinedSpans([
        ...placedChanges(changes).map(({ after }): Span => ({
            start: lineStartAt(changed, after.start), end: lineEndAt(changed, after.end),
        })),
        ...changed.tree.items.filter((item) => wasFormatted.has(itemKey(item))),
    ]);
    const layout = formattingReplacements(changed, options).filter(({ span }) => free.touch(span));
    return composeChanges(file.text, changes, layout)
        .filter(({ span, text }) => file.text.slice(span.start, span.end) !== text);
}

function itemKey(item: Item): string {
    return item.kind === "import" ? `import ${item.path?.value ?? ""}` : `${item.kind} ${item.name?.text ?? ""}`;
}

/** The indentation that a file uses; the formatter's if it has no indented statement. */
function layoutOf(file: ParsedFile): FormattingOptions {
    for (const item of file.tree.items) {
        const body = item.kind === "block" || item.kind === "model" ? item.body : undefined;
        for (const statement of body?.statements ?? []) {
            const indentation = beginsLine(file, statement.start) ? indentationAt(file, statement.start) : "";
            if (indentation !== "") {
                return indentation.includes("\t")
                    ? { ...defaultFormattingOptions, insertSpaces: false }
                    : { tabSize: indentation.length, insertSpaces: true };
            }
        }
    }
    return defaultFormattingOptions;
}
