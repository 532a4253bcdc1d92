import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";

describe("@budget", () => {
    test.each([
        ["reports each exceeded limit at its argument", `
@budget(parameters=1000, macs=9e6,
#                  ^^^^ exceeds-budget: \`M\` has 3,010 parameters, its budget is 1,000
        memory=5e4)
#              ^^^ exceeds-budget: inference of \`M\` takes 94 kB, its budget is 50 kB
model M() {
    input image: [3, 32, 32]
    conv(10, 3, padding=1) -> relu()
    conv(30, 3, padding=1, stride=2)
    output y = relu()
}`],
        ["allows what is equal", `
@budget(parameters=280)
model M() {
    input image: [3, 32, 32]
    conv(10, 3, padding=1)
    output y = relu()
}`],
        ["says nothing about what an error leaves unknown", `
@budget(parameters=1)
model M() {
    input image: [3, 32, 32]
    conv(10, 3, padding=1)
    output y = conv(unknown, 3)
#                   ^^^^^^^ unknown-name:
}`],
        ["needs positive numbers", `
@budget(macs=0)
#            ^ wrong-type:
model M() {
    input image: [3, 32, 32]
    output y = relu()
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });

    test("names the lines with the largest parts, their uses together", () => {
        const { analysis } = analyzed(`block B() { conv(8, 3, padding=1, bias=false) -> relu() }
@budget(parameters=1000)
model M() {
    input image: [8, 32, 32]
    repeat 6 { B() }
    conv(40, 1, bias=false) -> relu()
    output y = conv(20, 1, bias=false)
}`);
        const [found] = diagnose(analysis).filter(({ code }) => code === "exceeds-budget");
        expect(found?.related.map(({ message }) => message)).toEqual(["76 %: `conv`", "17 %: `conv`", "7 %: `conv`"]);
        expect(found?.help).toBe("`conv` has 76 % of that");
    });
});
