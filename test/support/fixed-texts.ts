import { expect } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { applyChanges } from "../../server/diagnostics/edits.ts";
import { analyzed } from "./marked-source.ts";

/**
 * The text after each fix of its first diagnostic of a code, by title; checks that the diagnostic disappears and no
 * other appears.
 */
export function fixedTexts(text: string, code: string): Readonly<Record<string, string>> {
    const before = diagnose(analyzed(text).analysis);
    const diagnostic = before.find((one) => one.code === code);
    expect(diagnostic, `a diagnostic ${code}`).toBeDefined();
    const others = before.filter((one) => one !== diagnostic).map((one) => one.code);
    return Object.fromEntries((diagnostic?.fixes() ?? []).map(({ title, edits }) => {
        const changed = applyChanges(text, edits);
        const now = diagnose(analyzed(changed).analysis).map((one) => one.code);
        expect(now.filter((one) => !others.includes(one)), `after "${title}":\n${changed}`).toEqual([]);
        expect(now.filter((one) => one === code).length)
            .toBe(others.filter((one) => one === code).length);
        return [title, changed];
    }));
}
