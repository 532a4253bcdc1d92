import { commentLinesAbove } from "../../../grammar/comments.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import { lineEndAt, tokensIn } from "../../../grammar/source-tokens.ts";
import type { Block, Call, Expression, Node, Span } from "../../../grammar/syntax-tree.ts";
import { children, descendants, nodePathAt } from "../../../grammar/traversal.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import { analyze } from "../../analysis/analyze.ts";
import { applyChanges, removeItem, type TextChange } from "../../diagnostics/edits.ts";
import { layers } from "../../layers/catalogue.ts";
import { inputOwners } from "../../names/input-values.ts";
import type { BlockDeclaration } from "../../names/program.ts";
import { callsOf } from "../../names/references.ts";
import { plural, text } from "../../text.ts";
import { composeChanges } from "./composed-changes.ts";
import { FreshNames } from "./fresh-names.ts";
import { changedText } from "./moved-lines.ts";
import type { FindRefactorings, Refused, Rewrite, Selected } from "./refactoring.ts";
import { hasWholeValues, isAtom } from "./replaced-expressions.ts";
import { namesTensorAbove, spliceBodies } from "./spliced-lines.ts";
import { stepAt } from "./step-at.ts";
import { hasTensors } from "./tensors.ts";

/** The maximum number of uses that are inlined at once. */
const mostUses = 24;

/** Replaces uses of a block with its lines. */
export const inlineBlock: FindRefactorings = (selected) => {
    const { file, selection, analysis } = selected;
    const path = nodePathAt(file.tree, selection.start);
    const call = path.findLast((node): node is Call => node.kind === "call" && blockOf(node, analysis) !== undefined);
    const isAtCall = call !== undefined && selection.end <= call.end;
    const head = path.find((node): node is Block => node.kind === "block" && selection.end <= (node.body?.start ?? 0));
    const name = isAtCall ? call.callee.text : head?.name?.text;
    const declared = name === undefined ? undefined : analysis.names.called.get(name);
    if (name === undefined || declared?.kind !== "block") {
        return [];
    }
    const calls = callsOf(declared.block, analysis.names).map((one) => one.call);
    const nodes = declared.block.body === undefined ? [] : descendants(declared.block.body);
    const namesInput = nodes.some((node) => node.kind === "in" || node.kind === "name");
    const renames = (one: Call): boolean => hasTensors(analysis, one) ||
        (namesInput && namesTensorAbove(analysis, stepAt(file, one)));
    const tensors = calls.some(renames);
    const isOne = call !== undefined && renames(call);
    return [
        ...(call === undefined || !isAtCall ? [] : [{
            id: "inline-block", kind: "refactor.inline" as const, renamesTensors: isOne, leavesBlock: true,
            title: isOne ? text("Inline `{name}` (renames tensors)", { name }) : text("Inline `{name}`", { name }),
            rewrite: () => inlineCall(call, declared, analysis, file),
        }]),
        ...(calls.length === 0 || declared.file !== analysis.names ? [] : [{
            id: "inline-blocks", kind: "refactor.inline" as const, renamesTensors: tensors, removes: name,
            trials: 1 + Math.min(calls.length, mostUses),
            title: tensors
                ? plural(
                    calls.length, "Inline `{name}` and delete it (renames tensors)",
                    "Inline {count} uses of `{name}` and delete it (renames tensors)", { name, count: calls.length },
                )
                : plural(
                    calls.length, "Inline `{name}` and delete it", "Inline {count} uses of `{name}` and delete it",
                    { name, count: calls.length },
                ),
            rewrite: () => inlineAll(name, selected),
        }]),
    ];
};

function blockOf(call: Call, { names }: Analysis): BlockDeclaration | undefined {
    const declared = names.called.get(call.callee.text);
    return declared?.kind === "block" ? declared : undefined;
}

function inlineAll(name: string, { analysis, host, file }: Selected): Rewrite | Refused {
    let changes: readonly TextChange[] = [];
    let current = analysis;
    for (let use = 0; use <= mostUses; use += 1) {
        const declared = current.names.called.get(name);
        if (declared?.kind !== "block") {
            break;
        }
        const [reference] = callsOf(declared.block, current.names);
        const next = reference === undefined
            ? { changes: removeItem(current.file, declared.block) }
            : inlineCall(reference.call, declared, current, current.file, use === 0);
        if ("refusal" in next) {
            return next;
        }
        changes = composeChanges(file.text, changes, next.changes);
        if (reference === undefined) {
            return { changes };
        }
        const changed = { text: applyChanges(file.text, changes) };
        current = analyze(analysis.uri, {
            ...host, readText: (uri) => (uri === analysis.uri ? changed : host.readText(uri)),
        });
    }
    return { refusal: text("`{name}` has too many uses to inline at once", { name }) };
}

function inlineCall(
    call: Call, { name, block, file: owner }: BlockDeclaration, analysis: Analysis, file: ParsedFile,
    documented = false,
): Rewrite | Refused {
    const { body } = block;
    const place = stepAt(file, call);
    if (owner !== analysis.names) {
        return { refusal: text("`{name}` is defined in another file", { name }) };
    }
    if (place === undefined || body === undefined) {
        return { refusal: text("`{name}` is used in an argument or a `return`", { name }) };
    }
    const nodes = descendants(body);
    if (nodes.some((node) => node.kind === "call" && node.callee.text === name)) {
        return { refusal: text("`{name}` calls itself", { name }) };
    }
    if (nodes.some((node) => node.kind === "return" && node !== body.statements.at(-1))) {
        return { refusal: text("`{name}` returns from inside an `if`", { name }) };
    }
    const args = argumentsOf(call, block, analysis);
    if ("refusal" in args) {
        return args;
    }
    const names = new FreshNames(file, place.lines.item, [...descendants(block)].flatMap((node) =>
        (node.kind === "identifier" || node.kind === "name" ? [node.text] : [])));
    const taken = new Set(descendants(place.lines.item).flatMap((node) =>
        (node.kind === "identifier" || node.kind === "name" ? [node.text] : [])));
    const { references } = analysis.names.names.of(block);
    const scope = analysis.names.names.bodyScope(block);
    const renames = new Map<string, string>();
    for (const { name: local, kind, namespace } of scope?.declarations ?? []) {
        if (kind !== "parameter" && kind !== "block-input" && taken.has(local)) {
            renames.set(namespace === "callable" ? `${local}()` : local, names.like(local));
        }
    }
    const rebound = scope?.declarations.find(({ kind, bindings }) =>
        (kind === "parameter" || kind === "block-input") && bindings.length > 1);
    if (rebound !== undefined) {
        return { refusal: text("`{name}` assigns its parameter `{parameter}` again", { name, parameter: rebound.name }) };
    }
    const parents = parentsIn(block);
    const inputName = block.input?.text;
    const ofInput = (node: Span): boolean => body.start <= node.start && node.end <= body.end;
    const inputs = [...inputOwners(block)].filter(([node, of]) => of === block && ofInput(node)).map(([node]) => node);
    const changesFor = (entry: string): readonly TextChange[] => {
        const values = new Map<string, Written>();
        for (const { name: { text: parameter } } of block.parameters) {
            const written = args.values.get(parameter);
            if (written !== undefined) {
                const { isDefault, expression } = written;
                values.set(parameter, isDefault
                    ? defaultText(expression, block, values, entry, file)
                    : { text: file.text.slice(expression.start, expression.end), atom: isAtom(expression) });
            }
        }
        const local = scope?.declarations.flatMap(({ bindings, namespace }) => bindings.flatMap(({ identifier }) => {
            const renamed = renames.get(namespace === "callable" ? `${identifier.text}()` : identifier.text);
            return renamed === undefined ? [] : [{ span: identifier, text: renamed }];
        })) ?? [];
        const read = references.flatMap((reference): readonly TextChange[] => {
            const { node } = reference;
            if (!ofInput(node) || reference.kind === "argument" || reference.reaching === undefined) {
                return [];
            }
            const renamed = renames.get(reference.kind === "call" ? `${node.text}()` : node.text);
            const value = reference.kind === "value" && reference.scope === scope ? values.get(node.text) : undefined;
            if (value !== undefined) {
                return [{ span: node, text: value.atom || hasWholeValues(parents.get(node)) ? value.text : `(${value.text})` }];
            }
            if (reference.kind === "value" && node.text === inputName) {
                return [{ span: node, text: entry }];
            }
            return renamed === undefined ? [] : [{ span: node, text: renamed }];
        });
        return [...local, ...read];
    };
    const readsInputName = inputName !== undefined && references.some(({ kind, node }) =>
        kind === "value" && node.text === inputName);
    const defaultsReadInput = [...args.values.values()].some(({ isDefault, expression }) =>
        isDefault && descendants(expression).some(({ kind }) => kind === "in"));
    const spliced = spliceBodies(file, place, [{
        body, inputs, needsEntry: readsInputName || defaultsReadInput, changes: changesFor,
    }], names);
    const behind = tokensIn(file, { start: block.end, end: lineEndAt(file, block.end) }, "comment");
    const documentation = documented
        ? [...commentLinesAbove(file, block.start), ...behind].map((comment) => `${comment.text.trimEnd()}\n`)
        : [];
    return "refusal" in spliced || documentation.length === 0 ? spliced : {
        changes: spliced.changes.map((change) => (change.span.start === place.line.start
            ? { ...change, text: documentation.join("") + change.text }
            : change)),
    };
}

/** The expression of a parameter, and whether it is its default. */
interface ArgumentExpression {
    readonly expression: Expression;
    readonly isDefault: boolean;
}

function argumentsOf(
    call: Call, block: Block, { calls, names }: Analysis,
): { readonly values: ReadonlyMap<string, ArgumentExpression> } | Refused {
    const values = new Map<string, ArgumentExpression>();
    const bound = calls.get(call)?.bound.byParameter;
    for (const { name: { text: parameter }, default: usual } of block.parameters) {
        const value = bound?.get(parameter)?.value;
        const called = value?.kind === "call-expression" ? value.call.callee.text : "";
        if (value?.kind === "flow" || layers.has(called) || names.called.get(called)?.kind === "block") {
            return { refusal: text("the argument `{name}` computes a value", { name: parameter }) };
        }
        const expression = value ?? usual;
        if (expression === undefined) {
            return { refusal: text("the argument `{name}` is missing", { name: parameter }) };
        }
        values.set(parameter, { expression, isDefault: value === undefined });
    }
    return { values };
}

/** The text that replaces a parameter; an atom needs no parentheses. */
interface Written {
    readonly text: string;
    readonly atom: boolean;
}

function defaultText(
    expression: Expression, block: Block, values: ReadonlyMap<string, Written>, entry: string, file: ParsedFile,
): Written {
    const changes = descendants(expression).flatMap((node): readonly TextChange[] => {
        if (node.kind === "in") {
            return [{ span: node, text: entry }];
        }
        const value = node.kind === "name" ? values.get(node.text) ?? (node.text === block.input?.text
            ? { text: entry, atom: true }
            : undefined) : undefined;
        return value === undefined
            ? []
            : [{ span: node, text: value.atom || node === expression ? value.text : `(${value.text})` }];
    });
    return { text: changedText(file, expression, changes), atom: isAtom(expression) };
}

function parentsIn(root: Node): ReadonlyMap<Node, Node> {
    return new Map(descendants(root).flatMap((node) => children(node).map((child) => [child, node] as const)));
}
