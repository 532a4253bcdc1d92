import { CompletionItemKind, InsertTextFormat, type CompletionItem } from "vscode-languageserver-types";
import type { Block, Parameter } from "../../grammar/syntax-tree.ts";
import type { Keyword } from "../../grammar/tokens.ts";
import type { LayerDefinition } from "../layers/definition.ts";
import { documentationText } from "../text.ts";
import type { CalledDeclaration } from "../names/program.ts";
import type { CompletionReference } from "./completion-reference.ts";

/** A completion, and what its documentation is about: the text follows when the completion is selected. */
export interface Completion extends CompletionItem {
    readonly reference?: CompletionReference;
}

/** A completion that inserts its label; lower ranks come first. */
export function completionItem(label: string, kind: CompletionItemKind, rank: string): Completion {
    return { label, kind, sortText: `${rank}${label}` };
}

/** Keywords come after the editor's snippet of the same name ("z-model"), which inserts the whole construct. */
export function keywordItem(word: Keyword): Completion {
    return {
        ...completionItem(word, CompletionItemKind.Keyword, "~"), reference: { kind: "keyword", name: word },
    };
}

export function layerItem(definition: LayerDefinition): Completion {
    const required = [...definition.arguments].filter(([, argument]) => argument.required).map(([name]) => name);
    const operands = definition.operands.from === "arguments" ? [""] : [];
    return {
        ...completionItem(definition.name, CompletionItemKind.Function, "2"),
        labelDetails: { description: documentationText(definition.family) },
        reference: { kind: "layer", name: definition.name },
        ...callSnippet(definition.name, [...operands, ...required]),
    };
}

/** A block as a step of a line. */
export function blockItem(name: string, block: Block): Completion {
    return {
        ...completionItem(name, CompletionItemKind.Class, "1"),
        labelDetails: { description: "block" },
        reference: { kind: "declaration", name },
        ...callSnippet(name, requiredParameters(block.parameters)),
    };
}

/** A one-line function of a file. */
export function functionItem(name: string): Completion {
    return {
        ...completionItem(name, CompletionItemKind.Function, "1"), reference: { kind: "declaration", name },
    };
}

/** The completion of a block or function. */
export function declarationItem(declaration: CalledDeclaration): Completion {
    return declaration.kind === "block"
        ? blockItem(declaration.name, declaration.block)
        : functionItem(declaration.name);
}

function requiredParameters(parameters: readonly Parameter[]): readonly string[] {
    return parameters.filter((parameter) => parameter.default === undefined).map(({ name }) => name.text);
}

/** `conv(${1:channels}, ${2:kernel})` */
function callSnippet(
    name: string, required: readonly string[],
): Pick<CompletionItem, "insertText" | "insertTextFormat"> {
    const placeholders = required.map((argument, index) =>
        argument === "" ? `$${index + 1}` : `\${${index + 1}:${argument}}`);
    return { insertText: `${name}(${placeholders.join(", ")})`, insertTextFormat: InsertTextFormat.Snippet };
}
