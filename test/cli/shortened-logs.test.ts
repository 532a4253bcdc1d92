import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as v from "valibot";
import { check, type CheckOptions } from "../../server/cli/check.ts";
import { recordedOutput } from "../support/command-line.ts";
import { sarifSchema } from "../support/sarif-schema.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A file with an error on each of 400 lines; each one has a long name. */
const text = `model M {\n    input x: [3, 8, 8]\n${
    Array.from({ length: 400 }, (_, index) => `    conv(4, ${"name".repeat(50)}${index})\n`).join("")}    output y = relu()\n}\n`;

async function checked(format: CheckOptions["format"], longest?: number): Promise<{
    readonly code: number; readonly out: string; readonly err: string;
}> {
    await using folder = await temporaryFolder("log");
    const file = join(folder.path, "main.cnn");
    writeFileSync(file, text);
    const printed = recordedOutput();
    try {
        const { code } = check([file], { format, version: "1.0.0" }, longest);
        return { code, ...printed.texts() };
    } finally {
        printed.stop();
    }
}

const omission = /^cnn: The last (\d+) of 400 problems are left out: the log would be too long\.\n$/u;
const jsonSchema = v.strictObject({ diagnostics: v.array(v.looseObject({})), omitted: v.exactOptional(v.number()) });

describe("a log that would be too long has the first problems, and counts the others", () => {
    test.each([100_000, 1000, 0])("JSON of %d characters", async (longest) => {
        const { code, out, err } = await checked("json", longest);
        const { diagnostics, omitted } = v.parse(jsonSchema, JSON.parse(out));
        expect(code).toBe(1);
        expect(diagnostics.length).toBe(400 - (omitted ?? 0));
        expect(Number(omission.exec(err)?.[1])).toBe(omitted);
        expect(out.length).toBeLessThan(3 * longest + 100);
    });

    test.each([150_000, 1000, 0])("SARIF of %d characters", async (longest) => {
        const { code, out, err } = await checked("sarif", longest);
        const [run] = v.parse(sarifSchema, JSON.parse(out)).runs;
        expect(code).toBe(1);
        expect((run?.results.length ?? 0) > 0).toBe(longest > 1000);
        expect(400 - (run?.results.length ?? 0)).toBe(Number(omission.exec(err)?.[1]));
        expect(run?.invocations?.[0]?.toolExecutionNotifications[0]?.message.text).toBe(err.slice("cnn: ".length).trim());
    });

    test.each(["json", "sarif"] as const)("but a shorter one in %s is complete", async (format) => {
        const { code, out, err } = await checked(format);
        expect([code, err]).toEqual([1, ""]);
        expect(out.match(/"unknown-name"/gu)?.length).toBeGreaterThanOrEqual(400);
        expect(out).not.toMatch(/omitted|invocations/u);
    });
});
