import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { limits } from "../../server/limits.ts";

test("the documented limits are those of the checker", () => {
    const page = readFileSync(new URL("../../docs/reliability.md", import.meta.url), "utf8");
    const documented = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gmu)]
        .map(([, name = "", value = ""]) => [name, Number(value.replaceAll(",", ""))]);
    expect(Object.fromEntries(documented)).toEqual({ ...limits });
});
