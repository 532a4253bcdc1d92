import * as v from "valibot";
import { CodeActionKind, type CodeAction, type WorkspaceEdit } from "vscode-languageserver-types";
import type { Span } from "../../grammar/syntax-tree.ts";
import type { Diagnostic } from "../diagnostics/diagnostics.ts";
import { allowFix } from "../diagnostics/fixes/allow.ts";
import {
    certainChanges, hasCertainChanges, newFixTrials, offeredFixes, trialCost, tryFix, type Examined, type FixTrials,
    type Pause,
} from "../diagnostics/trial.ts";
import { limits } from "../limits.ts";
import { text, type Text } from "../text.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { editorDiagnostic, type DiagnosticLink } from "./diagnostics.ts";
import { workspaceEdit } from "./workspace-edit.ts";

/** All fixes that are certainly correct: spelling, and other languages' syntax. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.cnn`;

/** An analysed document with all its diagnostics. */
export interface ExaminedDocument extends AnalyzedDocument, Examined {
    /** Unique for every analysis. */
    readonly id: string;
}

export interface CodeActionOptions {
    /** The requested kinds; by default, those for a moving cursor. */
    readonly only?: readonly string[] | undefined;
    readonly link?: DiagnosticLink | undefined;
    /** Whether edits can be left to `resolveCodeAction`. */
    readonly lazily: boolean;
    /** The maximum lines and layers to analyse in trials before the answer, if edits can be left. */
    readonly trialBudget: number;
    readonly pause: Pause;
}

/** Small enough for a menu to open without noticeable delay: a dozen trials of 100 lines, and none of 1,500. */
export const menuTrialBudget = limits.menuTrials;

/** How many times as much is tried for a client that cannot request an edit later; what is left is not offered. */
export const eagerTrials = 10;

/** What an action without an edit refers to: a fix by its index in the document's diagnostics, or all certain fixes. */
export type ActionReference = v.InferOutput<typeof actionReferenceSchema>;
const index = v.pipe(v.number(), v.integer(), v.minValue(0));
export const actionReferenceSchema = v.object({
    uri: v.string(),
    /** The analysis for which it was offered. */
    analysis: v.string(),
    fix: v.exactOptional(v.object({ diagnostic: index, candidate: index })),
});

/** The actions for the diagnostics that a span touches, and for the whole file. */
export async function codeActions(
    source: ExaminedDocument, diagnostics: readonly Diagnostic[], span: Span, options: CodeActionOptions,
): Promise<readonly CodeAction[]> {
    const { only } = options;
    const isRequested = (kind: string): boolean =>
        only?.some((requested) => kind === requested || kind.startsWith(`${requested}.`)) ?? true;
    return [
        ...(isRequested(CodeActionKind.QuickFix) ? await quickFixes(source, diagnostics, span, options) : []),
        // Only on explicit request, not whenever the cursor moves.
        ...(only !== undefined && isRequested(fixAllKind) ? await fixAll(source, diagnostics, options) : []),
    ];
}

/** An action with its edit, or why it must not be applied. */
export type ResolvedAction = { readonly edit: WorkspaceEdit } | { readonly refusal: Text };

/** The edit of an action that was offered without one; undefined if it was offered for another analysis. */
export async function resolveCodeAction(
    source: ExaminedDocument, diagnostics: readonly Diagnostic[], { analysis, fix: place }: ActionReference,
    pause: Pause,
): Promise<ResolvedAction | undefined> {
    if (analysis !== source.id) {
        return undefined;
    }
    if (place === undefined) {
        return { edit: workspaceEdit(source, await certainChanges(diagnostics, pause)) };
    }
    const diagnostic = source.found[place.diagnostic];
    const trials = diagnostic === undefined ? undefined : trialsOf(diagnostic);
    const fix = trials?.candidates[place.candidate];
    if (diagnostic === undefined || trials === undefined || fix === undefined) {
        return undefined;
    }
    const refusal = tryFix(fix, trials, diagnostic, source);
    return refusal === undefined ? { edit: workspaceEdit(source, fix.edits) } : { refusal };
}

/** The maximum number of diagnostics with fixes in one answer: selecting the whole file requests all. */
const mostOffered = 10;

async function quickFixes(
    source: ExaminedDocument, diagnostics: readonly Diagnostic[], span: Span, options: CodeActionOptions,
): Promise<readonly CodeAction[]> {
    const touched = diagnostics.filter((diagnostic) => touches(diagnostic.span, span)).slice(0, mostOffered);
    let budget = options.lazily ? options.trialBudget : eagerTrials * options.trialBudget;
    for (const diagnostic of touched) {
        const trials = trialsOf(diagnostic);
        for (const fix of trials.candidates.filter((one) => !trials.refusals.has(one))) {
            budget -= trialCost(source.analysis);
            if (budget >= 0) {
                await options.pause();
                tryFix(fix, trials, diagnostic, source);
            }
        }
    }
    return touched.flatMap((diagnostic) => quickFixesOf(diagnostic, source, options));
}

function quickFixesOf(
    diagnostic: Diagnostic, source: ExaminedDocument, { link, lazily }: CodeActionOptions,
): readonly CodeAction[] {
    const about = { kind: CodeActionKind.QuickFix, diagnostics: [editorDiagnostic(source, diagnostic, link)] };
    const offered = offeredFixes(trialsOf(diagnostic)).filter(({ isTried }) => isTried || lazily);
    const fixes = offered.map(({ title, preferred, edits, isTried, candidate }) => ({
        ...about, title, isPreferred: preferred,
        ...(isTried
            ? { edit: workspaceEdit(source, edits) }
            : { data: referenceTo(source, { diagnostic: placeOf(diagnostic, source), candidate }) }),
    }));
    const allow = diagnostic.severity === "error"
        ? undefined
        : allowFix(diagnostic.code, diagnostic.span, source.analysis.file);
    return allow === undefined
        ? fixes
        : [...fixes, { ...about, title: allow.title, isPreferred: false, edit: workspaceEdit(source, allow.edits) }];
}

/** The index of a diagnostic in the document's; settings change its severity, but not its fixes. */
function placeOf(diagnostic: Diagnostic, { found }: ExaminedDocument): number {
    return found.findIndex(({ fixes }) => fixes === diagnostic.fixes);
}

function referenceTo({ analysis, id }: ExaminedDocument, fix?: ActionReference["fix"]): ActionReference {
    return { uri: analysis.uri, analysis: id, ...(fix === undefined ? {} : { fix }) };
}

/** Trials on one version of a document are not repeated: the editor requests them at each move of the cursor. */
const knownTrials = new WeakMap<Diagnostic["fixes"], FixTrials>();

function trialsOf(diagnostic: Diagnostic): FixTrials {
    const trials = knownTrials.get(diagnostic.fixes) ?? newFixTrials(diagnostic);
    knownTrials.set(diagnostic.fixes, trials);
    return trials;
}

async function fixAll(
    source: ExaminedDocument, diagnostics: readonly Diagnostic[], { lazily, pause }: CodeActionOptions,
): Promise<readonly CodeAction[]> {
    const action = { title: text("Fix all auto-fixable problems"), kind: fixAllKind };
    if (lazily) {
        return await hasCertainChanges(diagnostics, pause) ? [{ ...action, data: referenceTo(source) }] : [];
    }
    const changes = await certainChanges(diagnostics, pause);
    return changes.length === 0 ? [] : [{ ...action, edit: workspaceEdit(source, changes) }];
}

/** Whether two spans share a character or touch. */
function touches(a: Span, b: Span): boolean {
    return a.start <= b.end && b.start <= a.end;
}
