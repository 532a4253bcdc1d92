import { expect } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { analyzed } from "./marked-source.ts";

/** Test networks omit outputs and activations if they are about something else. */
const besidesThePoint: readonly string[] = ["missing-output", "missing-activation"];

/**
 * A text in which comment lines with carets mark the range of every diagnostic in the line above, with its code and the
 * start of its message. A bar marks an empty span. `ignored` codes are left out.
 */
export function expectMarked(marked: string, ignored = besidesThePoint): void {
    const lines = marked.split("\n");
    const marks = lines.flatMap((line, index) => {
        const [, before = "", carets = "", words = ""] = /^(#?\s*)(\^+|\|) (.*)$/u.exec(line) ?? [];
        const from = before.length;
        return carets === "" ? [] : [{ line: index, from, to: carets === "|" ? from : from + carets.length, words }];
    });
    const source = analyzed(marked);
    const found = diagnose(source.analysis).filter(({ code }) => !ignored.includes(code)).map((diagnostic) => {
        const start = source.document.positionAt(diagnostic.span.start);
        const end = source.document.positionAt(diagnostic.span.end);
        const mark = marks.find(({ line, from, to }) =>
            line === start.line + 1 && from === start.character && to === end.character);
        const described = `${diagnostic.code}: ${diagnostic.message}`;
        return mark !== undefined && described.startsWith(mark.words)
            ? mark.words
            : `${start.line}:${start.character}-${end.character} ${described}`;
    });
    expect(found).toEqual(marks.map(({ words }) => words));
}
