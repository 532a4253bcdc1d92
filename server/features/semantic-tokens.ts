import type { Range } from "vscode-languageserver-types";
import type { Identifier, Node, Span } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import { valueAttributes } from "../evaluation/value-attributes.ts";
import { layers } from "../layers/catalogue.ts";
import type { BindingKind } from "../names/declarations.ts";
import type { Reference } from "../names/item-binder.ts";
import type { FileScope } from "../names/program.ts";
import { meaningOf } from "../names/resolution.ts";
import { offsetOf, type AnalyzedDocument } from "./analyzed-document.ts";

/** The types of the legend. `block`, `model`, `layer` and `dynamicSize` are declared in package.json. */
export const semanticTokenTypes = [
    "block", "model", "layer", "function", "parameter", "variable", "dynamicSize", "property", "decorator",
] as const;

export const semanticTokenModifiers = ["declaration", "modification", "readonly", "defaultLibrary"] as const;

type TokenType = (typeof semanticTokenTypes)[number];
type TokenModifier = (typeof semanticTokenModifiers)[number];

/** A name and its meaning. */
export interface SemanticToken extends Span {
    readonly type: TokenType;
    readonly modifiers: readonly TokenModifier[];
}

/** Returns the meanings of a file's names, in the order of the text; unknown names are left out. */
export function semanticTokens(source: AnalyzedDocument, range?: Range): readonly SemanticToken[] {
    const { names: scope, file: { tree } } = source.analysis;
    const span = range === undefined
        ? tree
        : { start: offsetOf(source, range.start), end: offsetOf(source, range.end) };
    const tokens: SemanticToken[] = [];
    const add = ({ start, end }: Span, meaning: Described | undefined): void => {
        if (meaning !== undefined && start < span.end && end > span.start) {
            tokens.push({ start, end, ...meaning });
        }
    };
    for (const { bindings } of scope.names.scope.declarations) {
        bindings.forEach(({ kind, identifier }, index) => add(identifier, bound(kind, index)));
    }
    for (const item of tree.items) {
        if (item.start >= span.end || item.end <= span.start) {
            continue;
        }
        const { scopes, references } = scope.names.of(item);
        for (const { bindings } of scopes.flatMap(({ declarations }) => declarations)) {
            bindings.forEach(({ kind, identifier }, index) => add(identifier, bound(kind, index)));
        }
        for (const reference of references) {
            add(reference.node, referred(reference, scope));
        }
        for (const node of descendants(item)) {
            for (const { identifier, meaning } of namedByLanguage(node)) {
                add(identifier, meaning);
            }
        }
    }
    return tokens.sort((one, other) => one.start - other.start);
}

type Described = Pick<SemanticToken, "type" | "modifiers">;

/** The meaning of a name at a binding, the first or a further one. */
function bound(kind: BindingKind, index: number): Described {
    const { type, modifiers } = described(kind);
    return { type, modifiers: [index === 0 ? "declaration" : "modification", ...modifiers] };
}

function described(kind: BindingKind): Described {
    switch (kind) {
        case "block":
        case "model":
        case "function":
        case "parameter":
            return { type: kind, modifiers: [] };
        case "dynamic-size":
            return { type: "dynamicSize", modifiers: [] };
        case "let":
            return { type: "variable", modifiers: ["readonly"] };
        case "value":
        case "loop-variable":
        case "input":
        case "block-input":
            return { type: "variable", modifiers: [] };
    }
}

function referred(reference: Reference, scope: FileScope): Described | undefined {
    const meaning = meaningOf(reference, scope);
    switch (meaning.kind) {
        case "declared": {
            const [first] = meaning.declarations;
            return first === undefined ? undefined : described(first.declaration.kind);
        }
        case "language":
            return reference.kind === "argument"
                ? { type: "parameter", modifiers: [] }
                : layers.has(reference.node.text) && reference.kind === "call"
                    ? { type: "layer", modifiers: [] }
                    : { type: "function", modifiers: ["defaultLibrary"] };
        case "unknown":
            return undefined;
    }
}

/** Names of decorators and attributes, which have no declaration in a file. */
function namedByLanguage(node: Node): readonly { readonly identifier: Identifier; readonly meaning: Described }[] {
    if (node.kind === "decorator" && node.name !== undefined && decorators.has(node.name.text)) {
        return [{ identifier: node.name, meaning: { type: "decorator", modifiers: [] } }];
    }
    return node.kind === "attribute" && node.attribute !== undefined && valueAttributes.has(node.attribute.text)
        ? [{ identifier: node.attribute, meaning: { type: "property", modifiers: [] } }]
        : [];
}
