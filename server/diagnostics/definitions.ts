import type { Analysis } from "../analysis/analysis.ts";
import type { LayerProblem } from "../layers/problems.ts";
import type { Problem } from "../evaluation/problems.ts";
import type {
    DefinitionOf, DiagnosticDefinition, Facts, LayerContext, Note, ProblemContext, Severity,
} from "./definition.ts";
import {
    duplicateArgument, duplicateDecorator, missingArgument, tooManyArguments, unknownArgument,
} from "./definitions/evaluation/arguments.ts";
import {
    failedClaim, failedRequire, invalidInputSize, layerLimit, misplacedStatement, missingDefault, missingInput,
    missingOutput, noCurrentValue, noSuchIn, recursionLimit, sharedWeights, sharedWeightsMismatch, sizeLimit, stepLimit,
    wrongResultCount,
} from "./definitions/evaluation/models.ts";
import {
    changedKind, duplicateName, failedImport, missingFile, unknownAttribute, unknownDecorator, unknownLayer,
    unknownName,
} from "./definitions/evaluation/names.ts";
import {
    invalidOperation, wrongType,
} from "./definitions/evaluation/types.ts";
import { invalidWeights } from "./definitions/evaluation/weights.ts";
import {
    conflictingArguments, invalidArgument, invalidGroups, wrongAxisCount,
} from "./definitions/layers/arguments.ts";
import { channelMismatch, sizeMismatch } from "./definitions/layers/merging.ts";
import { rankMismatch, reshapeMismatch, unevenSplit, unpoolMismatch } from "./definitions/layers/shapes.ts";
import {
    emptyOutput, invalidDilation, invalidOutputPadding, invalidPadding, invalidStride, kernelExceedsInput, sizeTooLarge,
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
import type { Text } from "../text.ts";

/** The definitions of all codes whose facts come from outside this folder. A code without one is a type error. */
export const definitions: { readonly [Code in Facts["code"]]: DefinitionOf<Code> } = {
    "chained-comparison": chainedComparison,
    "changed-kind": changedKind,
    "channel-mismatch": channelMismatch,
    "conflicting-arguments": conflictingArguments,
    "duplicate-argument": duplicateArgument,
    "duplicate-decorator": duplicateDecorator,
    "duplicate-name": duplicateName,
    "empty-output": emptyOutput,
    "failed-claim": failedClaim,
    "failed-import": failedImport,
    "failed-require": failedRequire,
    "flow-in-let": flowInLet,
    "foreign-network": foreignNetwork,
    "foreign-syntax": foreignSyntax,
    "invalid-argument": invalidArgument,
    "invalid-dilation": invalidDilation,
    "invalid-escape": invalidEscape,
    "invalid-groups": invalidGroups,
    "invalid-input-size": invalidInputSize,
    "invalid-number": invalidNumber,
    "invalid-operation": invalidOperation,
    "invalid-output-padding": invalidOutputPadding,
    "invalid-padding": invalidPadding,
    "invalid-stride": invalidStride,
    "invalid-weights": invalidWeights,
    "kernel-exceeds-input": kernelExceedsInput,
    "layer-limit": layerLimit,
    "misplaced-item": misplacedItem,
    "misplaced-statement": misplacedStatement,
    "missing-argument": missingArgument,
    "missing-default": missingDefault,
    "missing-file": missingFile,
    "missing-input": missingInput,
    "missing-let": missingLet,
    "missing-output": missingOutput,
    "missing-parentheses": missingParentheses,
    "nesting-too-deep": nestingTooDeep,
    "no-current-value": noCurrentValue,
    "no-such-in": noSuchIn,
    "number-too-large": numberTooLarge,
    "rank-mismatch": rankMismatch,
    "recursion-limit": recursionLimit,
    "reserved-word": reservedWord,
    "reshape-mismatch": reshapeMismatch,
    "shared-weights": sharedWeights,
    "shared-weights-mismatch": sharedWeightsMismatch,
    "size-mismatch": sizeMismatch,
    "size-limit": sizeLimit,
    "size-too-large": sizeTooLarge,
    "step-limit": stepLimit,
    "stray-bracket": strayBracket,
    "too-many-arguments": tooManyArguments,
    "unclosed-bracket": unclosedBracket,
    "uneven-split": unevenSplit,
    "unexpected-character": unexpectedCharacter,
    "unexpected-token": unexpectedToken,
    "unfinished-line": unfinishedLine,
    "unknown-argument": unknownArgument,
    "unknown-attribute": unknownAttribute,
    "unknown-code": unknownCode,
    "unknown-decorator": unknownDecorator,
    "unknown-layer": unknownLayer,
    "unknown-name": unknownName,
    "unpool-mismatch": unpoolMismatch,
    "unsolvable-size": unsolvableSize,
    "unterminated-string": unterminatedString,
    "value-arithmetic": valueArithmetic,
    "wrong-axis-count": wrongAxisCount,
    "wrong-result-count": wrongResultCount,
    "wrong-type": wrongType,
};

type OtherFacts = Exclude<Facts, LayerProblem>;

/** The definition for some facts: its severity and its message, which need no context. */
export function definitionOf(
    { code }: Facts,
): Pick<DiagnosticDefinition<Facts["code"], Facts, never>, "severity" | "message"> {
    return definitions[code];
}

/** The texts and fixes of a problem, from the definition of its code. */
export interface DefinedProblem {
    readonly severity: Severity;
    readonly message: Text;
    readonly help: Text | undefined;
    readonly notes: readonly Note[];
    readonly fixes: () => readonly Fix[];
}

/** Puts a problem in a file into words. */
export function defineProblem(problem: Problem, { file, uri, names, uses, calls }: Analysis): DefinedProblem {
    const { span, occurrences } = problem;
    const context: ProblemContext = { file, uri, names, span, occurrences, uses, calls };
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
