/** The language service: the API for the language server, the command line and other programs. It has no logic. */

// Analysis
export { parse } from "../grammar/parser.ts";
export type { Analysis } from "./analysis/analysis.ts";
export { analyze, analyzeNext, type AnalyzedFile } from "./analysis/analyze.ts";
export type { AnalysisOptions } from "./evaluation/options.ts";
export { limitedCosts, type CostBudget } from "./graph/limited-costs.ts";
export {
    fileRefusals, isBinary, type AnalysisHost, type FileRefusal, type HostTensors, type HostText,
} from "./names/host.ts";
export { Budget, limits } from "./limits.ts";
export { OutputLimitReached } from "./output-text.ts";
export type { Location } from "./names/location.ts";
export { loadScopes, type FileScope } from "./names/program.ts";

// Facts about a model's graph
export { totalCost } from "./graph/cost.ts";
export type { Device } from "./graph/figures.ts";
export { precisions, type Precision } from "./graph/saved-tensors.ts";
export { optimizers, type Optimizer } from "./graph/training-memory.ts";
export type { DecoratorValue, ModelGraph } from "./graph/graph.ts";
export { inputRule, type SizeRule } from "./graph/input-rule.ts";
export { sizeStyles } from "./sizes/function-text.ts";
export { firstSizes } from "./sizes/size-set.ts";

// Diagnostics and their fixes
export { codesThatFail, defaultSeverities } from "./diagnostics/catalogue.ts";
export { concerns } from "./diagnostics/concerned-models.ts";
export type { Severity } from "./diagnostics/definition.ts";
export {
    defaultChannelGrowth, diagnose, findDiagnostics, reported, type Diagnostic,
} from "./diagnostics/diagnostics.ts";
export { applyChanges } from "./diagnostics/edits.ts";
export { severitySettings, type SeveritySetting } from "./diagnostics/silencing.ts";
export { causeMessage, causeNotes, roundingPlace } from "./diagnostics/size-causes.ts";
export { ruleText } from "./diagnostics/size-rule-text.ts";
export { text } from "./text.ts";
export { newFixTrials, triedHelp, tryFix, type Pause } from "./diagnostics/trial.ts";
export { nearestName, suggestCallee } from "./evaluation/suggestions.ts";

// Editor features
export { offsetOf, rangeAt, startOfFile, type AnalyzedDocument } from "./features/analyzed-document.ts";
export {
    hierarchyReferenceSchema, incomingCalls, outgoingCalls, prepareCallHierarchy, type HierarchySources,
} from "./features/call-hierarchy.ts";
export {
    actionReferenceSchema, codeActions, fixAllKind, menuTrialBudget, resolveCodeAction, type ResolvedAction,
} from "./features/code-actions.ts";
export { blockUses, chosenUseAt, fromChosenUses } from "./features/chosen-uses.ts";
export { codeLenses, lensCommand } from "./features/code-lenses.ts";
export { defaultCostOptions, type CostOptions } from "./features/cost-options.ts";
export { completion, continuesAfterBlank } from "./features/completion.ts";
export { completionDocumentation } from "./features/completion-documentation.ts";
export type { Completion } from "./features/completion-items.ts";
export { pathCompletions, pathPlace } from "./features/completion-paths.ts";
export { typedLetters } from "./features/typed-letters.ts";
export { completionReferenceSchema } from "./features/completion-reference.ts";
export { checkerStatus, modelAt } from "./features/checker-status.ts";
export { declaration, definition, implementation, typeDefinition, type LayerPage } from "./features/definition.ts";
export { editorDiagnostic, type DiagnosticLink } from "./features/diagnostics.ts";
export { documentLinks } from "./features/document-links.ts";
export { documentSymbols } from "./features/document-symbols.ts";
export { foldingRanges } from "./features/folding-ranges.ts";
export { formatting, formattingTriggers, onTypeFormatting, rangeFormatting } from "./features/formatting.ts";
export { format } from "./format/format.ts";
export { hover } from "./features/hover.ts";
export { reportedSizes, sizesText, type ReportedSize } from "./features/input-sizes.ts";
export { defaultHints, hintReferenceSchema, hintTooltip, inlayHints } from "./features/inlay-hints.ts";
export { layerExample, layerList, layerReference, type LayerReference } from "./features/layer-reference.ts";
export { layerNodeId, modelOnLine, previewGraph, previewedModel, validity } from "./features/preview-graph.ts";
export { previewSizes } from "./features/preview-sizes.ts";
export { documentHighlights, references } from "./features/references.ts";
export { prepareRename, rename, type RenameChange } from "./features/rename.ts";
export {
    refactoringActions, refactoringReferenceSchema, resolveRefactoring,
} from "./features/refactoring-actions.ts";
export { refactoringKinds } from "./features/refactorings/refactoring.ts";
export { workspaceSymbols } from "./features/workspace-symbols.ts";

// Trained weights
export { headLength, readTensorTable, type TensorFileFailure } from "./weights/safetensors.ts";
export type { TensorFile } from "./weights/tensor-numbers.ts";
export { selectionRanges } from "./features/selection-ranges.ts";
export {
    semanticTokenModifiers, semanticTokens, semanticTokenTypes, type SemanticToken,
} from "./features/semantic-tokens.ts";
export { signatureHelp, signatureTriggers } from "./features/signature-help.ts";

// Export
export { inferenceModel } from "./emit/inference.ts";
export {
    embeddedFile, embeddedPieces, largestOnnxFile, modelWithExternalWeights, weightsFile, type FileContent,
} from "./emit/onnx-file.ts";
export { emitDecodedOnnx } from "./emit/decoded-onnx.ts";
export { emitOnnx, type OnnxModel } from "./emit/onnx.ts";
export { emitPytorch } from "./emit/pytorch.ts";
export { trainedWeights } from "./emit/trained-weights.ts";
export { hasWeights } from "./emit/weights.ts";
export type { Refusal } from "./emit/valid-graph.ts";
export { compareSummaries, comparisonText, exceededLimits } from "./summary/comparison.ts";
export { summarize, summarizeTree } from "./emit/summary.ts";
export type { Summary, SummaryTree } from "./summary/summary-data.ts";
export { isSummaryColumn, summaryColumnNames, type SummaryColumnName } from "./summary/summary-columns.ts";
export {
    summaryCsv, summaryLatex, summaryMarkdown, summaryTable, viewedRows, type SummaryView,
} from "./summary/summary-text.ts";
export { readSummaryFilter, type SummaryFilter } from "./summary/summary-filters.ts";
export { readAmount } from "./summary/amounts.ts";
