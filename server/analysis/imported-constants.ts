import { Evaluation } from "../evaluation/evaluation.ts";
import { interpreter } from "../evaluation/interpreter.ts";
import { evaluateConstants } from "../evaluation/names.ts";
import type { Occurrence } from "../evaluation/problems.ts";
import { newRecords, type ConstantValues, type Records } from "../evaluation/records.ts";
import type { FileScope, Program } from "../names/program.ts";

/** The evaluated lets of the files that a file imports. They do not read the file, so its next version reuses them. */
export interface ImportedConstants {
    readonly files: readonly FileScope[];
    readonly values: ConstantValues;
    readonly occurrences: readonly Occurrence[];
    readonly records: Records;
    readonly pending: ReadonlySet<string>;
    readonly dependencies: ReadonlySet<string>;
    /** The evaluation steps they took. */
    readonly steps: number;
}

/**
 * Evaluates the lets of a program. Those of its imports are reused from the `previous` version of the file if it
 * imported the same. At a limit, all lets share one evaluation, which reports it once, and nothing is reused later.
 */
export function evaluateLets(
    program: Program, previous: ImportedConstants | undefined,
    options: Pick<ConstructorParameters<typeof Evaluation>[0], "host" | "uri" | "constants" | "samples" | "budget">,
): { readonly ofConstants: Evaluation; readonly imported: ImportedConstants | undefined } {
    const newEvaluation = (): Evaluation =>
        new Evaluation({ ...options, model: -1, hypothetical: false, records: newRecords() });
    const kept = keptConstants(previous, program);
    let ofConstants = newEvaluation();
    let imported = kept;
    if (kept === undefined) {
        evaluateConstants(importsOf(program), ofConstants, interpreter);
        if (!ofConstants.isStopped) {
            imported = importedConstants(program, ofConstants);
            ofConstants = newEvaluation();
        }
    } else {
        options.budget.spend(kept.steps);
        kept.values.forEach((value, declaration) => options.constants.set(declaration, value));
    }
    evaluateConstants([program.main], ofConstants, interpreter);
    return { ofConstants, imported };
}

function importedConstants(program: Program, evaluation: Evaluation): ImportedConstants {
    const { occurrences, records, pending, dependencies, ownSteps: steps, constants } = evaluation;
    const values = new Map(constants);
    return { files: importsOf(program), values, occurrences, records, pending, dependencies, steps };
}

/** The files that a program's main file imports, directly and indirectly. */
function importsOf({ files, main }: Program): readonly FileScope[] {
    return files.filter((file) => file !== main);
}

/** The constants of the imports of another version of a file, if this version imports the same files. */
function keptConstants(known: ImportedConstants | undefined, program: Program): ImportedConstants | undefined {
    const files = importsOf(program);
    const isKept = known !== undefined && files.length === known.files.length
        && files.every((file, index) => isSameImport(file, known.files[index]));
    return isKept ? known : undefined;
}

/** Whether two files have the same text, and meant the same wherever they were imported. */
function isSameImport(file: FileScope, known: FileScope | undefined): boolean {
    return known !== undefined && file.uri === known.uri && file.parsed === known.parsed
        && [file, known].every(({ incomplete, circular }) => !incomplete && !circular);
}
