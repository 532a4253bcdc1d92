import type { FoundType, TypedPart } from "../../../evaluation/type-problems.ts";
import type { ParsedFile } from "../../../../grammar/parsed-file.ts";
import type { Span } from "../../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../../grammar/traversal.ts";
import { expectedText } from "../../expected-text.ts";
import { defineDiagnostic, type FactsOf, type ProblemContext } from "../../definition.ts";
import { bracketedOperands, bracketFixes, literalFixes } from "../../fixes/naming.ts";
import { text, type Text } from "../../../text.ts";

type WrongType = FactsOf<"wrong-type">;

export const wrongType = defineDiagnostic({
    code: "wrong-type",
    severity: "error",
    message: (facts) => typeMessage(facts.part, expectedText(facts.expected), foundText(facts.found)),
    help: typeHelp,
    fixes: ({ part }, context) => part.kind === "list-element" ? bracketFixes(context) : literalFixes(context),
});

function typeMessage(part: TypedPart, expected: Text, found: Text): Text {
    switch (part.kind) {
        case "argument":
            return text("`{name}` of `{callee}` must be {expected}, got {found}", {
                name: part.name, callee: part.callee, expected, found,
            });
        case "operand":
            return text("`{callee}` expects {expected}, got {found}", { callee: part.callee, expected, found });
        case "name":
            return text("`{name}` must be {expected}, got {found}", { name: part.name, expected, found });
        case "left":
            return text("the left side of `{operator}` must be {expected}, got {found}", {
                operator: part.operator, expected, found,
            });
        case "right":
            return text("the right side of `{operator}` must be {expected}, got {found}", {
                operator: part.operator, expected, found,
            });
        case "prefixed":
            return text("the operand of `{operator}` must be {expected}, got {found}", {
                operator: part.operator, expected, found,
            });
        case "each-element":
            return text("each element must be {expected}, got {found}", { expected, found });
        case "list-element":
            return text("a list cannot hold values, got {found}", { found });
        case "claimed-size":
            return text("a claimed size must be {expected}, got {found}", { expected, found });
        case "condition":
            return text("a condition must be {expected}, got {found}", { expected, found });
        case "indexed":
            return text("only lists and strings can be indexed, got {found}", { found });
        case "index":
            return text("an index must be {expected}, got {found}", { expected, found });
        case "iterable":
            return text("a loop expects {expected}, got {found}", { expected, found });
        case "range-bound":
            return text("both ends of a range must be integers, got {found}", { found });
        case "repeat-count":
            return text("the number of repetitions must be {expected}, got {found}", { expected, found });
        case "summand":
            return text("`sum` expects a list of numbers, got an element that is {found}", { found });
        case "expression":
            return text("expected {expected}, got {found}", { expected, found });
    }
}

function foundText(found: FoundType): Text {
    if ("printed" in found) {
        return text("{printed}", { printed: found.printed });
    }
    if ("shape" in found) {
        return text("a value of shape {shape}", { shape: found.shape });
    }
    if ("layer" in found) {
        return text("the layer `{layer}`", { layer: found.layer });
    }
    if ("block" in found) {
        return text("the block `{block}`", { block: found.block });
    }
    switch (found.kind) {
        case "number": return text("a number");
        case "string": return text("a string");
        case "boolean": return text("true or false");
        case "list": return text("a list");
        case "range": return text("a range");
        case "value": return text("a value");
        case "unknown": return text("something unknown");
        case "flow": return text("layers");
    }
}

function typeHelp({ part, expected, found }: WrongType, context: ProblemContext): Text | undefined {
    const { file, span } = context;
    if (part.kind === "list-element") {
        const bracketed = bracketedOperands(context);
        return bracketed === undefined
            ? text("gather values with `concat`, as in `x = concat(x, y)`")
            : text("remove the brackets: `{callee}({values})`", bracketed);
    }
    if (part.kind === "condition" && "printed" in found && /^-?\d+$/.test(found.printed)) {
        return text("compare it, as in `{written} != 0`", { written: file.text.slice(span.start, span.end) });
    }
    if (part.kind === "indexed" && "shape" in found) {
        return text("take a part of a value with `slice(start, end, axis=0)`");
    }
    const isList = "printed" in found ? found.printed.startsWith("[") : "kind" in found && found.kind === "list";
    if (part.kind === "operand" && isList && (expected === "value" || expected === "value-or-number")) {
        return text("pass values, as in `{callee}(a, b)`", { callee: part.callee });
    }
    if (expected === "plain" && "shape" in found) {
        const written = file.text.slice(span.start, span.end);
        const value = /^\w+$/.test(written) ? written : "x";
        return text("use a size of the value, such as `{value}.channels`", { value });
    }
    if (expected === "plain" && !("printed" in found)) {
        return text("write layers on a separate line");
    }
    if (part.kind === "name" && expected === "value") {
        return text("layers work on values; use numbers, strings, and lists as arguments");
    }
    const isFraction = "printed" in found && /^-?\d+\.\d+$/.test(found.printed);
    return isFraction && file.text.slice(span.start, span.end).includes("/")
        ? text("use `//` for integer division")
        : undefined;
}

/** Whether a name in the text is the counter of an enclosing loop. */
function isLoopName(file: ParsedFile, span: Span): boolean {
    const written = file.text.slice(span.start, span.end);
    return nodePathAt(file.tree, span.start).some((node) =>
        node.kind === "for" && node.names.some(({ text: name }) => name === written));
}

export const invalidOperation = defineDiagnostic({
    code: "invalid-operation",
    severity: "error",
    help: (facts, { file, span }) => facts.reason === "index-out-of-range" && facts.length > 0 && isLoopName(file, span)
        ? text("loop over the elements, or over `0..len({list})`", { list: facts.list })
        : undefined,
    message: (facts) => {
        switch (facts.reason) {
            case "division-by-zero":
                return text("division by zero: `{operation}`", { operation: facts.operation });
            case "not-real":
                return text("`{operation}` has no real result", { operation: facts.operation });
            case "negative-root":
                return text("cannot take the square root of {operand}", { operand: facts.operand });
            case "empty-list":
                return text("`{callee}` of an empty list is undefined", { callee: facts.callee });
            case "too-long":
                return facts.kind === "list"
                    ? text("list is longer than {limit} elements", { limit: facts.limit })
                    : text("string is longer than {limit} characters", { limit: facts.limit });
            case "too-deep":
                return text("lists are nested more than {limit} deep", { limit: facts.limit });
            case "index-out-of-range":
                return facts.length === 0
                    ? text("index {index} is out of range: `{list}` is empty", facts)
                    : text("index {index} is out of range: `{list}` has {length} elements, 0 to {last}", {
                        index: facts.index, list: facts.list, length: facts.length, last: facts.length - 1,
                    });
            case "circular-definition":
                return text("`{name}` is defined by itself", { name: facts.name });
        }
    },
});
