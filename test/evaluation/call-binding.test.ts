import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import type { Argument, Call } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import { bindCall, type Signature } from "../../server/evaluation/call-binding.ts";
import { layerSignature } from "../../server/evaluation/signatures.ts";
import { maxPool } from "../../server/layers/pool.ts";

/** `a, b?, c?`: parameters in order, with `?` after optional ones. */
function signature(parameters: string, more: Partial<Signature> = {}): Signature {
    const list = parameters === "" ? [] : parameters.split(", ");
    return {
        parameters: list.map((one) => ({ name: one.replace("?", ""), required: !one.endsWith("?") })),
        positional: list.length, operands: "none", ...more,
    };
}

/** The binding of `f(…)` in one line: each nonempty part, with the text of arguments. */
function bound(to: Signature, args: string): string {
    const text = `model M() {\n    f(${args})\n}\n`;
    const call = [...descendants(parse(text).tree)].find((node): node is Call => node.kind === "call");
    const written = ({ start, end }: Argument): string => text.slice(start, end);
    const binding = bindCall(to, call?.arguments ?? []);
    return [
        ...[...binding.byParameter].map(([name, argument]) => `${name}: ${written(argument)}`),
        ...binding.operands.map((one) => `operand ${written(one)}`),
        ...binding.surplus.map((one) => `surplus ${written(one)}`),
        ...binding.unknown.map(({ name, suggestion }) => `unknown ${name}${suggestion === undefined ? "" : ` (${suggestion}?)`}`),
        ...binding.duplicate.map(({ parameter, argument }) => `second ${parameter}: ${written(argument)}`),
        ...binding.missing.map((name) => `missing ${name}`),
    ].join("; ");
}

const two = signature("a, b?");
const leading = signature("kernel, stride?, padding?", { positional: 2 });
const merge = signature("axis?", { positional: 0, operands: "labelled" });

describe("binding a call", () => {
    test.each<[title: string, Signature, string, string]>([
        ["fills parameters in order", two, "1, 2", "a: 1; b: 2"],
        ["takes names in any order", two, "b=1, a=2", "b: b=1; a: a=2"],
        ["finds missing arguments", two, "b=1", "b: b=1; missing a"],
        ["finds surplus arguments", two, "1, 2, 3", "a: 1; b: 2; surplus 3"],
        ["stops at parameters that must be named", leading, "3, 2, 1", "kernel: 3; stride: 2; surplus 1"],
        ["keeps the first of two named values", two, "1, a=2", "a: 1; second a: a=2"],
        ["keeps a named value before a positional one", leading, "kernel=4, 2", "kernel: kernel=4; second kernel: 2"],
        ["refuses a positional value in the place of a named one", two, "b=1, 5", "b: b=1; second b: 5; missing a"],
        ["accepts positional values after a named one of another parameter", leading, "padding=1, 3", "padding: padding=1; kernel: 3"],
        ["takes a misspelt name for the one it resembles", two, "1, bb=2", "a: 1; b: bb=2; unknown bb (b?)"],
        ["takes another library's name", layerSignature(maxPool), "kernel_size=3", "kernel: kernel_size=3; unknown kernel_size (kernel?)"],
        ["does not take a misspelt name for a parameter that has a value", two, "1, aa=2", "a: 1; unknown aa"],
        ["drops names that resemble nothing", two, "1, wobble=2", "a: 1; unknown wobble"],
        ["gathers operands", merge, "x, y, axis=0", "axis: axis=0; operand x; operand y"],
        ["gathers labelled operands", merge, "left=conv(8, 1), x", "operand left=conv(8, 1); operand x"],
        ["rejects names of operands without labels", signature("", { operands: "positional" }), "1, x=2", "operand 1; unknown x"],
    ])("%s", (_, to, args, expected) => {
        expect(bound(to, args)).toBe(expected);
    });
});
