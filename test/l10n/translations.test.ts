import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { afterEach, describe, expect, test } from "vitest";
import { allTemplates } from "../../l10n/templates.ts";
import { codeList, documentationText, plural, text, useDisplayLanguage } from "../../server/text.ts";
import { projectRoot } from "../support/extension.ts";

const korean = v.parse(
    v.record(v.string(), v.string()), JSON.parse(readFileSync(join(projectRoot, "l10n/bundle.l10n.ko.json"), "utf8")),
);

/** What a translation must keep: placeholders and code. */
function fixedParts(sentence: string): readonly string[] {
    const parts = Array.from(sentence.matchAll(/\{\w+\}|`[^`]*`/g), ([part]) => part);
    return Array.from(new Set(parts)).toSorted();
}

describe("the Korean bundle", () => {
    test("translates every template, and nothing else", () => {
        const templates = allTemplates();
        expect({
            missing: [...templates].filter((template) => !Object.hasOwn(korean, template)),
            unused: Object.keys(korean).filter((template) => !templates.has(template)),
        }).toEqual({ missing: [], unused: [] });
    });

    test("keeps placeholders and code", () => {
        const differing = Object.entries(korean).filter(([template, translation]) =>
            fixedParts(template).join() !== fixedParts(translation).join());
        expect(differing).toEqual([]);
    });

    // A loop is 반복문, an iteration 반복: 반복 횟수 counts iterations, and 회차 would be another word for one of them.
    test("has one word for each term", () => {
        const mixed = Object.entries(korean).filter(([, translation]) => /회차|루프|라운드/u.test(translation));
        expect(mixed).toEqual([]);
    });

    test("is Korean, wherever a template has words", () => {
        const untranslated = Object.entries(korean).filter(([template, translation]) =>
            /\p{L}{4}/u.test(template.replace(/\{\w+\}|`[^`]*`|WebGPU|WebAssembly|MACs|softmax/g, "")) && !/\p{Script=Hangul}/u.test(translation));
        expect(untranslated).toEqual([]);
    });
});

describe("text in another language", () => {
    afterEach(() => useDisplayLanguage({ locale: "en", translations: {} }));

    const pseudo = {
        locale: "ko",
        translations: {
            "expected {expected}, got {actual}": "{actual} 대신 {expected}이(가) 필요합니다",
            "{count} axis": "축 {count}개", "{count} axes": "축 {count}개", "Its stride.": "보폭.",
        },
    };

    test("is the translation of its template", () => {
        useDisplayLanguage(pseudo);
        expect(text("expected {expected}, got {actual}", { expected: 3, actual: 4 })).toBe("4 대신 3이(가) 필요합니다");
        expect(plural(2, "{count} axis", "{count} axes", { count: 2 })).toBe("축 2개");
        expect(documentationText("Its stride.")).toBe("보폭.");
        expect(codeList(["a", "b"])).toBe("`a` 및 `b`");
    });

    test("stays English where a translation is missing", () => {
        useDisplayLanguage(pseudo);
        expect(text("unknown layer `{name}`", { name: "con" })).toBe("unknown layer `con`");
    });

    test("stays English in a language without a bundle", () => {
        useDisplayLanguage({ locale: "de", translations: {} });
        expect(codeList(["a", "b"])).toBe("`a` and `b`");
    });
});
