import type { Analysis } from "../analysis/analysis.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Problem } from "../evaluation/problems.ts";
import type {
    DefinitionOf, DiagnosticDefinition, Facts, LayerContext, Note, ProblemContext, Severity,
} from "./definition.ts";
import {
    conflictingArguments, invalidArgument, invalidGroups, wrongAxisCount,
} from "./definitions/layers/arguments.ts";
import { channelMismatch, sizeMismatch } from "./definitions/layers/merging.ts";
import { rankMismatch, reshapeMismatch, unevenSplit, unpoolMismatch } from "./definitions/layers/shapes.ts";
import {
    emptyOutput, invalidDilation, invalidOutputPadding, invalidPadding, invalidStride, kernelExceedsInput,
    unsolvableSize,
} from "./definitions/layers/windows.ts";
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
import { modelDefinitions } from "./model.ts";
import type { Text } from "./text.ts";

/** The definition of every code whose facts are found below this folder. A code without one is a type error. */
export const definitions: { readonly [Code in Facts["code"]]: DefinitionOf<Code> } = {
    "channel-mismatch": channelMismatch,
    "size-mismatch": sizeMismatch,
    "rank-mismatch": rankMismatch,
    "reshape-mismatch": reshapeMismatch,
    "uneven-split": unevenSplit,
    "unpool-mismatch": unpoolMismatch,
    "empty-output": emptyOutput,
    "invalid-dilation": invalidDilation,
    "invalid-output-padding": invalidOutputPadding,
    "invalid-padding": invalidPadding,
    "invalid-stride": invalidStride,
    "kernel-exceeds-input": kernelExceedsInput,
    "unsolvable-size": unsolvableSize,
    "conflicting-arguments": conflictingArguments,
    "invalid-argument": invalidArgument,
    "invalid-groups": invalidGroups,
    "wrong-axis-count": wrongAxisCount,
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
    ...modelDefinitions,
};

type OtherFacts = Exclude<Facts, LayerProblem>;

/** The definition for some facts: its severity and its message, which need nothing else. */
export function definitionOf(
    { code }: Facts,
): Pick<DiagnosticDefinition<Facts["code"], Facts, never>, "severity" | "message"> {
    return definitions[code];
}

/** What the definition of a problem's code makes of it. */
export interface DefinedProblem {
    readonly severity: Severity;
    readonly message: Text;
    readonly help: Text | undefined;
    readonly notes: readonly Note[];
    readonly fixes: () => readonly Fix[];
}

/** Words a problem in a file. */
export function defineProblem(problem: Problem, { file, uri, names, uses }: Analysis): DefinedProblem {
    const { span, occurrences } = problem;
    const context: ProblemContext = { file, uri, names, span, occurrences, uses };
    if (problem.source === "layer") {
        const { finding, layer } = problem;
        const definition: DiagnosticDefinition<LayerProblem["code"], LayerProblem, LayerContext> =
            definitions[finding.code];
        return apply(definition, finding, { ...context, layer });
    }
    const { finding } = problem;
    const definition: DiagnosticDefinition<OtherFacts["code"], OtherFacts, ProblemContext> = definitions[finding.code];
    return apply(definition, finding, context);
}

/** Applies a definition to facts. */
export function apply<Of, Context>(
    definition: DiagnosticDefinition<string, Of, Context>, facts: Of, context: Context,
): DefinedProblem {
    return {
        severity: definition.severity,
        message: definition.message(facts),
        help: definition.help?.(facts, context),
        notes: definition.notes?.(facts, context) ?? [],
        fixes: () => definition.fixes?.(facts, context) ?? [],
    };
}
