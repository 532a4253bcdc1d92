import { describe, expect, it, test } from "vitest";
import { deepestBrackets, highestTree } from "../../grammar/nesting-limits.ts";
import { parse } from "../../grammar/parser.ts";
import type { Node } from "../../grammar/syntax-tree.ts";
import { children, descendants, nodePathAt } from "../../grammar/traversal.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { brokenText, editedExample } from "./random-texts.ts";

/** Invariants of every text: nodes are nested and in order, and problems and fixes are within the text. */
function expectValid(text: string): void {
    const { tree, problems } = parse(text);
    expectNested(tree);
    expect([tree.start, tree.end]).toEqual([0, text.length]);
    for (const { start, end, fix } of problems) {
        expectWithin({ start, end }, tree);
        if (fix !== undefined) {
            expectWithin(fix.span, tree);
        }
    }
    const starts = problems.map(({ start }) => start);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
}

function expectNested(root: Node): void {
    for (const node of descendants(root)) {
        let before = node.start;
        for (const child of children(node)) {
            expectWithin(child, node);
            if (child.start < before) {
                throw new Error(`${child.kind} at ${child.start} in ${node.kind} stands before its elder sibling's end, ${before}`);
            }
            before = child.end;
        }
    }
}

function expectWithin(inner: Pick<Node, "start" | "end">, outer: Pick<Node, "start" | "end">): void {
    if (!(outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end)) {
        throw new Error(`${inner.start}–${inner.end} is not within ${outer.start}–${outer.end}`);
    }
}

describe("any text has a tree", () => {
    it("of any characters", () => {
        fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), expectValid), { numRuns: casesOf(500) });
    });

    it("of the language's words and signs in any order", () => {
        fc.assert(fc.property(brokenText, expectValid), { numRuns: casesOf(2000) });
    });

    it("of an example, cut off or edited anywhere", () => {
        fc.assert(fc.property(editedExample, expectValid), { numRuns: casesOf(300) });
    });

    it.each([
        "block B() {\n    conv(8, dilation = 1 if )\n}\n", "let a = 1 if   else   \n", "let a = [1 if , 2 if  if ]\n",
    ])("of conditionals that lack their parts: %j", expectValid);

    it.each([
        "block B() {\n    if ) = 1 { }\n}\n", "block B() {\n    require ]= 1\n}\n", "block B() {\n    if a { } else { } else if b { }\n}\n",
    ])("of conditions and branches out of place: %j", expectValid);

    it.each(["\n= 1\nm = Sequential()", "\n# a\n= Sequential()", "class A(Module):"])("%j, a network of Python", expectValid);

    it("at every keystroke of a block", () => {
        const text = "# B\nblock B(a, s = 2) {\n    x = in -> conv(a, 3) : [_, H]\n    add(x, \"\\n\")\n    if a == 1 { relu() }\n}\n";
        for (let end = 0; end <= text.length; end++) {
            expectValid(text.slice(0, end));
            expectValid(text.slice(end));
        }
    });
});

test("parsing one text does not affect the next", () => {
    fc.assert(fc.property(brokenText, brokenText, (text, other) => {
        const first = parse(text);
        parse(other);
        expect(parse(text)).toEqual(first);
    }), { numRuns: casesOf(300) });
});

test("the nodes at a place all touch it, each in the one before", () => {
    fc.assert(fc.property(editedExample, fc.nat(), (text, place) => {
        const offset = place % (text.length + 1);
        const path = nodePathAt(parse(text).tree, offset);
        path.forEach((node, index) => {
            expectWithin({ start: offset, end: offset }, node);
            expectWithin(node, path[index - 1] ?? node);
        });
    }), { numRuns: casesOf(200) });
});

describe("10,000 deep is a problem and no crash", () => {
    const many = 10_000;
    it.each([
        ["parentheses", `let x = ${"(".repeat(many)}1${")".repeat(many)}`, deepestBrackets],
        ["parentheses that nothing closes", `let x = ${"(".repeat(many)}`, deepestBrackets],
        ["lists", `let x = ${"[".repeat(many)}${"]".repeat(many)}`, deepestBrackets],
        ["calls", `let x = ${"f(".repeat(many)}1${")".repeat(many)}`, deepestBrackets],
        ["bodies", `model M {\n${"repeat 2 {\n".repeat(many)}${"}\n".repeat(many)}}`, deepestBrackets],
        ["bodies that nothing closes", `model M {\n${"if a {\n".repeat(many)}`, deepestBrackets],
        ["`else if`s", `model M {\nif a { }${" else if a { }".repeat(many)}\n}`, highestTree],
        ["conditionals", `let x = ${"1 if a else ".repeat(many)}1`, highestTree],
        ["sums", `let x = ${"1 + ".repeat(many)}1`, highestTree],
        ["powers", `let x = ${"1 ** ".repeat(many)}1`, highestTree],
        ["signs", `let x = ${"-".repeat(many)}1`, highestTree],
        ["nots", `let x = ${"not ".repeat(many)}true`, highestTree],
        ["attributes", `let x = a${".b".repeat(many)}`, highestTree],
        ["indices", `let x = a${"[0]".repeat(many)}`, highestTree],
    ])("%s", (_, text, limit) => {
        const { problems, tree } = parse(text);
        expect(problems).toContainEqual(expect.objectContaining({ code: "nesting-too-deep", limit }));
        expectNested(tree);
    });

    it.each([
        ["steps of a chain", `model M {\nx${" -> relu()".repeat(many)}\n}`],
        ["arguments", `let x = f(${"1, ".repeat(many)})`],
        ["lines", `model M {\n${"relu()\n".repeat(many)}}`],
    ])("%s may be as many", (_, text) => {
        expect(parse(text).problems).toEqual([]);
    });
});
