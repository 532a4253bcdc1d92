import type { LayerProblem } from "../layers/problems.ts";
import type { Problem } from "../evaluation/problems.ts";
import type { DefinitionOf, DiagnosticDefinition, Facts, FixContext, LayerFixContext } from "./definition.ts";
import { nestingTooDeep, strayBracket, unclosedBracket } from "./definitions/syntax/brackets.ts";
import { foreignNetwork, foreignSyntax } from "./definitions/syntax/foreign-syntax.ts";
import {
    invalidEscape, invalidNumber, numberTooLarge, unexpectedCharacter, unterminatedString,
} from "./definitions/syntax/literals.ts";
import {
    chainedComparison, flowInLet, misplacedItem, missingLet, missingParentheses, reservedWord, unfinishedLine,
    valueArithmetic,
} from "./definitions/syntax/statements.ts";
import { unexpectedToken } from "./definitions/syntax/unexpected-token.ts";
import { unknownCode } from "./definitions/unknown-code.ts";
import type { Fix } from "./fix.ts";
import { layerDefinitions } from "./layers.ts";
import { modelDefinitions } from "./model.ts";

/** The definition of every code whose facts are found below this folder. A code without one is a type error. */
export const definitions: { readonly [Code in Facts["code"]]: DefinitionOf<Code> } = {
    "chained-comparison": chainedComparison,
    "flow-in-let": flowInLet,
    "foreign-network": foreignNetwork,
    "foreign-syntax": foreignSyntax,
    "invalid-escape": invalidEscape,
    "invalid-number": invalidNumber,
    "misplaced-item": misplacedItem,
    "missing-let": missingLet,
    "missing-parentheses": missingParentheses,
    "nesting-too-deep": nestingTooDeep,
    "number-too-large": numberTooLarge,
    "reserved-word": reservedWord,
    "stray-bracket": strayBracket,
    "unclosed-bracket": unclosedBracket,
    "unexpected-character": unexpectedCharacter,
    "unexpected-token": unexpectedToken,
    "unfinished-line": unfinishedLine,
    "unterminated-string": unterminatedString,
    "unknown-code": unknownCode,
    "value-arithmetic": valueArithmetic,
    ...layerDefinitions,
    ...modelDefinitions,
};

type OtherFacts = Exclude<Facts, LayerProblem>;

/** The definition for some facts, to word them. */
export function definitionOf(
    { code }: Facts,
): Omit<DiagnosticDefinition<Facts["code"], Facts, never>, "fixes"> {
    return definitions[code];
}

/** The candidate fixes of a problem in a file. */
export function candidateFixes(problem: Problem, context: FixContext): readonly Fix[] {
    if (problem.source === "layer") {
        const { finding, layer } = problem;
        const definition: DiagnosticDefinition<LayerProblem["code"], LayerProblem, LayerFixContext> =
            definitions[finding.code];
        return definition.fixes?.(finding, { ...context, layer }) ?? [];
    }
    const { finding } = problem;
    const definition: DiagnosticDefinition<OtherFacts["code"], OtherFacts, FixContext> = definitions[finding.code];
    return definition.fixes?.(finding, context) ?? [];
}
