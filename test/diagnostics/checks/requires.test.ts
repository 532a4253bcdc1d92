import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { applyChanges } from "../../../server/diagnostics/edits.ts";
import { helpfulFixes } from "../../support/helpful-fixes.ts";
import { analyzed } from "../../support/marked-source.ts";

/** A network whose height must be a multiple of 4, with \`require\` lines. */
function network(...conditions: readonly string[]): string {
    const requires = conditions.map((condition) => `    require ${condition}\n`).join("");
    return `model M() {\n    input x: [3, H = 64, 64]\n${requires}    down = max_pool(4) -> upsample(4)\n    output y = concat(down, x)\n}\n`;
}

describe("`require` lines about a size that must be a multiple of 4", () => {
    test.each<[conditions: readonly string[], reported: readonly string[], fixed?: string]>([
        [["H % 4 == 0"], []],
        [["H == 4 * (H // 4)"], []],
        [["H % 2 == 0"], ["weak-require «H % 2 == 0»: `H % 2 == 0` allows sizes that do not fit, such as H = 66"], "H % 4 == 0"],
        [["H >= 64"], ["weak-require «H >= 64»: `H >= 64` allows sizes that do not fit, such as H = 65"], "H % 4 == 0"],
        [["H % 8 == 0"],
            ["strict-require «H % 8 == 0»: `H % 8 == 0` forbids sizes that fit, such as H = 68"], "H % 4 == 0"],
        [["H % 8 == 0, \"cells\""], []],
        [["H % 4 == 2"], ["contradictory-require «H % 4 == 2»: no `H` that fits the network meets `H % 4 == 2`"], "H % 4 == 0"],
        [["H % 2 == 1 and H % 2 == 0"], ["contradictory-require «H % 2 == 1 and H % 2 == 0»: no `H` meets `H % 2 == 1 and H % 2 == 0`"], "H % 4 == 0"],
        [["H % 4 == 0", "H <= 3"], ["contradictory-require «H <= 3»: no `H` meets both `H <= 3` and the other requirements"]],
        [["H >= 8", "H <= 400"], ["weak-require «H <= 400»: `H <= 400` allows sizes that do not fit, such as H = 65"]],
        [["H // 3 == round(sqrt(H)) + 13"], []],
    ])("%s", (conditions, reported, rewritten) => {
        const text = network(...conditions);
        const source = analyzed(text);
        const found = diagnose(source.analysis);
        expect(found.filter(({ code }) => code !== "dropped-border")
            .map(({ code, span, message }) => `${code} «${text.slice(span.start, span.end)}»: ${message}`)).toEqual(reported);
        for (const diagnostic of found) {
            const fixes = helpfulFixes(diagnostic, { ...source, found });
            expect(fixes.length).toBeGreaterThan(0);
            for (const { title, edits } of fixes) {
                const after = diagnose(analyzed(applyChanges(text, edits)).analysis)
                    .filter(({ severity }) => severity === "error" || severity === "warning");
                expect(after.map(({ code }) => code), title).toEqual([]);
            }
            if (rewritten !== undefined) {
                const [preferred] = fixes.filter((fix) => fix.preferred);
                expect(applyChanges(text, preferred?.edits ?? [])).toBe(network(rewritten));
            }
        }
    });

    test.each<[condition: string, help: string, notes: readonly string[]]>([
        ["H % 2 == 0", "require `H % 4 == 0`", ["the size rule of the network: H must be a multiple of 4"]],
        ["H % 8 == 0", "relax the condition, or add a message that gives the reason",
            ["the size rule of the network: H must be a multiple of 4"]],
        ["H % 4 == 2", "require `H % 4 == 0`, or remove the `require`", ["the size rule of the network: H must be a multiple of 4"]],
        ["H % 2 == 1 and H % 2 == 0", "require `H % 4 == 0`, or remove the `require`", []],
    ])("help and notes: %s", (condition, help, notes) => {
        const [found] = diagnose(analyzed(network(condition)).analysis).filter(({ code }) => code.endsWith("-require"));
        expect([found?.help, found?.notes]).toEqual([help, notes]);
    });

    test("a sample that the fixed condition forbids is set with it", () => {
        const text = network("H % 2 == 1").replace("H = 64", "H = 63");
        const source = analyzed(text);
        const found = diagnose(source.analysis);
        const [contradiction] = found;
        const [first] = contradiction === undefined ? [] : helpfulFixes(contradiction, { ...source, found });
        expect(applyChanges(text, first?.edits ?? [])).toBe(network("H % 4 == 0"));
    });
});
