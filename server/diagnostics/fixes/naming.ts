import { tokenAfter, tokenBefore, tokensIn, type TokenKind } from "../../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Argument, Call } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import { layers } from "../../layers/catalogue.ts";
import { lackedArguments, typicalArguments } from "../../evaluation/typical-arguments.ts";
import { addArgument, applyChanges, isLiteral, removeArgument, type TextChange } from "../edits.ts";
import type { SurplusHint } from "../../evaluation/problems.ts";
import type { Fix } from "../fix.ts";
import type { ProblemContext } from "../definition.ts";
import { codeList, text } from "../../text.ts";

const namedBy: ReadonlySet<TokenKind> = new Set<TokenKind>(["name", "keyword", "string"]);

/** Replaces an unknown name with the suggested one. */
export function suggestionFixes(
    suggestion: string | undefined, { span, file }: Pick<ProblemContext, "span" | "file">,
): readonly Fix[] {
    const written = suggestion === undefined ? undefined : tokensIn(file, span).find(({ kind }) => namedBy.has(kind));
    if (written === undefined || suggestion === undefined) {
        return [];
    }
    const name = written.kind === "string" ? `"${suggestion}"` : suggestion;
    const isDecorator = tokenBefore(file, written.start)?.text === "@";
    const edit = { span: { start: written.start, end: written.end }, text: name };
    const title = text("Change to `{name}`", { name: isDecorator ? `@${name}` : name });
    return [{ title, edits: [edit], preferred: true, certain: true }];
}

function callAt({ file, span }: Pick<ProblemContext, "file" | "span">): Call | undefined {
    return nodePathAt(file.tree, span.start).findLast((node): node is Call => node.kind === "call");
}

/** The argument of a problem, by its name or its value. */
export function argumentAt(context: ProblemContext): Argument | undefined {
    const { start } = context.span;
    return callAt(context)?.arguments.find(({ name, value }) => name?.start === start || value.start === start);
}

/** Removes the argument of a problem, by its name or its value. */
export function removeArgumentAt(context: ProblemContext, preferred: boolean): readonly Fix[] {
    const call = callAt(context);
    const argument = argumentAt(context);
    return call === undefined || argument === undefined ? [] : [remove(context.file, call, argument, preferred)];
}

/** Removes the decorator of a problem, up to what it decorates. */
export function removeDecorator({ file, span }: ProblemContext): readonly Fix[] {
    const decorator = nodePathAt(file.tree, span.start).find(({ kind }) => kind === "decorator");
    if (decorator === undefined) {
        return [];
    }
    const { start, end } = decorator;
    const next = tokenAfter(file, end)?.start ?? end;
    return [{ title: text("Remove it"), edits: [{ span: { start, end: next }, text: "" }], preferred: true }];
}

/**
 * Replaces the name of an unknown layer or block with the suggested one, and adds typical values of the arguments that
 * the call lacks: `max_pool(kernel=2)` for `MaxPooling2D()`.
 */
export function suggestedCallFixes(suggestion: string | undefined, context: ProblemContext): readonly Fix[] {
    const call = callAt(context);
    // Calls without arguments whose layer needs none are not bound.
    const { missing = [], byParameter = new Map<string, Argument>() } =
        (call === undefined ? undefined : context.calls.get(call))?.bound ?? {};
    const added = suggestion === undefined
        ? undefined
        : typicalArguments(suggestion, lackedArguments(suggestion, { missing, byParameter }))?.join(", ");
    if (call === undefined || suggestion === undefined || added === undefined || added === "") {
        return suggestionFixes(suggestion, context);
    }
    const { start, end, callee } = call;
    const edits = [{ span: { start: callee.start, end: callee.end }, text: suggestion }, ...addArgument(call, added)];
    const name = applyChanges(context.file.text.slice(start, end), edits.map(({ span, text: written }) => (
        { span: { start: span.start - start, end: span.end - start }, text: written })));
    return [{ title: text("Change to `{name}`", { name }), edits, preferred: true }];
}

/** Adds an argument with a typical value, if it has one. */
export function addTypicalArgument(callee: string, name: string, context: ProblemContext): readonly Fix[] {
    const call = callAt(context);
    const [added] = typicalArguments(callee, [name]) ?? [];
    return call === undefined || added === undefined
        ? []
        : [{ title: text("Add `{added}`", { added }), edits: addArgument(call, added), preferred: true }];
}

/** Python's `range(n)` is `0..n`. */
export function rangeFixes(context: ProblemContext): readonly Fix[] {
    const call = callAt(context);
    if (call === undefined) {
        return [];
    }
    const { file } = context;
    const bounds = call.arguments.map(({ value }) =>
        countable.has(value.kind) ? file.text.slice(value.start, value.end) : undefined);
    const [first, second] = bounds.length === 1 ? ["0", bounds[0]] : bounds;
    if (first === undefined || second === undefined || bounds.length > 2) {
        return [];
    }
    const range = `${first}..${second}`;
    const edits = [{ span: { start: call.start, end: call.end }, text: range }];
    return [{ title: text("Change to `{range}`", { range }), preferred: true, edits }];
}

/** Bounds that a range accepts without parentheses. */
const countable: ReadonlySet<string> = new Set(["name", "number", "attribute", "index", "call-expression"]);

function remove(file: ParsedFile, call: Call, argument: Argument, preferred: boolean): Fix {
    const written = file.text.slice(argument.start, argument.end);
    return { title: text("Remove `{written}`", { written }), edits: removeArgument(file, call, argument), preferred };
}

/** `reshape([16, -1])` for `reshape(16, -1)`: the positional arguments of the problem's call, as one list. */
export function listCall(context: ProblemContext): string {
    const call = callAt(context);
    const [change] = call === undefined ? [] : listedArguments(call, context.file);
    return call === undefined || change === undefined
        ? ""
        : context.file.text.slice(call.start, change.span.start) + change.text +
            context.file.text.slice(change.span.end, call.end);
}

/** Puts the positional arguments, which are adjacent, in brackets. */
function listedArguments(call: Call, { text: written }: ParsedFile): readonly TextChange[] {
    const positional = call.arguments.filter(({ name }) => name === undefined);
    const [first, last] = [positional[0], positional.at(-1)];
    if (first === undefined || last === undefined) {
        return [];
    }
    const span = { start: first.start, end: last.end };
    return [{ span, text: `[${written.slice(span.start, span.end)}]` }];
}

/** PyTorch's habits: `conv(3, 64, 3)` starts with the input's channels, `conv(x, 64, 3)` with the value. */
export function surplusFixes(hint: SurplusHint | undefined, context: ProblemContext): readonly Fix[] {
    const { span, file, uses } = context;
    const call = callAt(context);
    const [first] = call?.arguments ?? [];
    const surplus = call?.arguments.find(({ start, end }) => start <= span.start && span.end <= end);
    if (call === undefined || first === undefined || surplus === undefined) {
        return [];
    }
    const definition = layers.get(call.callee.text);
    if (hint?.habit === "list") {
        const edits = listedArguments(call, file);
        return [{ title: text("Write one list"), edits, preferred: true }];
    }
    if (hint?.habit === "input-channels" && definition?.traits.normalization === true) {
        const edits = removeArgument(file, call, surplus);
        return [{ title: text("Remove the input's channels"), preferred: true, edits }];
    }
    const fixes: Fix[] = [];
    if (definition?.arguments.has("channels") === true && isLiteral(first.value)) {
        const channels = uses.get(call)?.[0]?.layer?.inputs[0]?.shape?.[0]?.sample;
        fixes.push({
            title: text("Remove the input's channels"),
            preferred: first.value.kind === "number" && first.value.value === channels,
            edits: [...removeArgument(file, call, first), ...nameSurplus(call, call.arguments.slice(1))],
        });
    }
    if (definition?.operands.from === "line" && (first.value.kind === "name" || first.value.kind === "in")) {
        const value = file.text.slice(first.value.start, first.value.end);
        fixes.push({
            title: text("Write `{value} ->` before it", { value }), preferred: true,
            edits: [
                { span: { start: call.start, end: call.start }, text: `${value} -> ` },
                ...removeArgument(file, call, first), ...nameSurplus(call, call.arguments.slice(1)),
            ],
        });
    }
    const named = nameSurplus(call, call.arguments);
    if (named.length > 0) {
        const names = codeList(named.map((edit) => edit.text.slice(0, -1)));
        fixes.push({ title: text("Name {names}", { names }), edits: named, preferred: none(fixes) });
    }
    return [...fixes, remove(file, call, surplus, none(fixes))];
}

function none(fixes: readonly Fix[]): boolean {
    return !fixes.some(({ preferred }) => preferred);
}

/** Adds names to the arguments that need them, in the order of the documentation. */
function nameSurplus(call: Call, surplus: readonly Argument[]): readonly TextChange[] {
    const definition = layers.get(call.callee.text);
    const names = [...definition?.arguments.keys() ?? []];
    const positional = definition?.positional ?? 0;
    return surplus.filter(({ name }) => name === undefined).flatMap(({ start }, index) => {
        const name = names[index];
        return index < positional || name === undefined ? [] : [{ span: { start, end: start }, text: `${name}=` }];
    });
}

/** `concat([a, b])`: the merging layer, and the values in the brackets of its only argument. */
export function bracketedOperands(
    { file, span }: ProblemContext,
): { readonly callee: string; readonly values: string } | undefined {
    const call = callAt({ file, span });
    const list = call?.arguments.find(({ value }) => value.start === span.start && value.kind === "list");
    if (call === undefined || list === undefined || layers.get(call.callee.text)?.operands.from !== "arguments") {
        return undefined;
    }
    const values = file.text.slice(list.start + 1, list.end - 1).trim();
    return { callee: call.callee.text, values };
}

/** Removes the brackets around the operands of a merging layer. */
export function bracketFixes(context: ProblemContext): readonly Fix[] {
    const bracketed = bracketedOperands(context);
    return bracketed === undefined ? [] : [{
        title: text("Remove the brackets"), edits: [{ span: context.span, text: bracketed.values }], preferred: true,
    }];
}

/** Removes the quotes around a number, or replaces 0 and 1 with booleans. */
export function literalFixes(context: ProblemContext): readonly Fix[] {
    const value = callAt(context)?.arguments.find((argument) => argument.value.start === context.span.start)?.value;
    const literal = value?.kind === "string" && /^-?\d+(\.\d+)?$/.test(value.value)
        ? value.value
        : value?.kind === "number" && (value.value === 0 || value.value === 1) ? String(value.value === 1) : undefined;
    return value === undefined || literal === undefined ? [] : [{
        title: text("Change to `{literal}`", { literal }), preferred: true,
        edits: [{ span: { start: value.start, end: value.end }, text: literal }],
    }];
}
