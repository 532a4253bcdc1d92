import type { Analysis } from "../analysis/analysis.ts";
import { expectedText } from "../diagnostics/expected-text.ts";
import { builtInFunctions } from "../evaluation/built-in-functions.ts";
import type { Signature } from "../evaluation/call-binding.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import {
    builtInSignature, declaredSignature, decoratorSignature, layerSignature,
} from "../evaluation/signatures.ts";
import { layers } from "../layers/catalogue.ts";
import type { CalledDeclaration } from "../names/program.ts";
import { argumentDocumentation } from "./argument-documentation.ts";
import { emptyMarkdown, ownMarkdown, plainText, type Markdown } from "./markdown.ts";
import { defaultLabel, parameterTexts } from "./signature-text.ts";

/** The callee of a call or a decorator, for documenting its arguments. */
export interface Callable {
    readonly signature: Signature;
    /** The operands in the signature, for variadic callees. */
    readonly operands: readonly string[];
    readonly parameters: readonly DocumentedParameter[];
    readonly documentation: Markdown;
}

export interface DocumentedParameter {
    readonly name: string;
    /** As in a signature: `stride=1`. */
    readonly text: string;
    /** Its default, or what it expects. */
    readonly detail: string | undefined;
    readonly documentation: Markdown;
}

/** Returns the layer, block, function or decorator of a name; undefined if there is none. */
export function callableOf({ names }: Analysis, name: string, isDecorator: boolean): Callable | undefined {
    if (isDecorator) {
        return decoratorCallable(name);
    }
    const declared = names.called.get(name);
    return layerCallable(name) ?? builtInCallable(name) ??
        (declared === undefined ? undefined : declaredCallable(declared));
}

function decoratorCallable(name: string): Callable | undefined {
    const definition = decorators.get(name);
    return definition === undefined ? undefined : {
        signature: decoratorSignature(definition),
        operands: definition.variadic ? ["…"] : [],
        parameters: definition.arguments.map(({ name: parameter, expected, documentation }) => ({
            name: parameter, text: parameter, detail: expectedText(expected),
            documentation: ownMarkdown(documentation),
        })),
        documentation: ownMarkdown(definition.documentation),
    };
}

function layerCallable(name: string): Callable | undefined {
    const definition = layers.get(name);
    if (definition === undefined) {
        return undefined;
    }
    const texts = parameterTexts(definition);
    return {
        signature: layerSignature(definition),
        operands: definition.operands.from === "arguments" ? ["…"] : [],
        parameters: [...definition.arguments].map(([parameter, argument], index) => ({
            name: parameter, text: texts[index] ?? parameter, detail: defaultLabel(argument),
            documentation: argumentDocumentation(parameter, argument),
        })),
        documentation: ownMarkdown(definition.summary),
    };
}

function builtInCallable(name: string): Callable | undefined {
    const definition = builtInFunctions.get(name);
    return definition === undefined ? undefined : {
        signature: builtInSignature,
        operands: definition.signature.slice(name.length + 1, -1).split(", "),
        parameters: [],
        documentation: ownMarkdown(definition.documentation),
    };
}

function declaredCallable(declared: CalledDeclaration): Callable {
    const { text } = declared.file.parsed;
    const declaration = declared.kind === "block" ? declared.block : declared.declaration;
    const parameters = declaration.parameters ?? [];
    return {
        signature: declaredSignature(parameters),
        operands: [],
        parameters: parameters.map(({ name, default: value, start, end }) => ({
            name: name.text, text: text.slice(start, end), documentation: emptyMarkdown,
            detail: value === undefined ? undefined : text.slice(value.start, value.end),
        })),
        documentation: plainText(declaration.documentation ?? ""),
    };
}
