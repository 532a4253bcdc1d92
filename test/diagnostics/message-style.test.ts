import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { pagedCodes, readPage } from "../../docs/diagnostic-pages.ts";
import { diagnose, type Diagnostic } from "../../server/diagnostics/diagnostics.ts";
import { projectRoot } from "../support/extension.ts";
import { analyzed } from "../support/marked-source.ts";

/** The longest message. */
const longest = 140;

/** Lower case, a number, or code: a name in backticks, a string or a shape. */
const starts = /^[\p{Ll}\p{N}`"[]/u;

/** The diagnostics of the corpora and of the wrong examples in the documentation. */
const sources: readonly (readonly [name: string, found: () => readonly Diagnostic[]])[] = [
    ...["test/corpus", "test/corpus/mistakes"].map((folder) => [folder, () => {
        const paths = globSync(`${folder}/*.cnn`, { cwd: projectRoot });
        const files = Object.fromEntries(paths.map((path) =>
            [basename(path), readFileSync(join(projectRoot, path), "utf8")]));
        return Object.entries(files).flatMap(([name, text]) => diagnose(analyzed(text, files, name).analysis));
    }] as const),
    ["docs/diagnostics", () => pagedCodes().flatMap((code) => {
        const { wrong, files } = readPage(code);
        return wrong.flatMap((text) => diagnose(analyzed(text, files).analysis));
    })],
];

describe.each(sources)("the messages of %s", (_, found) => {
    const diagnostics = found();
    const breaking = (keeps: (message: string) => boolean): readonly string[] =>
        [...new Set(diagnostics.filter(({ message }) => !keeps(message)).map(({ code, message }) => `${code}: ${message}`))];

    test("are many", () => {
        expect(diagnostics.length).toBeGreaterThan(50);
    });

    test("start in lower case, with a number, or with code", () => {
        expect(breaking((message) => starts.test(message))).toEqual([]);
    });

    test("end without a period", () => {
        expect(breaking((message) => !/[.!;:,\s]$/.test(message))).toEqual([]);
    });

    test(`are at most ${longest} characters long`, () => {
        expect(breaking((message) => message.length <= longest)).toEqual([]);
    });

    test("have help in the same form", () => {
        const helps = [...new Set(diagnostics.flatMap(({ help }) => help ?? []))];
        expect(helps.filter((help) => !starts.test(help) || help.endsWith("."))).toEqual([]);
    });
});
