import { CompletionItemKind, type Position } from "vscode-languageserver-types";
import { tokenAt, tokenBefore } from "../../grammar/source-tokens.ts";
import type { Call, Decorator } from "../../grammar/syntax-tree.ts";
import { itemKeywords, statementKeywords } from "../../grammar/tokens.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { defaultSeverities } from "../diagnostics/catalogue.ts";
import { builtInFunctions } from "../evaluation/built-in-functions.ts";
import { bindCall } from "../evaluation/call-binding.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import { layers } from "../layers/catalogue.ts";
import type { FileScope } from "../names/program.ts";
import { sampleShape } from "../sizes/shape.ts";
import { text } from "../text.ts";
import { offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { callableOf } from "./callable.ts";
import { attributeCompletions } from "./completion-attributes.ts";
import { completionContext, type CompletionContext } from "./completion-context.ts";
import { importCompletions } from "./completion-imports.ts";
import {
    blockItem, completionItem, functionItem, keywordItem, layerItem, type Completion,
} from "./completion-items.ts";
import { likelyLayers } from "./likely-layers.ts";
import { isInBody, namesInScope } from "./names-in-scope.ts";
import { snippetItems } from "./snippets.ts";

/** The completions at a position. */
export interface CompletionAnswer {
    /** The most likely first by `sortText`. */
    readonly items: readonly Completion[];
    /** Whether further typing can bring more. */
    readonly isIncomplete: boolean;
}

/**
 * Returns the completions at a position; `files` are the files whose names can be imported, and `inserted` are letters
 * of a name that are already typed there but not in the document yet.
 */
export function completion(
    source: AnalyzedDocument, position: Position, files: readonly FileScope[] = [], inserted = "",
): CompletionAnswer {
    const offset = offsetOf(source, position);
    const { file } = source.analysis;
    const context = completionContext(file, offset);
    const wanted = importableKinds(context);
    const touched = tokenAt(file, offset - 1);
    const typed = `${touched?.kind === "name" ? file.text.slice(touched.start, offset) : ""}${inserted}`;
    const imports = wanted.size === 0
        ? { items: [], isIncomplete: false }
        : importCompletions(source, files, wanted, typed);
    return { ...imports, items: [...localCompletions(source, offset, context), ...imports.items] };
}

/**
 * Whether a blank that was just typed continues what the sign before it has begun: editors close their list of
 * completions at a blank, and request it again.
 */
export function continuesAfterBlank({ analysis: { file }, document }: AnalyzedDocument, position: Position): boolean {
    const offset = document.offsetAt(position);
    const before = tokenBefore(file, offset);
    return before !== undefined && before.end === offset - 1 && [",", "->", "=", ":"].includes(before.text) &&
        continued.has(completionContext(file, offset).kind);
}

const continued: ReadonlySet<CompletionContext["kind"]> = new Set(["argument", "argument-value", "claim", "step", "flow"]);

function localCompletions(
    source: AnalyzedDocument, offset: number, context: CompletionContext,
): readonly Completion[] {
    switch (context.kind) {
        case "nothing":
        case "import-path":
            return [];
        case "item":
            return [...[...itemKeywords, "let" as const].map(keywordItem), ...snippetItems("item")];
        case "statement":
            return [
                ...values(source, offset), ...steps(source, offset),
                ...[...statementKeywords, "repeat" as const, "for" as const].map(keywordItem),
                ...snippetItems("statement"),
            ];
        case "flow":
            return [...values(source, offset), ...steps(source, offset), keywordItem("repeat"), keywordItem("for")];
        case "step":
            return [...steps(source, offset), keywordItem("repeat"), keywordItem("for")];
        case "claim":
            return knownShapes(source, context.lineOffset, offset);
        case "expression":
            return [...names(source, offset), ...functions(source)];
        case "output-name":
            return values(source, offset);
        case "argument":
            return argumentNames(source, offset, context);
        case "argument-value":
            return argumentValues(source, offset, context);
        case "string":
            return context.decorator && context.callee === "allow"
                ? codes(source, offset)
                : choices(context).map((choice) =>
                    completionItem(choice.replaceAll("\"", ""), CompletionItemKind.EnumMember, "0"));
        case "decorator":
            return [...decorators.keys()].map((name) => ({
                ...completionItem(name, CompletionItemKind.Function, "0"), reference: { kind: "decorator", name },
            }));
        case "attribute":
            return attributeCompletions(source, context.objectOffset);
    }
}

/** What other files have that can be written in a context. */
function importableKinds(context: CompletionContext): ReadonlySet<"block" | "function" | "let"> {
    switch (context.kind) {
        case "statement":
        case "flow":
        case "step":
            return new Set(["block"]);
        case "expression":
        case "argument-value":
            return new Set(["function", "let"]);
        case "argument":
            return new Set(context.decorator ? [] : takesValues(context) ? ["block", "let"] : ["function", "let"]);
        default:
            return new Set();
    }
}

/** The codes that `@allow` accepts, as replacements for the text after the quote. */
function codes(source: AnalyzedDocument, offset: number): readonly Completion[] {
    const quote = tokenAt(source.analysis.file, offset - 1)?.start ?? offset - 1;
    const range = rangeOf(source, { start: quote + 1, end: offset });
    return [...defaultSeverities].map(([code, severity]) => ({
        // Most silenced diagnostics are not errors.
        ...completionItem(code, CompletionItemKind.EnumMember, severity === "error" ? "1" : "0"),
        labelDetails: { description: severity },
        textEdit: { range, newText: code },
    }));
}

type CallContext = Extract<CompletionContext, { readonly callee: string }>;

/** The shape of a line as its claim, if all its uses have the same. */
function knownShapes(
    { analysis }: AnalyzedDocument, lineOffset: number, offset: number,
): readonly Completion[] {
    const line = nodePathAt(analysis.file.tree, lineOffset)
        .find((node) => node.kind === "line" || node.kind === "output");
    const uses = line === undefined ? [] : analysis.uses.get(line) ?? [];
    const shapes = new Set(uses.map(({ values: [value] }) => sampleShape(value?.shape)?.join(", ")));
    const [sizes] = shapes;
    const blank = analysis.file.text[offset - 1] === " " ? "" : " ";
    return shapes.size !== 1 || sizes === undefined
        ? []
        : [{ ...completionItem(`[${sizes}]`, CompletionItemKind.Constant, "0"), insertText: `${blank}[${sizes}]`, preselect: true }];
}

/** Layers and blocks, with placeholders for their required arguments; first those that usually follow. */
function steps(source: AnalyzedDocument, offset: number): readonly Completion[] {
    const blocks = [...source.analysis.names.called.values()].filter((one) => one.kind === "block");
    const likely = likelyLayers(source.analysis.file, offset);
    const ranked = [...layers.values()].map((layer, index) => {
        const described = layerItem(layer);
        return likely.has(layer) ? { ...described, sortText: `1${String(index).padStart(3, "0")}` } : described;
    });
    return [...blocks.map(({ name, block }) => blockItem(name, block)), ...ranked];
}

/** The values of a body, and `in`. */
function values(source: AnalyzedDocument, offset: number): readonly Completion[] {
    return names(source, offset).filter(({ kind }) => kind !== CompletionItemKind.Constant);
}

function names(source: AnalyzedDocument, offset: number): readonly Completion[] {
    const inScope = namesInScope(source, offset).map(({ name, kind, detail }): Completion => ({
        ...completionItem(name, kind === "value" ? CompletionItemKind.Variable : CompletionItemKind.Constant, "0"),
        labelDetails: { description: detail },
    }));
    return isInBody(source, offset) ? [...inScope, keywordItem("in")] : inScope;
}

function functions(source: AnalyzedDocument): readonly Completion[] {
    const declared = [...source.analysis.names.called.values()].filter((one) => one.kind === "function");
    return [
        ...declared.map(({ name }) => functionItem(name)),
        ...[...builtInFunctions.keys()].map((name) => ({
            ...completionItem(name, CompletionItemKind.Function, "2"), reference: { kind: "function" as const, name },
        })),
        ...(["true", "false"] as const).map(keywordItem),
    ];
}

/** The arguments that a call does not have yet, then what can be a positional argument. */
function argumentNames(
    source: AnalyzedDocument, offset: number, context: CallContext,
): readonly Completion[] {
    const parameters = callableOf(source.analysis, context.callee, context.decorator)?.parameters ?? [];
    const provided = providedArguments(source, offset, context);
    const named = parameters.map((parameter, index) => ({
        ...completionItem(`${parameter.name}=`, CompletionItemKind.Field, "0"),
        // In positional order, which is by how often they are used.
        sortText: `0${String(index).padStart(2, "0")}`,
        ...(parameter.detail === undefined ? {} : { labelDetails: { description: parameter.detail } }),
        reference: {
            kind: "argument" as const, name: parameter.name, callee: context.callee, isDecorator: context.decorator,
        },
        command: { title: text("Suggest"), command: "editor.action.triggerSuggest" },
    })).filter(({ label }) => !provided.has(label.slice(0, -1)));
    return [...named, ...names(source, offset), ...(takesValues(context) ? steps(source, offset) : functions(source))];
}

/** Whether the arguments of a call can be values. */
function takesValues({ callee, decorator }: CallContext): boolean {
    const layer = layers.get(callee);
    return !decorator && (layer === undefined || layer.operands.from === "arguments");
}

/** The parameters that already have arguments in a call, except the one at the cursor. */
function providedArguments(
    { analysis }: AnalyzedDocument, offset: number, context: CallContext,
): ReadonlySet<string> {
    const { callee, decorator } = context;
    const call = nodePathAt(analysis.file.tree, offset).findLast((node): node is Call | Decorator => (decorator
        ? node.kind === "decorator" && node.name?.text === callee
        : node.kind === "call" && node.callee.text === callee));
    const others = (call?.arguments ?? []).filter(({ start, end, name }) =>
        end < offset || (offset < start && name !== undefined));
    const callable = callableOf(analysis, callee, decorator);
    return new Set(callable === undefined ? [] : bindCall(callable.signature, others).byParameter.keys());
}

function argumentValues(
    source: AnalyzedDocument, offset: number, context: Extract<CompletionContext, { readonly kind: "argument-value" }>,
): readonly Completion[] {
    const words = choices(context).map((choice) => completionItem(choice, CompletionItemKind.EnumMember, "!"));
    const type = context.decorator ? undefined : layers.get(context.callee)?.arguments.get(context.name)?.type;
    const takesValue = type === undefined || type.read({ kind: "value", input: 0 }) !== undefined;
    const fitting = takesValue
        ? names(source, offset)
        : names(source, offset).filter(({ kind }) => kind !== CompletionItemKind.Variable);
    return [...words, ...fitting, ...functions(source)];
}

/** The words that an argument accepts, in the language's syntax. */
function choices({ callee, name, decorator }: {
    readonly callee: string; readonly name: string; readonly decorator: boolean;
}): readonly string[] {
    return decorator
        ? decorators.get(callee)?.arguments.find((one) => one.name === name)?.choices?.map((one) => `"${one}"`) ?? []
        : layers.get(callee)?.arguments.get(name)?.type.choices ?? [];
}
