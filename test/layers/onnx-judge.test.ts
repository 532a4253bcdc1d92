import { expect, it } from "vitest";
import { runLines } from "../support/run-layer.ts";
import { map, type Numbers } from "../support/tensors.ts";
import { numericRows } from "./numeric-rows/rows.ts";

it.each(numericRows.map((row) => ({ ...row, call: row.lines.join("; ") })))(
    "$call on $inputs", async ({ inputs, lines, expected }) => {
        const run = await runLines(inputs, lines);
        for (const [name, numbers] of Object.entries(expected(run))) {
            expectClose(run.result(name), numbers);
        }
    });

it("activations stay finite far from 0", async () => {
    const run = await runLines(["[50]"], ["far = mul(a, 1000)", "y = far -> softplus()", "z = far -> mish()", "s = far -> log_softmax()"]);
    const far = run.result("far");
    expectClose(run.result("y"), map(far, (x) => Math.max(x, 0)));
    expectClose(run.result("z"), map(far, (x) => Math.max(x, 0)));
    expect(run.result("s").data.every(Number.isFinite)).toBe(true);
});

function expectClose(real: Numbers, expected: Numbers): void {
    expect(real.dims).toEqual(expected.dims);
    const largest = Math.max(1, ...expected.data.map(Math.abs));
    const worst = Math.max(...expected.data.map((value, index) => Math.abs(value - (real.data[index] ?? NaN))));
    expect(worst / largest).toBeLessThan(1e-5);
}
