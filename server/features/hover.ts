import type { Hover, Position } from "vscode-languageserver-types";
import type {
    AttributeExpression, Call, Decorator, Dimension, Identifier, InExpression, Line, Node, Span,
} from "../../grammar/syntax-tree.ts";
import { tokensTouching, type Token } from "../../grammar/source-tokens.ts";
import { isKeyword } from "../../grammar/tokens.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import type { Value } from "../graph/graph.ts";
import { layers } from "../layers/catalogue.ts";
import { axisText } from "../diagnostics/axis-text.ts";
import { builtInFunctions } from "../evaluation/built-in-functions.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import { valueAttributes } from "../evaluation/value-attributes.ts";
import { formatShape } from "../sizes/shape.ts";
import { formatSize } from "../sizes/size.ts";
import { inputOwners } from "../names/input-values.ts";
import { asSentence, documentationText, text } from "../text.ts";
import { offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { decoratorDocumentation } from "./argument-documentation.ts";
import { defaultCostOptions, type CostOptions } from "./cost-options.ts";
import type { LayerPage } from "./definition.ts";
import { argumentHover } from "./hover-argument.ts";
import { declarationHover, modelHover, usesOfBlock } from "./hover-declaration.ts";
import { dynamicSizeHover, inputHover } from "./hover-input.ts";
import { layerHover } from "./hover-layer.ts";
import { nameHover, resultHover, sketchHover } from "./hover-name.ts";
import { keywordDocumentation } from "./keyword-documentation.ts";
import {
    bulletList, codeBlock, inlineCode, markdownContent, ownMarkdown, paragraphs, plainText, worded, type Markdown,
} from "./markdown.ts";

/** The maximum number of shapes in the hover of a claimed line. */
const mostShapes = 8;

/** The hover at a position; `layerLink` links to a layer's page. */
export function hover(
    source: AnalyzedDocument, position: Position, layerLink?: LayerPage, use?: string,
    costs: CostOptions = defaultCostOptions,
): Hover | undefined {
    const offset = offsetOf(source, position);
    const { file } = source.analysis;
    const touching = tokensTouching(file, offset);
    if (touching.some(({ kind }) => kind === "comment")) {
        return undefined;
    }
    const path = nodePathAt(file.tree, offset);
    const keyword = touching.find(({ kind }) => kind === "keyword");
    const isValue = path.at(-1)?.kind === "in";
    const content = keyword === undefined || isValue
        ? nodeHover({ ...source, layerLink, costs }, path)
        : keywordHover(keyword);
    return content === undefined ? undefined : {
        contents: markdownContent(use === undefined ? content.text : paragraphs(
            content.text, plainText(text("The editor shows the use {use} of this block.", { use })),
        )),
        range: rangeOf(source, content.span),
    };
}

type HoveredDocument = AnalyzedDocument & {
    readonly layerLink: LayerPage | undefined; readonly costs: CostOptions;
};

interface HoverText {
    readonly text: Markdown;
    readonly span: Span;
}

function keywordHover({ text, start, end }: Token): HoverText | undefined {
    if (!isKeyword(text)) {
        return undefined;
    }
    const { form, text: description } = keywordDocumentation[text];
    return { text: paragraphs(codeBlock(form), ownMarkdown(description)), span: { start, end } };
}

/** The hover of the innermost node that has one. */
function nodeHover(source: HoveredDocument, path: readonly Node[]): HoverText | undefined {
    const leaf = path.at(-1);
    if (leaf === undefined) {
        return undefined;
    }
    const text = textFor(source, leaf, path.at(-2), path.at(-3));
    if (text !== undefined) {
        return { text, span: leaf };
    }
    // A number is described by what it is used for.
    const index = path.findLastIndex(({ kind }) => kind === "argument" || kind === "dimension" || kind === "claim");
    const [around, owner] = [path[index], path[index - 1]];
    const description = around === undefined ? undefined : surroundingText(source, around, owner);
    return around === undefined || description === undefined ? undefined : { text: description, span: around };
}

function surroundingText(source: AnalyzedDocument, around: Node, owner: Node | undefined): Markdown | undefined {
    switch (around.kind) {
        case "argument":
            return argumentHover(source, around, owner);
        case "dimension":
            return dimensionHover(source, around, owner);
        default:
            return claimHover(source, owner);
    }
}

function textFor(
    source: HoveredDocument, leaf: Node, parent: Node | undefined, grandparent: Node | undefined,
): Markdown | undefined {
    if (leaf.kind === "identifier") {
        return parent === undefined ? undefined : identifierHover(source, leaf, parent, grandparent);
    }
    if (leaf.kind === "name" || leaf.kind === "in") {
        const name = leaf.kind === "in" ? "in" : leaf.text;
        const things = source.analysis.things.get(leaf) ?? [];
        const description = nameHover(name, things) ?? sketchHover(name, sketchedValue(source, leaf));
        return leaf.kind === "in" ? inHover(source, leaf, description) : description;
    }
    return undefined;
}

/** The value of a name in an unused block, if it has one. */
function sketchedValue({ analysis: { sketches } }: AnalyzedDocument, node: Node): Value | undefined {
    const [thing] = sketches.things.get(node) ?? [];
    return thing === undefined || "printed" in thing.value ? undefined : thing.value;
}

/** The value of an `in`, and what it is the input of. */
function inHover(
    { analysis: { names: { names } } }: AnalyzedDocument, leaf: InExpression, value: Markdown | undefined,
): Markdown {
    const item = names.itemAt(leaf.start);
    const owner = item === undefined ? undefined : inputOwners(item).get(leaf);
    switch (owner?.kind) {
        case "repeat":
        case "for":
            return paragraphs(value, worded("The value that enters this iteration of the loop."));
        case "block":
            return paragraphs(value, owner.name === undefined
                ? worded("The value that the block is called on.")
                : worded("The value that {name} is called on.", { name: inlineCode(owner.name.text) }));
        case "input":
            return paragraphs(value, worded("The last input declared so far."));
        case undefined:
            return value ?? ownMarkdown(keywordDocumentation.in.text);
    }
}

function identifierHover(
    source: HoveredDocument, identifier: Identifier, parent: Node, grandparent: Node | undefined,
): Markdown | undefined {
    const { analysis, document } = source;
    const text = document.getText();
    switch (parent.kind) {
        case "call":
            return calleeHover(source, parent);
        case "argument":
            return argumentHover(source, parent, grandparent);
        case "decorator":
            return decoratorHover(parent);
        case "block":
            if (identifier === parent.input) {
                return nameHover(identifier.text, analysis.things.get(identifier) ?? [])
                    ?? sketchHover(identifier.text, sketchedValue(source, identifier));
            }
            return declarationHover(parent, text, usesOfBlock(analysis, parent), analysis);
        case "model":
            return modelHover(
                parent, text, analysis.models.find(({ nameSpan }) => nameSpan.start === identifier.start), source.costs,
            );
        case "let":
            return nameHover(identifier.text, analysis.things.get(identifier) ?? [])
                ?? declarationHover(parent, text, [], analysis);
        case "line":
            return lineHover(source, identifier, parent);
        case "input":
            return inputHover(
                identifier.text, identifier.start, analysis.uses.get(parent)?.[0]?.values[0], analysis,
            );
        case "dimension":
            return dynamicSizeHover(parent.start, analysis)
                ?? nameHover(identifier.text, analysis.things.get(identifier) ?? []);
        case "output":
            return resultHover(identifier.text, analysis.uses.get(parent) ?? [], 0);
        case "attribute":
            return attributeHover(source, parent);
        default:
            return nameHover(identifier.text, analysis.things.get(identifier) ?? []);
    }
}

function lineHover({ analysis }: HoveredDocument, identifier: Identifier, line: Line): Markdown | undefined {
    const result = line.names.indexOf(identifier);
    const [sketch] = analysis.sketches.uses.get(line) ?? [];
    return resultHover(identifier.text, analysis.uses.get(line) ?? [], result)
        ?? sketchHover(identifier.text, sketch?.values[result]);
}

function calleeHover(source: HoveredDocument, call: Call): Markdown | undefined {
    const name = call.callee.text;
    const { analysis } = source;
    const uses = analysis.uses.get(call) ?? [];
    const layer = layers.get(name);
    if (layer !== undefined) {
        return layerHover(layer, uses, analysis.models, source.costs, source.layerLink);
    }
    const declared = source.analysis.names.called.get(name);
    if (declared !== undefined) {
        const declaration = declared.kind === "block" ? declared.block : declared.declaration;
        return declarationHover(declaration, declared.file.parsed.text, uses, analysis);
    }
    const builtIn = builtInFunctions.get(name);
    return builtIn === undefined ? undefined : paragraphs(
        codeBlock(builtIn.signature), ownMarkdown(builtIn.documentation),
    );
}

/** The value of an attribute, and its documentation. */
function attributeHover(
    { analysis, document }: AnalyzedDocument, expression: AttributeExpression,
): Markdown | undefined {
    const written = document.getText().slice(expression.start, expression.end);
    const documentation = valueAttributes.get(expression.attribute?.text ?? "");
    const value = nameHover(written, analysis.things.get(expression) ?? []);
    return value === undefined && documentation === undefined ? undefined : paragraphs(
        value ?? codeBlock(written), documentation === undefined
            ? undefined
            : plainText(asSentence(documentationText(documentation))),
    );
}

/** The axis of an input whose size a number is. */
function dimensionHover(
    { analysis }: AnalyzedDocument, dimension: Dimension, input: Node | undefined,
): Markdown | undefined {
    if (input?.kind !== "input") {
        return undefined;
    }
    const axis = input.dimensions.indexOf(dimension);
    const size = analysis.uses.get(input)?.[0]?.values[0]?.shape?.[axis];
    return dynamicSizeHover(dimension.start, analysis) ?? codeBlock(
        `${axisText(axis, input.dimensions.length)} = ${size === undefined ? "?" : formatSize(size)}`,
    );
}

function decoratorHover({ name }: Decorator): Markdown | undefined {
    const definition = decorators.get(name?.text ?? "");
    return definition === undefined ? undefined : decoratorDocumentation(definition);
}

/** The actual shapes of a claim's value, in each use. */
function claimHover({ analysis }: AnalyzedDocument, line: Node | undefined): Markdown | undefined {
    if (line?.kind !== "line" && line?.kind !== "output") {
        return undefined;
    }
    const shapes = [...new Set((analysis.uses.get(line) ?? []).map(({ values }) => formatShape(values[0]?.shape)))];
    const rest = shapes.length - mostShapes;
    return shapes.length === 0 ? undefined : paragraphs(
        worded("A claim about the line's shape, checked as you type. `_` is any size."),
        shapes.length === 1 ? worded("The shape is {shape}.", { shape: inlineCode(shapes.join()) }) : worded("The shapes are:"),
        shapes.length === 1 ? undefined : bulletList([
            ...shapes.slice(0, mostShapes).map(inlineCode), ...(rest > 0 ? [worded("and {count} more", { count: rest })] : []),
        ]),
    );
}
