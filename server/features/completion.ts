import {
    CompletionItemKind, InsertTextFormat, type CompletionItem, type Position,
} from "vscode-languageserver-types";
import { tokenAt } from "../../grammar/source-tokens.ts";
import type { Block, Call, Decorator } from "../../grammar/syntax-tree.ts";
import { itemKeywords, statementKeywords, type Keyword } from "../../grammar/tokens.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { defaultSeverities } from "../diagnostics/catalogue.ts";
import { builtInFunctions } from "../evaluation/built-in-functions.ts";
import { bindCall } from "../evaluation/call-binding.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import { valueAttributes } from "../evaluation/value-attributes.ts";
import { layers } from "../layers/catalogue.ts";
import type { LayerDefinition } from "../layers/definition.ts";
import type { BlockDeclaration } from "../names/program.ts";
import { sampleShape } from "../sizes/shape.ts";
import { offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { decoratorDocumentation } from "./argument-documentation.ts";
import { callableOf } from "./callable.ts";
import { completionContext, type CompletionContext } from "./completion-context.ts";
import { layerDocumentation } from "./hover-layer.ts";
import { keywordDocumentation } from "./keyword-documentation.ts";
import { likelyLayers } from "./likely-layers.ts";
import { inlineCode, markdownContent, ownMarkdown, paragraphs, plainText, type Markdown } from "./markdown.ts";
import { isInBody, namesInScope } from "./names-in-scope.ts";
import { declarationSignatureText } from "./signature-text.ts";
import { snippetItems } from "./snippets.ts";

/** The completions at a position, the most likely first by `sortText`. */
export function completion(source: AnalyzedDocument, position: Position): readonly CompletionItem[] {
    const offset = offsetOf(source, position);
    const context = completionContext(source.analysis.file, offset);
    switch (context.kind) {
        case "nothing":
        case "import-path":
            return [];
        case "item":
            return [...[...itemKeywords, "let" as const].map(keyword), ...snippetItems("item")];
        case "statement":
            return [
                ...values(source, offset), ...steps(source, offset),
                ...[...statementKeywords, "repeat" as const, "for" as const].map(keyword),
                ...snippetItems("statement"),
            ];
        case "flow":
            return [...values(source, offset), ...steps(source, offset), keyword("repeat"), keyword("for")];
        case "step":
            return [...steps(source, offset), keyword("repeat"), keyword("for")];
        case "claim":
            return knownShapes(source, context.lineOffset);
        case "expression":
            return [...names(source, offset), ...functions(source)];
        case "output-name":
            return values(source, offset);
        case "argument":
            return argumentNames(source, offset, context);
        case "argument-value":
            return argumentValues(source, offset, context);
        case "string":
            return context.decorator && context.callee === "allow" ? codes(source, offset) : choices(context).map((choice) => item(choice.replaceAll("\"", ""), CompletionItemKind.EnumMember, "0"));
        case "decorator":
            return [...decorators.values()].map((definition) => ({
                ...item(definition.name, CompletionItemKind.Function, "0"),
                ...documented(decoratorDocumentation(definition)),
            }));
        case "attribute":
            return [...valueAttributes].map(([name, meaning]) => ({
                ...item(name, CompletionItemKind.Property, "0"), detail: meaning,
            }));
    }
}

/** The codes that `@allow` accepts, as replacements for the text after the quote. */
function codes(source: AnalyzedDocument, offset: number): readonly CompletionItem[] {
    const quote = tokenAt(source.analysis.file, offset - 1)?.start ?? offset - 1;
    const range = rangeOf(source, { start: quote + 1, end: offset });
    return [...defaultSeverities].map(([code, severity]) => ({
        // Most silenced diagnostics are not errors.
        ...item(code, CompletionItemKind.EnumMember, severity === "error" ? "1" : "0"),
        labelDetails: { description: severity },
        textEdit: { range, newText: code },
    }));
}

type CallContext = Extract<CompletionContext, { readonly callee: string }>;

function item(label: string, kind: CompletionItemKind, rank: string): CompletionItem {
    return { label, kind, sortText: `${rank}${label}` };
}

function documented(value: Markdown): Pick<CompletionItem, "documentation"> {
    return { documentation: markdownContent(value) };
}

/** Keywords come after the editor's snippet of the same name ("z-model"), which inserts the whole construct. */
function keyword(word: Keyword): CompletionItem {
    return {
        ...item(word, CompletionItemKind.Keyword, "~"), ...documented(ownMarkdown(keywordDocumentation[word].text)),
    };
}

/** The shape of a line as its claim, if all its uses have the same. */
function knownShapes({ analysis }: AnalyzedDocument, lineOffset: number): readonly CompletionItem[] {
    const line = nodePathAt(analysis.file.tree, lineOffset)
        .find((node) => node.kind === "line" || node.kind === "output");
    const uses = line === undefined ? [] : analysis.uses.get(line) ?? [];
    const shapes = new Set(uses.map(({ values: [value] }) => sampleShape(value?.shape)?.join(", ")));
    const [sizes] = shapes;
    return shapes.size !== 1 || sizes === undefined
        ? []
        : [{ ...item(`[${sizes}]`, CompletionItemKind.Constant, "0"), insertText: ` [${sizes}]`, preselect: true }];
}

/** Layers and blocks, with placeholders for their required arguments; first those that usually follow. */
function steps(source: AnalyzedDocument, offset: number): readonly CompletionItem[] {
    const blocks = [...source.analysis.names.called.values()].filter((one) => one.kind === "block");
    const likely = likelyLayers(source.analysis.file, offset);
    const ranked = [...layers.values()].map((layer, index) => {
        const described = layerItem(layer);
        return likely.has(layer) ? { ...described, sortText: `1${String(index).padStart(3, "0")}` } : described;
    });
    return [...blocks.map(blockItem), ...ranked];
}

function layerItem(definition: LayerDefinition): CompletionItem {
    const required = [...definition.arguments].filter(([, argument]) => argument.required).map(([name]) => name);
    const operands = definition.operands.from === "arguments" ? [""] : [];
    return {
        ...item(definition.name, CompletionItemKind.Function, "2"),
        labelDetails: { description: definition.family },
        ...documented(layerDocumentation(definition)),
        ...callSnippet(definition.name, [...operands, ...required]),
    };
}

function blockItem({ name, block, file }: BlockDeclaration): CompletionItem {
    return {
        ...item(name, CompletionItemKind.Class, "1"),
        labelDetails: { description: "block" },
        ...documented(paragraphs(
            inlineCode(declarationSignatureText(block, file.parsed.text)), plainText(block.documentation ?? ""),
        )),
        ...callSnippet(name, requiredParameters(block)),
    };
}

function requiredParameters(block: Block): readonly string[] {
    return block.parameters.filter((parameter) => parameter.default === undefined).map(({ name }) => name.text);
}

/** `conv(${1:channels}, ${2:kernel})` */
function callSnippet(
    name: string, required: readonly string[],
): Pick<CompletionItem, "insertText" | "insertTextFormat"> {
    const placeholders = required.map((argument, index) =>
        argument === "" ? `$${index + 1}` : `\${${index + 1}:${argument}}`);
    return { insertText: `${name}(${placeholders.join(", ")})`, insertTextFormat: InsertTextFormat.Snippet };
}

/** The values of a body, and `in`. */
function values(source: AnalyzedDocument, offset: number): readonly CompletionItem[] {
    return names(source, offset).filter(({ kind }) => kind !== CompletionItemKind.Constant);
}

function names(source: AnalyzedDocument, offset: number): readonly CompletionItem[] {
    const inScope = namesInScope(source, offset).map(({ name, kind, detail }): CompletionItem => ({
        ...item(name, kind === "value" ? CompletionItemKind.Variable : CompletionItemKind.Constant, "0"),
        labelDetails: { description: detail },
    }));
    return isInBody(source, offset) ? [...inScope, keyword("in")] : inScope;
}

function functions(source: AnalyzedDocument): readonly CompletionItem[] {
    const declared = [...source.analysis.names.called.values()].filter((one) => one.kind === "function");
    return [
        ...declared.map(({ name, declaration, file }) => ({
            ...item(name, CompletionItemKind.Function, "1"),
            detail: declarationSignatureText(declaration, file.parsed.text),
        })),
        ...[...builtInFunctions.values()].map(({ name, signature, documentation }) => ({
            ...item(name, CompletionItemKind.Function, "2"), detail: signature, ...documented(ownMarkdown(documentation)),
        })),
        ...(["true", "false"] as const).map(keyword),
    ];
}

/** The arguments that a call does not have yet, then what can be a positional argument. */
function argumentNames(
    source: AnalyzedDocument, offset: number, context: CallContext,
): readonly CompletionItem[] {
    const parameters = callableOf(source.analysis, context.callee, context.decorator)?.parameters ?? [];
    const provided = providedArguments(source, offset, context);
    const named = parameters.map((parameter, index) => ({
        ...item(`${parameter.name}=`, CompletionItemKind.Field, "0"),
        // In positional order, which is by how often they are used.
        sortText: `0${String(index).padStart(2, "0")}`,
        ...(parameter.detail === undefined ? {} : { labelDetails: { description: parameter.detail } }),
        ...documented(parameter.documentation),
        command: { title: "Suggest", command: "editor.action.triggerSuggest" },
    })).filter(({ label }) => !provided.has(label.slice(0, -1)));
    const layer = layers.get(context.callee);
    const takesValues = !context.decorator && (layer === undefined || layer.operands.from === "arguments");
    return [...named, ...names(source, offset), ...(takesValues ? steps(source, offset) : functions(source))];
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
): readonly CompletionItem[] {
    const words = choices(context).map((choice) => item(choice, CompletionItemKind.EnumMember, "!"));
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
