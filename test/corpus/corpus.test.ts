import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { diagnose, findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import { triedHelp } from "../../server/diagnostics/trial.ts";
import { helpfulFixes } from "../support/helpful-fixes.ts";
import { analyzed } from "../support/marked-source.ts";

/** Text files with mistakes and their diagnostics: FOLDER/*.cnn and FOLDER/diagnostics.txt. */
const corpora = [
    { name: "texts that are hardly a network", folder: "./", least: 50 },
    { name: "networks with a typical mistake", folder: "./mistakes/", least: 77 },
];

/** Every diagnostic as `line:column «text» severity code: message`, then its help, notes and fixes. */
function report(name: string, files: Readonly<Record<string, string>>): readonly string[] {
    const text = files[name] ?? "";
    const { analysis, document, host } = analyzed(text, files, name);
    const found = findDiagnostics(analysis);
    return diagnose(analysis).flatMap((diagnostic) => {
        const { span, severity, code, message, notes, related } = diagnostic;
        const help = triedHelp(diagnostic, { analysis, found, host });
        const { line, character } = document.positionAt(span.start);
        const place = text.slice(span.start, span.end).replaceAll(/\r\n?|\n/g, "⏎").replaceAll("\0", "␀");
        const places = related.map((one) => {
            const isHere = one.uri === analysis.uri;
            return `${one.message}${isHere ? ` «${text.slice(one.span.start, one.span.end).replaceAll(/\s+/g, " ")}»` : ""}`;
        });
        return [
            `${line + 1}:${character + 1} «${place}» ${severity} ${code}: ${message}`,
            ...(help === undefined ? [] : [`    help: ${help}`]),
            ...[...notes, ...places].map((note) => `    note: ${note}`),
            ...helpfulFixes(diagnostic, { analysis, found, host }).map(({ title }) => `    fix: ${title}`),
        ];
    });
}

function codes(text: string): readonly string[] {
    return diagnose(analyzed(text).analysis).map(({ code }) => code);
}

describe.each(corpora)("$name", ({ folder, least }) => {
    const path = fileURLToPath(new URL(folder, import.meta.url));
    const names = readdirSync(path).filter((name) => name.endsWith(".cnn")).sort();
    const files = Object.fromEntries(names.map((name) => [name, readFileSync(path + name, "utf8")]));
    const reportOf = (name: string): readonly string[] => report(name, files);
    const expected = readExpectations(`${path}diagnostics.txt`, names, reportOf);

    it("are all there, and no others are expected", () => {
        expect(names.length).toBeGreaterThanOrEqual(least);
        expect([...expected.keys()]).toEqual(names);
    });

    it.each(names)("%s", (name) => {
        expect(reportOf(name)).toEqual(expected.get(name));
    });
});

/** The expected diagnostics by file. `CNN_WRITE=1` rewrites them, to be reviewed before committing. */
function readExpectations(
    path: string, names: readonly string[], reportOf: (name: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
    if (process.env["CNN_WRITE"] !== undefined) {
        writeFileSync(path, `${names.map((name) => [`== ${name}`, ...reportOf(name)].join("\n")).join("\n\n")}\n`);
    }
    const sections = readFileSync(path, "utf8").split(/^== /mu).slice(1);
    return new Map(sections.map((section) => {
        const [name = "", ...lines] = section.trimEnd().split("\n");
        return [name, lines];
    }));
}

describe("texts too large to keep", () => {
    const model = (line: string): string => `model M() {\n    input x: [3, 8, 8]\n    ${line}\n    output y = relu()\n}\n`;

    it("a line of a megabyte is read", () => {
        const chain = Array.from({ length: 20_000 }, () => "identity()").join(" -> ");
        const long = `${chain}${" ".repeat(1_000_000)} -> conv(4, kernel=99)`;
        expect(codes(model(long))).toEqual(["kernel-exceeds-input"]);
        expect(codes(model(`# ${"a".repeat(1_000_000)}`))).toEqual([]);
    });

    it.each(["-", "not ", "1 + "])("a row of 5000 %j is refused once", (operator) => {
        expect(codes(model(`conv(4, 1, bias=${operator.repeat(5000)}1)`))).toEqual(["nesting-too-deep"]);
    });

    it.each([["(", ")"], ["[", "]"]])("5000 nested %s are rejected with one problem", (opening, closing) => {
        const deep = `conv(${opening.repeat(5000)}4${closing.repeat(5000)}, 1)`;
        expect(codes(model(deep))).toEqual(["nesting-too-deep"]);
    });
});
