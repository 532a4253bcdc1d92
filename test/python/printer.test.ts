import { describe, expect, it } from "vitest";
import { printExpression } from "../../server/python/expression-printer.ts";
import { moduleLines, statementLines } from "../../server/python/printer.ts";
import { product, sum } from "../../server/python/arithmetic.ts";
import {
    attribute, binary, call, dotted, keyword, list, literal, name, slice, subscript, tuple, type Expression,
} from "../../server/python/syntax.ts";

const [a, b, c] = [name("a"), name("b"), name("c")];

describe("an expression on one line", () => {
    const rows: readonly (readonly [text: string, expression: Expression])[] = [
        ["(a + b) * c", binary("*", binary("+", a, b), c)],
        ["a + b * c", binary("+", a, binary("*", b, c))],
        ["a - (b - c)", binary("-", a, binary("-", b, c))],
        ["a - b - c", binary("-", binary("-", a, b), c)],
        ["-a ** b", { kind: "unary", operator: "-", operand: binary("**", a, b) }],
        ["(-a) ** b", binary("**", { kind: "unary", operator: "-", operand: a }, b)],
        ["(-1) ** a", binary("**", literal(-1), a)],
        ["not (a and b)", { kind: "unary", operator: "not", operand: binary("and", a, b) }],
        ["(a or b) and c", binary("and", binary("or", a, b), c)],
        ["(a == b) == c", binary("==", binary("==", a, b), c)],
        ["a if b else c", { kind: "conditional", test: b, then: a, otherwise: c }],
        ["(a if b else c) + a", binary("+", { kind: "conditional", test: b, then: a, otherwise: c }, a)],
        ["(a if b else c)(a)", call({ kind: "conditional", test: b, then: a, otherwise: c }, [a])],
        ["(a + b).shape[2:]", subscript(attribute(binary("+", a, b), "shape"), slice(literal(2)))],
        ["a[:, :, b:]", subscript(a, slice(), slice(), slice(b))],
        ["a[:, None, ::2]", subscript(a, slice(), literal(undefined), slice(undefined, undefined, literal(2)))],
        ["(a,)", tuple([a])],
        ["(1, (2, 3), \"x\", True)", literal([1, [2, 3], "x", true])],
        ["(1,)", literal([1])],
        ["1e-6", literal(0.000001)],
        ["0.0001", literal(0.0001)],
        ["float(\"-inf\")", literal(-Infinity)],
        ["nn.Conv2d(a, 64, 3, padding=1)", call("nn.Conv2d", [a, literal(64), literal(3), keyword("padding", literal(1))])],
        ["nn.Sequential(*[a for _ in range(b)])", call("nn.Sequential", [{
            kind: "starred",
            value: { kind: "comprehension", element: a, target: name("_"), iterable: call("range", [b]) },
        }])],
        ["[a for b, c in a]", { kind: "comprehension", element: a, target: tuple([b, c]), iterable: a }],
        ["{\"x\": a}", { kind: "dict", entries: [["x", a]] }],
        ["f\"layer{a + 1}{{\"", { kind: "format", parts: ["layer", binary("+", a, literal(1)), "{"] }],
        ["a is not None", binary("is not", a, literal(undefined))],
    ];
    it.each(rows)("%s", (text, expression) => {
        expect(printExpression(expression)).toBe(text);
    });
});

describe("sums and products are folded", () => {
    const rows: readonly (readonly [text: string, expression: Expression])[] = [
        ["3 * (a // 2)", sum([binary("//", a, literal(2)), binary("//", a, literal(2)), binary("//", a, literal(2))])],
        ["a + 2 * b + 5", sum([a, b, literal(2), b, literal(3)])],
        ["7", sum([literal(3), literal(4)])],
        ["0", sum([])],
        ["a", product(literal(1), a)],
        ["12", product(literal(3), literal(4))],
    ];
    it.each(rows)("%s", (text, expression) => {
        expect(printExpression(expression)).toBe(text);
    });
});

describe("a long line", () => {
    const long = (count: number): readonly Expression[] => Array.from({ length: count }, (_, index) => name(`argument_${index}`));
    it("puts the arguments of its last call on a separate line", () => {
        expect(statementLines({ kind: "assign", targets: [dotted("self.x")], value: call("function", long(7)) }, 2)).toEqual([
            "        self.x = function(",
            "            argument_0, argument_1, argument_2, argument_3, argument_4, argument_5, argument_6",
            "        )",
        ]);
    });

    it("puts each argument on its own line if one line is not enough", () => {
        const lines = statementLines({ kind: "return", values: [call("function", long(9))] }, 2);
        expect(lines.slice(0, 2)).toEqual(["        return function(", "            argument_0,"]);
        expect(lines.at(-1)).toBe("        )");
    });

    it("opens lists within calls, and keeps short brackets after them", () => {
        const value = subscript(call("torch.cat", [list(long(8)), keyword("dim", literal(1))]), literal(0));
        expect(statementLines({ kind: "return", values: [value] }, 2)).toEqual([
            "        return torch.cat(",
            "            [",
            ...long(8).map((one) => `                ${printExpression(one)},`),
            "            ],",
            "            dim=1,",
            "        )[0]",
        ]);
    });

    it("breaks an operation before its operators, in parentheses", () => {
        const value = long(8).reduce((left, right) => binary("+", left, right));
        const lines = statementLines({ kind: "return", values: [value] }, 2);
        expect(lines[0]).toBe("        return (");
        expect(lines.slice(1, -1).every((line) => line.length <= 100)).toBe(true);
        expect(lines.at(-2)).toBe("            + argument_7");
        expect(lines.at(-1)).toBe("        )");
    });

    it("puts the clause of a comprehension after its element", () => {
        const value = call("nn.Sequential", [{
            kind: "starred",
            value: {
                kind: "comprehension", element: call("Block", long(6)), target: name("_"),
                iterable: call("range", [name("count")]),
            },
        }]);
        expect(statementLines({ kind: "return", values: [value] }, 2)).toEqual([
            "        return nn.Sequential(*[",
            "            Block(argument_0, argument_1, argument_2, argument_3, argument_4, argument_5)",
            "            for _ in range(count)",
            "        ])",
        ]);
    });
});

it("prints statements, definitions and the lines between them", () => {
    expect([...moduleLines({
        documentation: "A module.",
        imports: [
            { module: "math", names: "math", text: "import math" },
            { module: "torch", names: "nn", text: "from torch import nn" },
        ],
        body: [
            { kind: "assign", targets: [name("WIDTH")], value: literal(4) },
            {
                kind: "function", name: "half", documentation: undefined, body: [{ kind: "return", values: [binary("//", a, literal(2))] }],
                parameters: [{ name: "a", default: literal(2) }],
            },
            {
                kind: "class", name: "Block", base: dotted("nn.Module"), documentation: "One block.",
                body: [{
                    kind: "function", name: "forward", documentation: undefined,
                    parameters: [{ name: "self", default: undefined }, { name: "x", default: undefined }],
                    body: [
                        {
                            kind: "if", test: a, then: [{ kind: "assign", targets: [b], value: c }],
                            otherwise: [{ kind: "if", test: b, then: [], otherwise: [{ kind: "expression", value: c }] }],
                        },
                        { kind: "for", target: tuple([a, b]), iterable: c, body: [{ kind: "assign", targets: [a, b], value: c }] },
                        { kind: "return", values: [a, b] },
                    ],
                }],
            },
        ],
    })].join("\n")).toBe(`"""A module."""

import math

from torch import nn

WIDTH = 4


def half(a=2):
    return a // 2


class Block(nn.Module):
    """One block."""

    def forward(self, x):
        if a:
            b = c
        elif b:
            pass
        else:
            c
        for a, b in c:
            a, b = c
        return a, b
`);
});
