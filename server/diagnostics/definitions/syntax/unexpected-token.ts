import type { Expected, ExpectedPart, Found } from "../../../../grammar/syntax-problem.ts";
import { defineDiagnostic, type FactsOf } from "../../definition.ts";
import { text, type Text } from "../../../text.ts";
import { repair } from "./repair.ts";

export const unexpectedToken = defineDiagnostic({
    code: "unexpected-token",
    severity: "error",
    message: ({ expected, found }) => message(expected, foundText(found)),
    help,
    fixes: (facts, context) => repair(facts, context, titles[facts.expected]?.()),
});

function foundText(found: Found): Text {
    if ("text" in found) {
        return text("`{token}`", { token: found.text });
    }
    return found.end === "line" ? text("the end of the line") : text("the end of the file");
}

type Message = (found: Text) => Text;

const messages: Readonly<Record<ExpectedPart, Message>> = {
    "argument": (found) => text("expected an argument, got {found}", { found }),
    "attribute": (found) => text("expected an attribute name after `.`, got {found}", { found }),
    "callee": (found) => text("expected a name before `(`, got {found}", { found }),
    "claimed-shape": (found) => text("expected a shape such as `[64, 56, 56]`, got {found}", { found }),
    "comma-or-bracket": (found) => text("expected `,` or `]`, got {found}", { found }),
    "comma-or-parenthesis": (found) => text("expected `,` or `)`, got {found}", { found }),
    "condition": (found) => text("expected a condition, got {found}", { found }),
    "decorated": (found) => text("expected a statement after the decorator, got {found}", { found }),
    "else-branch": (found) => text("expected `{` or `if`, got {found}", { found }),
    "else-value": (found) => text("expected `else` and a value, got {found}", { found }),
    "end-of-if": () => text("this `if` already has an `else`"),
    "end-of-line": (found) => text("expected the end of the line, got {found}", { found }),
    "index": (found) => text("expected an index, got {found}", { found }),
    "input-shape": (found) => text("expected a shape such as `[3, 224, 224]`, got {found}", { found }),
    "item": (found) => text("expected `model`, `block`, `let`, or `import`, got {found}", { found }),
    "iterable": (found) => text("expected a range such as `0..3` or a list, got {found}", { found }),
    "layer": (found) => text("expected a layer, got {found}", { found }),
    "layer-or-value": (found) => text("expected a layer or the name of a value, got {found}", { found }),
    "message": (found) => text("expected a message in quotes, got {found}", { found }),
    "model": (found) => text("expected `model` or `block` before {found}", { found }),
    "name": (found) => text("expected a name, got {found}", { found }),
    "new-line": (found) => text("expected a new line, got {found}", { found }),
    "new-line-or-arrow": (found) => text("expected `->` or a new line, got {found}", { found }),
    "other": (found) => text("unexpected {found}", { found }),
    "output-name": (found) => text("expected a name and `=`, got {found}", { found }),
    "output-value": (found) => text("expected `=` and a layer, got {found}", { found }),
    "parameter": (found) => text("expected a parameter name, got {found}", { found }),
    "path": (found) => text("expected a file name in quotes, got {found}", { found }),
    "repeat-count": (found) => text("expected the number of repetitions, got {found}", { found }),
    "size": (found) => text("expected a size, got {found}", { found }),
    "value": (found) => text("expected a value, got {found}", { found }),
};

function message(expected: Expected, found: Text): Text {
    return isPart(expected) ? messages[expected](found) : text("expected `{sign}`, got {found}", { sign: expected, found });
}

function isPart(expected: Expected): expected is ExpectedPart {
    return Object.hasOwn(messages, expected);
}

const titles: Readonly<Partial<Record<Expected, () => Text>>> = {
    "output-name": () => text("Name the output"),
    "new-line-or-arrow": () => text("Insert `->`"),
};

/** Python habits that explain the token, and their equivalents. */
function help({ expected, found }: FactsOf<"unexpected-token">): Text | undefined {
    const token = "text" in found ? found.text : "";
    if (expected === "claimed-shape" && /^\d+(x\d+)+$/.test(token)) {
        return text("write `[{sizes}]`", { sizes: token.replaceAll("x", ", ") });
    }
    switch (token) {
        case "for":
            return text("there are no comprehensions; write out the list");
        case "is":
            return text("compare with `==` or `!=`; there is no `None`");
        case "@":
            return expected === "end-of-line" ? text("there is no matrix product; `linear` multiplies by weights") : undefined;
        case ":":
            return expected === "index" ? text("take a part of a value with `slice(start, end, axis=0)`") : undefined;
        default:
            return helps[expected]?.();
    }
}

const helps: Readonly<Partial<Record<Expected, () => Text>>> = {
    "attribute": () => text("for example `in.channels`"),
    "new-line-or-arrow": () => text("join layers with `->`, or write one per line"),
    "model": () => text("put the lines of a network into `model Net { … }`"),
    "end-of-if": () => text("only the last branch may be an `else`; use `else if` before it"),
    "path": () => text("for example `import \"blocks.cnn\"`"),
};
