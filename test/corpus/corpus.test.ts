import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { analyzed } from "../support/marked-source.ts";

/** The files of this folder are wrong as beginners' are; what is said of each stands in diagnostics.txt. */
const folder = fileURLToPath(new URL("./", import.meta.url));
const expectations = `${folder}diagnostics.txt`;
const files = readdirSync(folder).filter((name) => name.endsWith(".cnn")).sort();

/** Every diagnostic as `line:column «text» severity code: message`, then its help and notes; positions from 1. */
function told(text: string): readonly string[] {
    const { analysis, document } = analyzed(text);
    return diagnose(analysis).flatMap(({ span, severity, code, message, help, notes, related }) => {
        const { line, character } = document.positionAt(span.start);
        const place = text.slice(span.start, span.end).replaceAll(/\r\n?|\n/g, "⏎").replaceAll("\0", "␀");
        return [
            `${line + 1}:${character + 1} «${place}» ${severity} ${code}: ${message}`,
            ...(help === undefined ? [] : [`    help: ${help}`]),
            ...[...notes, ...related.map((one) => one.message)].map((note) => `    note: ${note}`),
        ];
    });
}

function codes(text: string): readonly string[] {
    return diagnose(analyzed(text).analysis).map(({ code }) => code);
}

/** diagnostics.txt by file. `CNN_WRITE=1` writes it anew, to be read through before it is kept. */
function readExpectations(): ReadonlyMap<string, readonly string[]> {
    if (process.env["CNN_WRITE"] !== undefined) {
        const sections = files.map((file) => [`== ${file}`, ...told(readFileSync(folder + file, "utf8"))].join("\n"));
        writeFileSync(expectations, `${sections.join("\n\n")}\n`);
    }
    const sections = readFileSync(expectations, "utf8").split(/^== /mu).slice(1);
    return new Map(sections.map((section) => {
        const [file = "", ...lines] = section.trimEnd().split("\n");
        return [file, lines];
    }));
}

describe("files that beginners write", () => {
    const expected = readExpectations();

    it("are all there, and no others are expected", () => {
        expect(files.length).toBeGreaterThanOrEqual(50);
        expect([...expected.keys()]).toEqual(files);
    });

    it.each(files)("%s", (file) => {
        expect(told(readFileSync(folder + file, "utf8"))).toEqual(expected.get(file));
    });
});

describe("texts too large to keep", () => {
    const model = (line: string): string => `model M() {\n    input x: [3, 8, 8]\n    ${line}\n    output y = relu()\n}\n`;

    it("a line of a megabyte is read", () => {
        const chain = Array.from({ length: 20_000 }, () => "relu()").join(" -> ");
        const long = `${chain}${" ".repeat(1_000_000)} -> conv(4, kernel=99)`;
        expect(told(model(long))[0]).toMatch(/^3:\d+ «99» error kernel-exceeds-input: /);
        expect(told(model(`# ${"a".repeat(1_000_000)}`))).toEqual([]);
    });

    it.each(["-", "not ", "1 + "])("a row of 5000 %j is refused once", (operator) => {
        expect(codes(model(`conv(4, 1, bias=${operator.repeat(5000)}1)`))).toEqual(["nesting-too-deep"]);
    });

    it.each([["(", ")"], ["[", "]"]])("what is nested in 5000 %s is refused once", (opening, closing) => {
        const deep = `conv(${opening.repeat(5000)}4${closing.repeat(5000)}, 1)`;
        expect(codes(model(deep))).toEqual(["nesting-too-deep"]);
    });
});
