import { defineDiagnostic } from "../../definition.ts";
import { text } from "../../../text.ts";
import { repair } from "./repair.ts";

export const misplacedItem = defineDiagnostic({
    code: "misplaced-item",
    severity: "error",
    message: ({ word }) => text("`{word}` is not allowed inside a body", { word }),
    help: () => text("move it to the top level, or close the body above it"),
});

export const reservedWord = defineDiagnostic({
    code: "reserved-word",
    severity: "error",
    message: ({ word }) => text("`{word}` is a keyword and cannot be a name", { word }),
    help: () => text("choose another name"),
    fixes: (facts, context) =>
        repair(facts, context, text("Rename to `{name}`", { name: facts.fix?.text ?? facts.word })),
});

export const missingParentheses = defineDiagnostic({
    code: "missing-parentheses",
    severity: "error",
    message: ({ name }) => text("missing parentheses after `{name}`", { name }),
    help: ({ name }) => text("layers are called even without arguments: write `{name}()`", { name }),
    fixes: (facts, context) => repair(facts, context, text("Add `()`")),
});

export const chainedComparison = defineDiagnostic({
    code: "chained-comparison",
    severity: "error",
    message: () => text("comparisons cannot be chained"),
    help: () => text("join two comparisons with `and`, as in `1 < n and n < 9`"),
    fixes: (facts, context) => repair(facts, context, text("Join the comparisons with `and`")),
});

export const unfinishedLine = defineDiagnostic({
    code: "unfinished-line",
    severity: "error",
    message: ({ after }) => text("unexpected end of line after `{after}`", { after }),
    help: ({ after }) => after === "->"
        ? text("name a layer here, or start the next line with `->`")
        : text("finish the statement on this line"),
    fixes: (facts, context) => repair(facts, context, text("Move `->` to the next line")),
});

export const missingLet = defineDiagnostic({
    code: "missing-let",
    severity: "error",
    message: ({ name }) => text("`{name}` is not the result of a layer, so it needs `let`", { name }),
    help: ({ name }) => text("name numbers, strings, and lists with `let {name} = …`", { name }),
    fixes: (facts, context) => repair(facts, context, text("Add `let`")),
});

export const flowInLet = defineDiagnostic({
    code: "flow-in-let",
    severity: "error",
    message: () => text("`let` cannot name the result of a layer"),
    help: () => text("write the name without `let`"),
    fixes: (facts, context) => repair(facts, context, text("Remove `let`")),
});

export const valueArithmetic = defineDiagnostic({
    code: "value-arithmetic",
    severity: "error",
    message: ({ operator }) => text("`{operator}` works on numbers, not on values", { operator }),
    help: ({ layer, fix }) => text("write `{replacement}`", { replacement: fix?.text ?? `${layer}(a, b)` }),
    fixes: repair,
});
