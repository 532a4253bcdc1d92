import { expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { tokensIn, type Token } from "../../grammar/source-tokens.ts";
import { summarize } from "../../server/emit/summary.ts";
import { format } from "../../server/format/format.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { analyzed } from "../support/marked-source.ts";
import { randomPrograms } from "../support/random-program.ts";

const lineEnds = ["\n", "\n\n\n", "  # note\n", "\n  # above\n", "\n\n# apart\n\n", "\n\t"];
const blanks = [" ", "   ", "\t"];
/** What can be between two tokens within brackets, where line ends have no meaning. */
const breaks = ["\n", " # inside\n", "\n# above\n  ", "\n\n"];

/** A program with other blanks, line ends and comments between its tokens. */
const laidOut: fc.Arbitrary<string> = fc.tuple(
    randomPrograms, fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }),
).map(([program, choices]) => {
    const file = parse(program);
    let text = "";
    let brackets: string[] = [];
    let end = 0;
    tokensIn(file, { start: 0, end: program.length }).forEach((token, index) => {
        const choice = choices[index % choices.length] ?? 0;
        const inBrackets = brackets.length > 0 && brackets.at(-1) !== "{";
        text += token.start === end ? "" : blanks[choice % blanks.length] ?? " ";
        text += inBrackets && choice % 7 === 0 ? breaks[choice % breaks.length] ?? "" : "";
        text += token.kind === "newline" ? lineEnds[choice % lineEnds.length] ?? "\n" : token.text;
        brackets = nested(brackets, token);
        end = token.end;
    });
    return text;
});

function nested(brackets: readonly string[], { text }: Token): string[] {
    return "([{".includes(text) ? [...brackets, text] : ")]}".includes(text) ? brackets.slice(0, -1) : [...brackets];
}

test("keeps the tree, every comment and the network, and formats nothing twice", () => {
    fc.assert(fc.property(laidOut, (text) => {
        const formatted = format(text);
        expect(format(formatted)).toBe(formatted);
        expect(commentsOf(formatted)).toEqual(commentsOf(text));
        expect(treeOf(formatted)).toEqual(treeOf(text));
        expect(networksOf(formatted)).toEqual(networksOf(text));
    }), { numRuns: casesOf(100) });
});

function commentsOf(text: string): readonly string[] {
    return tokensIn(parse(text), { start: 0, end: text.length }, "comment").map((comment) => comment.text.trimEnd());
}

/** The tree and the codes of its problems, without places. */
function treeOf(text: string): unknown {
    const { tree, problems } = parse(text);
    return JSON.parse(JSON.stringify([tree, problems.map(({ code }) => code)], (key, value: unknown) =>
        ["start", "end", "span"].includes(key) ? undefined : value));
}

function networksOf(text: string): unknown {
    return analyzed(text).analysis.models.map((model) => summarize(model, () => 0));
}
