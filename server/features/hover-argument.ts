import type { Argument, Call, Node } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { expectedText } from "../diagnostics/expected-text.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import { layers } from "../layers/catalogue.ts";
import { formatShape } from "../sizes/shape.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { argumentDocumentation } from "./argument-documentation.ts";
import { printedHead, resultHover, nameHover } from "./hover-name.ts";
import { codeBlock, inlineCode, markdown, ownMarkdown, paragraphs, plainText, worded, type Markdown } from "./markdown.ts";
import { declarationSignatureText, printValue } from "./signature-text.ts";

/** An argument of a layer, block, function or decorator: its value in each use, and its documentation. */
export function argumentHover(
    { analysis, document }: AnalyzedDocument, argument: Argument, owner: Node | undefined,
): Markdown | undefined {
    if (owner?.kind === "decorator") {
        const name = argument.name?.text ?? "";
        const definition = decorators.get(owner.name?.text ?? "")?.arguments.find((one) => one.name === name);
        return definition && paragraphs(
            markdown`${inlineCode(name)}: ${plainText(expectedText(definition.expected))}`, ownMarkdown(definition.documentation),
        );
    }
    if (owner?.kind !== "call") {
        return undefined;
    }
    const name = parameterOf(argument, owner, analysis) ?? argument.name?.text;
    if (name === undefined) {
        return undefined;
    }
    const definition = layers.get(owner.callee.text)?.arguments.get(name);
    if (definition !== undefined) {
        return paragraphs(valueHead(name, argument, owner, analysis), argumentDocumentation(name, definition));
    }
    const declared = analysis.names.called.get(owner.callee.text);
    if (declared === undefined) {
        return branchHover(name, argument, analysis);
    }
    const declaration = declared.kind === "block" ? declared.block : declared.declaration;
    const isOfFile = declared.file === analysis.names;
    return paragraphs(
        valueHead(name, argument, owner, analysis),
        worded("An argument of {signature}", {
            signature: inlineCode(declarationSignatureText(
                declaration, isOfFile ? document.getText() : declared.file.parsed.text)),
        }),
    );
}

/** The parameter of an argument, named or positional. */
function parameterOf(argument: Argument, owner: Call, { calls }: Analysis): string | undefined {
    return [...calls.get(owner)?.bound.byParameter ?? []].find(([, one]) => one === argument)?.[0];
}

/** `stride = 1 | 2`: the values of an argument in all uses of its call. */
function valueHead(
    name: string, argument: Argument, owner: Call, analysis: Analysis,
): Markdown | undefined {
    const ofLayers = (analysis.uses.get(owner) ?? []).flatMap(({ layer }) => {
        const value: unknown = layer?.call?.arguments.get(name);
        return value === undefined ? [] : [printValue(value)];
    });
    const recorded = (analysis.things.get(argument) ?? analysis.things.get(argument.value) ?? []).map(({ value }) =>
        ("printed" in value ? value.printed : formatShape(value.shape)));
    const printed = [...new Set(recorded.length > 0 ? recorded : ofLayers)];
    return printed.length === 0 ? undefined : codeBlock(printedHead(name, printed));
}

/** A branch of a merging layer, with its name in the call. */
function branchHover(name: string, { value }: Argument, analysis: Analysis): Markdown | undefined {
    const made = value.kind === "call-expression" ? value.call : value;
    return made.kind === "flow" || made.kind === "call"
        ? resultHover(name, analysis.uses.get(made) ?? [], 0)
        : nameHover(name, analysis.things.get(value) ?? []);
}
