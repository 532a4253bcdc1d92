import { describe, expect, it } from "vitest";
import { evaluate, fromLiteral, isLiteral } from "../../server/python/evaluate.ts";
import { printExpression } from "../../server/python/expression-printer.ts";
import {
    binary, call, literal, name, subscript, tuple, type Expression, type PythonLiteral,
} from "../../server/python/syntax.ts";

const names: Readonly<Record<string, PythonLiteral>> = { n: 7, half: 0.5, sizes: [4, 6], flag: true };

const around = {
    name: (one: string) => (names[one] === undefined ? undefined : fromLiteral(names[one])),
    reference: () => undefined,
    function: (one: string) => (one === "double"
        ? { parameters: ["v"], body: binary("*", literal(2), name("v")) }
        : undefined),
};

describe("computes as Python does", () => {
    const rows: readonly (readonly [expression: Expression, value: PythonLiteral])[] = [
        [binary("//", literal(-7), literal(2)), -4],
        [binary("%", literal(-7), literal(3)), 2],
        [binary("/", name("n"), literal(2)), 3.5],
        [binary("**", literal(2), literal(3)), 8],
        [call("round", [literal(2.5)]), 2],
        [call("round", [literal(3.5)]), 4],
        [call("int", [literal(-3.7)]), -3],
        [call("math.floor", [literal(-3.2)]), -4],
        [call("max", [literal(8), binary("+", name("n"), literal(4))]), 11],
        [call("sum", [name("sizes")]), 10],
        [call("len", [call("range", [name("n")])]), 7],
        [subscript(name("sizes"), literal(-1)), 6],
        [tuple([name("n"), name("flag")]), [7, true]],
        [call("double", [name("n")]), 14],
        [binary("and", name("flag"), binary("==", name("n"), literal(7))), true],
        [binary("or", literal(0), literal(5)), 5],
        [{ kind: "conditional", test: name("flag"), then: literal("same"), otherwise: literal("valid") }, "same"],
        [{ kind: "unary", operator: "not", operand: name("flag") }, false],
    ];
    it.each(rows.map(([expression, value]) => [printExpression(expression), expression, value] as const))(
        "%s", (_, expression, value) => {
            expect(isLiteral(evaluate(expression, around), value)).toBe(true);
        });
});

describe("distinguishes integers from floats, which are not valid sizes", () => {
    const rows: readonly (readonly [expression: Expression, value: PythonLiteral, equal: boolean])[] = [
        [binary("/", literal(8), literal(2)), 4, false],
        [binary("*", name("half"), literal(8)), 4, false],
        [call("int", [binary("*", name("half"), literal(8))]), 4, true],
        [binary("//", literal(8), literal(2)), 4, true],
        [call("math.sqrt", [literal(9)]), 3, false],
    ];
    it.each(rows.map(([expression, value, equal]) => [printExpression(expression), expression, value, equal] as const))(
        "%s", (_, expression, value, equal) => {
            expect(isLiteral(evaluate(expression, around), value)).toBe(equal);
        });
});

it("knows nothing of unknown names, and of a quotient that has to be exact and is not", () => {
    expect(evaluate(binary("+", name("unknown"), literal(1)), around)).toBeUndefined();
    expect(evaluate({ kind: "binary", operator: "//", left: literal(7), right: literal(2), exact: true }, around)).toBeUndefined();
    expect(evaluate(binary("/", literal(1), literal(0)), around)).toBeUndefined();
});
