import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Span } from "../../../grammar/syntax-tree.ts";
import type { TextChange } from "../../diagnostics/edits.ts";
import type { Examined } from "../../diagnostics/trial.ts";
import type { Text } from "../../text.ts";

/** A file with its diagnostics, and the selection in it; an empty selection is the cursor. */
export interface Selected extends Examined {
    readonly file: ParsedFile;
    readonly selection: Span;
}

/** A change of the text that keeps the networks as they are. */
export interface Refactoring {
    /** Unique among those for one selection. */
    readonly id: string;
    readonly kind: RefactoringKind;
    /** An imperative, which says if tensors are renamed. */
    readonly title: Text;
    /** Whether tensors may have other names afterwards. */
    readonly renamesTensors: boolean;
    /** Whether it states the size rule, so that the model's own `require` lines allow other sizes afterwards. */
    readonly requires?: boolean;
    /** Whether a block may be unused afterwards. */
    readonly leavesBlock?: boolean;
    /** The name of a block or `let` that it removes, which other files may use. */
    readonly removes?: string;
    /** The work of its changes in trials of one change; 1 by default. */
    readonly trials?: number;
    /** The changes, in any layout; computed when they are needed. */
    rewrite(): Rewrite | Refused;
}

export type RefactoringKind = "refactor.extract" | "refactor.inline" | "refactor.rewrite";

export const refactoringKinds: readonly RefactoringKind[] = ["refactor.extract", "refactor.inline", "refactor.rewrite"];

export interface Rewrite {
    readonly changes: readonly TextChange[];
    /** A name in the changes that the user may want to replace; it occurs nowhere else in the file. */
    readonly newName?: string;
}

/** Why a refactoring does not apply here. */
export interface Refused {
    readonly refusal: Text;
}

/** Finds the refactorings for a selection. */
export type FindRefactorings = (selected: Selected) => readonly Refactoring[];
