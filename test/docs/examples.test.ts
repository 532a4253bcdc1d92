import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readFences } from "../../docs/fences.ts";
import { layersPage } from "../../docs/layer-page.ts";
import { diagnose, type Diagnostic } from "../../server/diagnostics/diagnostics.ts";
import { projectRoot } from "../support/extension.ts";
import { analyzed } from "../support/marked-source.ts";

const pages = [
    "README.md",
    ...readdirSync(join(projectRoot, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
];

const read = (page: string): string => readFileSync(join(projectRoot, page), "utf8");

/** Lines of a model, inside the model that docs/language.md describes. */
function inModel(lines: string): string {
    return `model Example {\ninput image: [64, H = 56, W = 56]\n${lines}}\n`;
}

const worded = (diagnostics: readonly Diagnostic[]): readonly string[] =>
    diagnostics.map(({ code, message }) => `${code}: ${message}`);

describe.each(pages)("%s", (page) => {
    const fences = readFences(read(page)).filter(({ language }) => language === "cnn");
    const files = Object.fromEntries(
        fences.filter(({ role }) => role.includes(".")).map(({ role, source }) => [role, source]));

    test.each(fences.map((fence) => [fence.line, fence] as const))("the example at line %i", (_, { role, source }) => {
        const found = diagnose(analyzed(role === "body" ? inModel(source) : source, files).analysis);
        const errors = found.filter(({ severity }) => severity === "error");
        switch (role) {
            case "":
                expect(worded(found.filter(({ severity }) => severity === "error" || severity === "warning"))).toEqual([]);
                return;
            case "wrong":
                expect(errors).not.toEqual([]);
                return;
            default:
                // Lines, or blocks of a file that another imports, which nothing uses here.
                expect(worded(errors)).toEqual([]);
        }
    });

    test("links to files and headings that exist", () => {
        for (const [, target = ""] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
            if (!target.includes("://")) {
                const [path = "", heading] = target.split("#", 2);
                const linked = path === "" ? page : join(page, "..", path);
                expect(existsSync(join(projectRoot, linked)), target).toBe(true);
                if (heading !== undefined) {
                    expect(headings(read(linked)), target).toContain(heading);
                }
            }
        }
    });
});

test("docs/layers.md shows the layers' definitions", () => {
    expect(read("docs/layers.md"), "npm run generate:docs regenerates it").toBe(layersPage());
});

/** The anchors of a page's headings, as GitHub and VS Code name them. */
function headings(text: string): readonly string[] {
    return Array.from(text.matchAll(/^#+ (.+)$/gm), ([, title = ""]) =>
        title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
}
