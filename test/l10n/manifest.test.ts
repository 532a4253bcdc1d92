import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { severityTexts } from "../../docs/diagnostic-pages.ts";
import { toolTexts } from "../../docs/language-model-tools.ts";
import { projectRoot } from "../support/extension.ts";

const read = (path: string): unknown => JSON.parse(readFileSync(join(projectRoot, path), "utf8"));
const texts = v.record(v.string(), v.string());
const english = v.parse(texts, read("package.nls.json"));
const korean = v.parse(texts, read("package.nls.ko.json"));
const manifest = v.parse(v.looseObject({ contributes: v.unknown() }), read("package.json"));

/** The strings of a value with the path of each. */
function stringsIn(value: unknown, path = ""): readonly (readonly [path: string, text: string])[] {
    return typeof value === "string"
        ? [[path, value]]
        : typeof value === "object" && value !== null
            ? Object.entries(value).flatMap(([key, inner]) => stringsIn(inner, `${path}/${key}`))
            : [];
}

const keys = new Set(stringsIn(manifest).flatMap(([, string]) => /^%(.+)%$/u.exec(string)?.[1] ?? []));

/** The properties that people read. */
const readProperty = /\/(title|altText|displayName|userDescription|errorMessage|markdownDescription|description|(markdownE|e)numDescriptions\/\d+)$/u;
/** What models read, and names. */
const plain = /^\/languageModelTools\/\d+\/inputSchema\/|^\/configuration\/title$/u;

/** What a translation must keep: code, and the targets of links. */
function fixedParts(text: string): readonly string[] {
    return Array.from(text.matchAll(/`[^`]*`|\]\([^)]*\)/gu), ([part]) => part).toSorted();
}

describe("package.nls.json", () => {
    test("has every key of package.json, and no other", () => {
        expect(Object.keys(english).toSorted()).toEqual([...keys].toSorted());
    });

    test("has the generated texts", () => {
        expect(english, "npm run generate:docs regenerates them").toMatchObject({ ...severityTexts(), ...toolTexts() });
    });

    test("has all strings of package.json that people read", () => {
        expect(stringsIn(manifest.contributes).filter(([path, string]) =>
            readProperty.test(path) && !plain.test(path) && !/^%.+%$/u.test(string))).toEqual([]);
    });
});

describe("package.nls.ko.json", () => {
    test("has the same keys", () => {
        expect(Object.keys(korean).toSorted()).toEqual(Object.keys(english).toSorted());
    });

    test("keeps code and links", () => {
        expect(Object.entries(korean).filter(([key, text]) =>
            fixedParts(text).join() !== fixedParts(english[key] ?? "").join())).toEqual([]);
    });

    test("is Korean", () => {
        expect(Object.entries(korean).filter(([, text]) => !/\p{Script=Hangul}/u.test(text))).toEqual([]);
    });
});
