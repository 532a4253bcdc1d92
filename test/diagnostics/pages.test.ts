import { describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { indexPage, pagedCodes, readPage, severityProperty } from "../../docs/diagnostic-pages.ts";
import { defaultSeverities } from "../../server/diagnostics/catalogue.ts";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { severitySettings } from "../../server/diagnostics/silencing.ts";
import { projectRoot } from "../support/extension.ts";
import { analyzed } from "../support/marked-source.ts";

test("every diagnostic has a page, and every page a diagnostic", () => {
    expect(pagedCodes()).toEqual([...defaultSeverities.keys()]);
});

test("the index and the editor's setting list them all", () => {
    const read = (path: string): string => readFileSync(join(projectRoot, path), "utf8");
    const manifest = JSON.parse(read("package.json")) as {
        readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, unknown>> } };
    };
    const regenerate = "npm run generate:docs regenerates them";
    expect(read("docs/diagnostics/README.md"), regenerate).toBe(indexPage());
    const setting = manifest.contributes.configuration.properties["cnn.diagnostics.severity"];
    expect(setting, regenerate).toEqual(severityProperty());
    expect(setting).toMatchObject({
        propertyNames: { enum: [...defaultSeverities.keys()] }, additionalProperties: { enum: severitySettings },
    });
});

describe("the examples of a page get the diagnostics that it shows", () => {
    test.each(pagedCodes())("%s", (code) => {
        const { summary, wrong, right, files } = readPage(code);
        expect(summary).toMatch(/^[A-Z`].*\.$/);
        expect(wrong.length).toBeGreaterThan(0);
        expect(right.length).toBeGreaterThan(0);
        for (const text of wrong) {
            const found = diagnose(analyzed(text, files).analysis);
            // Hints are allowed: they are about the network in general, not about the page's topic.
            const reported = found.filter((one) => one.code === code || one.severity !== "hint");
            expect([...new Set(reported.map((one) => one.code))], text).toEqual([code]);
        }
        for (const text of right) {
            const found = diagnose(analyzed(text, files).analysis);
            const reported = found.filter((one) => one.code === code || one.severity === "error");
            expect(reported.map(({ message }) => message), text).toEqual([]);
        }
    });
});
