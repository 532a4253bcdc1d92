import type { CompletionItem } from "vscode-languageserver-types";
import { documentationText } from "../text.ts";
import { isKeyword } from "../../grammar/tokens.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import { builtInFunctions } from "../evaluation/built-in-functions.ts";
import { valueAttributes } from "../evaluation/value-attributes.ts";
import { layers } from "../layers/catalogue.ts";
import { loadScopes, type CalledDeclaration, type ConstantDeclaration } from "../names/program.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { decoratorDocumentation } from "./argument-documentation.ts";
import { callableOf } from "./callable.ts";
import type { CompletionReference } from "./completion-reference.ts";
import { layerDocumentation } from "./hover-layer.ts";
import { keywordDocumentation } from "./keyword-documentation.ts";
import { codeBlock, markdownContent, ownMarkdown, paragraphs, plainText, type Markdown } from "./markdown.ts";
import { declarationSignatureText } from "./signature-text.ts";
import { snippetDocumentation } from "./snippets.ts";

/** The detail and documentation of a completion, Markdown. */
export function completionDocumentation(
    source: AnalyzedDocument, reference: CompletionReference,
): Pick<CompletionItem, "detail" | "documentation"> {
    switch (reference.kind) {
        case "layer":
            return documented(mapped(layers.get(reference.name), layerDocumentation));
        case "keyword":
            return isKeyword(reference.name)
                ? documented(ownMarkdown(keywordDocumentation[reference.name].text))
                : {};
        case "decorator":
            return documented(mapped(decorators.get(reference.name), decoratorDocumentation));
        case "function": {
            const known = builtInFunctions.get(reference.name);
            return known === undefined
                ? {}
                : { detail: known.signature, ...documented(ownMarkdown(known.documentation)) };
        }
        case "attribute":
            return { detail: documentationText(valueAttributes.get(reference.name) ?? "") };
        case "snippet":
            return snippetDocumentation(reference.name);
        case "declaration":
            return documented(mapped(declarationOf(source, reference), declarationDocumentation));
        case "argument": {
            const { parameters = [] } = callableOf(source.analysis, reference.callee, reference.isDecorator) ?? {};
            return documented(parameters.find(({ name }) => name === reference.name)?.documentation);
        }
    }
}

function mapped<From, To>(value: From | undefined, map: (value: From) => To): To | undefined {
    return value === undefined ? undefined : map(value);
}

function documented(value: Markdown | undefined): Pick<CompletionItem, "documentation"> {
    return value === undefined || value === ""
        ? {}
        : { documentation: markdownContent(value) };
}

function declarationOf(
    { analysis, host }: AnalyzedDocument,
    { name, file }: Extract<CompletionReference, { readonly kind: "declaration" }>,
): CalledDeclaration | ConstantDeclaration | undefined {
    const scope = file === undefined
        ? analysis.names
        : loadScopes([file], host).scopes.find(({ uri }) => uri === file);
    return scope?.called.get(name) ?? scope?.constants.get(name);
}

function declarationDocumentation(declared: CalledDeclaration | ConstantDeclaration): Markdown {
    const { text } = declared.file.parsed;
    const declaration = declared.kind === "block" ? declared.block : declared.declaration;
    const signature = declaration.kind === "let"
        ? text.slice(declaration.name?.start ?? declaration.start, declaration.end)
        : declarationSignatureText(declaration, text);
    return paragraphs(codeBlock(signature), mapped(declaration.documentation, plainText));
}
