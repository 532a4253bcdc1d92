import { tokenBefore, tokensIn, type TokenKind } from "../../../grammar/source-tokens.ts";
import type { Argument, Call, ParsedFile, Span } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import { layers } from "../../layers/catalogue.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { ModelProblem } from "../../evaluation/problems.ts";
import { isLiteral, removeArgument, type TextChange } from "../edits.ts";
import type { Fix } from "../fix.ts";
import type { AllowProblem } from "../definition.ts";
import { quote } from "../wording.ts";

const namedBy: ReadonlySet<TokenKind> = new Set<TokenKind>(["name", "keyword", "string"]);

/** Writes the suggested name in place of the one that is not known. */
export function suggestionFixes(facts: ModelProblem | AllowProblem, span: Span, file: ParsedFile): readonly Fix[] {
    if (!("suggestion" in facts)) {
        return [];
    }
    const written = tokensIn(file, span).find(({ kind }) => namedBy.has(kind));
    if (written === undefined) {
        return [];
    }
    const name = facts.suggestion.replace(/^["@.]|"$|\(\)$/g, "");
    const text = written.kind === "string" ? `"${name}"` : name;
    const isDecorator = tokenBefore(file, written.start)?.text === "@";
    const edit = { span: { start: written.start, end: written.end }, text };
    return [{ title: `Change to ${quote(isDecorator ? `@${text}` : text)}`, edits: [edit], preferred: true, certain: true }];
}

/** What mends arguments by their names and number. */
export function namingFixes(
    facts: ModelProblem, span: Span, file: ParsedFile, uses: Analysis["uses"],
): readonly Fix[] {
    const call = nodePathAt(file.tree, span.start).findLast((node): node is Call => node.kind === "call");
    if (call === undefined) {
        return [];
    }
    switch (facts.code) {
        case "unknown-argument":
        case "duplicate-argument": {
            const argument = call.arguments.find(({ name }) => name?.start === span.start);
            return argument === undefined ? [] : [remove(file, call, argument, !("suggestion" in facts))];
        }
        case "unknown-name":
            return facts.name === "range()" ? rangeFixes(call, file) : [];
        case "too-many-arguments":
            return surplusFixes(call, span, file, uses);
        case "wrong-type":
            return literalFixes(call, span);
        default:
            return [];
    }
}

/** Python's `range(n)` is `0..n`. */
function rangeFixes(call: Call, file: ParsedFile): readonly Fix[] {
    const bounds = call.arguments.map(({ value }) =>
        countable.has(value.kind) ? file.text.slice(value.start, value.end) : undefined);
    const [first, second] = bounds.length === 1 ? ["0", bounds[0]] : bounds;
    if (first === undefined || second === undefined || bounds.length > 2) {
        return [];
    }
    const text = `${first}..${second}`;
    return [{ title: `Write ${quote(text)}`, preferred: true, edits: [{ span: { start: call.start, end: call.end }, text }] }];
}

/** Bounds that a range can take as they are written. */
const countable: ReadonlySet<string> = new Set(["name", "number", "attribute", "index", "call-expression"]);

function remove(file: ParsedFile, call: Call, argument: Argument, preferred: boolean): Fix {
    const written = file.text.slice(argument.start, argument.end);
    return { title: `Remove ${quote(written)}`, edits: removeArgument(file, call, argument), preferred };
}

/** PyTorch's habits: `conv(3, 64, 3)` begins with the input's channels, `conv(x, 64, 3)` with the value. */
function surplusFixes(call: Call, span: Span, file: ParsedFile, uses: Analysis["uses"]): readonly Fix[] {
    const [first] = call.arguments;
    const surplus = call.arguments.find(({ start, end }) => start <= span.start && span.end <= end);
    if (first === undefined || surplus === undefined) {
        return [];
    }
    const definition = layers.get(call.callee.text);
    const fixes: Fix[] = [];
    if (definition?.arguments.has("channels") === true && isLiteral(first.value)) {
        const channels = uses.get(call)?.[0]?.layer?.inputs[0]?.shape?.[0]?.sample;
        fixes.push({
            title: "Leave out the input's channels",
            preferred: first.value.kind === "number" && first.value.value === channels,
            edits: [...removeArgument(file, call, first), ...nameSurplus(call, call.arguments.slice(1))],
        });
    }
    if (definition?.operands.from === "line" && (first.value.kind === "name" || first.value.kind === "in")) {
        const value = file.text.slice(first.value.start, first.value.end);
        fixes.push({
            title: `Write ${quote(`${value} ->`)} before it`, preferred: true,
            edits: [
                { span: { start: call.start, end: call.start }, text: `${value} -> ` },
                ...removeArgument(file, call, first), ...nameSurplus(call, call.arguments.slice(1)),
            ],
        });
    }
    const named = nameSurplus(call, call.arguments);
    if (named.length > 0) {
        const names = named.map(({ text }) => quote(text.slice(0, -1)));
        fixes.push({ title: `Name ${names.join(" and ")}`, edits: named, preferred: none(fixes) });
    }
    return [...fixes, remove(file, call, surplus, none(fixes))];
}

function none(fixes: readonly Fix[]): boolean {
    return !fixes.some(({ preferred }) => preferred);
}

/** Writes the names of those arguments that may not stand without one, by the order in which they are documented. */
function nameSurplus(call: Call, given: readonly Argument[]): readonly TextChange[] {
    const definition = layers.get(call.callee.text);
    const names = [...definition?.arguments.keys() ?? []];
    const positional = definition?.positional ?? 0;
    return given.filter(({ name }) => name === undefined).flatMap(({ start }, index) => {
        const name = names[index];
        return index < positional || name === undefined ? [] : [{ span: { start, end: start }, text: `${name}=` }];
    });
}

/** A number in quotes without them, 0 and 1 as the booleans that they may mean. */
function literalFixes(call: Call, span: Span): readonly Fix[] {
    const value = call.arguments.find((argument) => argument.value.start === span.start)?.value;
    const text = value?.kind === "string" && /^-?\d+(\.\d+)?$/.test(value.value)
        ? value.value
        : value?.kind === "number" && (value.value === 0 || value.value === 1) ? String(value.value === 1) : undefined;
    return value === undefined || text === undefined
        ? []
        : [{ title: `Write ${quote(text)}`, edits: [{ span: { start: value.start, end: value.end }, text }], preferred: true }];
}
