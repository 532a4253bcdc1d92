import { moveSpans, type Change, type MovableSpan } from "../../grammar/change.ts";
import type { Item, Model } from "../../grammar/syntax-tree.ts";
import type { Evaluation } from "../evaluation/evaluation.ts";
import type { Occurrence } from "../evaluation/problems.ts";
import type { Records } from "../evaluation/records.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { FileScope } from "../names/program.ts";
import type { ImportedConstants } from "./imported-constants.ts";

/** An evaluated model, and what its evaluation depended on besides its own text. */
export interface EvaluatedModel {
    readonly item: Model;
    readonly graph: ModelGraph;
    readonly occurrences: readonly Occurrence[];
    readonly records: Records;
    readonly pending: ReadonlySet<string>;
    readonly dependencies: ReadonlySet<string>;
    /** The names that it looked up in files. */
    readonly namesRead: ReadonlySet<string>;
    /**
     * Whether it looked up a name that no file declares: then it depends on every declaration, because a suggestion may
     * name it.
     */
    readonly hasUnresolvedName: boolean;
    readonly spans: readonly MovableSpan[];
    /** The evaluation steps it took. */
    readonly steps: number;
}

export function evaluatedModel(item: Model, graph: ModelGraph, evaluation: Evaluation): EvaluatedModel {
    const {
        occurrences, records, pending, dependencies, namesRead, hasUnresolvedName, spans, ownSteps: steps,
    } = evaluation;
    return { item, graph, occurrences, records, pending, dependencies, namesRead, hasUnresolvedName, spans, steps };
}

/** A file's evaluated models and the declarations of its names, which the next version of the file may reuse. */
export class EvaluatedFile {
    readonly models: readonly EvaluatedModel[];
    readonly declared: DeclaredNames;
    readonly imported: ImportedConstants | undefined;
    /** Whether a constant looked up a name that no file declares. */
    readonly #constantMissedName: boolean;

    constructor(
        models: readonly EvaluatedModel[], declared: DeclaredNames, ofConstants: Evaluation,
        imported: ImportedConstants | undefined,
    ) {
        this.models = models;
        this.declared = declared;
        this.imported = imported;
        this.#constantMissedName = ofConstants.hasUnresolvedName;
    }

    /** The models of the next version that evaluation would not change, moved to their new positions. */
    keptIn(next: DeclaredNames, change: Change): readonly (EvaluatedModel | undefined)[] {
        const hasSameNames = this.declared.isSame(next);
        const hasSameLets = this.declared.hasSameLets(next) && (hasSameNames || !this.#constantMissedName);
        return next.models.map((item, index) => {
            const model = this.models[index];
            if (model?.item !== item || (model.hasUnresolvedName && !hasSameNames)) {
                return undefined;
            }
            for (const name of model.namesRead) {
                if (!this.declared.meansSame(name, next) || (this.declared.isConstant(name) && !hasSameLets)) {
                    return undefined;
                }
            }
            moveSpans(model.spans, change);
            return model;
        });
    }
}

/** The declarations of the names in a version of a file, including its imports. */
export class DeclaredNames {
    readonly models: readonly Model[];
    readonly #called: ReadonlyMap<string, Item>;
    readonly #constants: ReadonlyMap<string, Item>;
    readonly #isIncomplete: boolean;
    readonly #brokenNames: ReadonlySet<string>;
    readonly #modelNames: string;

    constructor(file: FileScope) {
        this.models = file.models;
        this.#called = new Map([...file.called].map(([name, one]) =>
            [name, one.kind === "block" ? one.block : one.declaration] as const));
        this.#constants = new Map([...file.constants].map(([name, one]) => [name, one.declaration] as const));
        this.#isIncomplete = file.incomplete;
        this.#brokenNames = file.brokenNames;
        this.#modelNames = file.models.map(({ name }) => name?.text ?? "").join(" ");
    }

    isConstant(name: string): boolean {
        return this.#constants.has(name);
    }

    /** Whether a name has the same, unchanged declaration. */
    meansSame(name: string, next: DeclaredNames): boolean {
        return this.#called.get(name) === next.#called.get(name)
            && this.#constants.get(name) === next.#constants.get(name);
    }

    /** Whether all lets are unchanged: one may read another. */
    hasSameLets(next: DeclaredNames): boolean {
        const isFunction = ({ kind }: Item): boolean => kind === "let";
        return areSame([...this.#constants.values()], [...next.#constants.values()])
            && areSame([...this.#called.values()].filter(isFunction), [...next.#called.values()].filter(isFunction));
    }

    /** Whether the same names are declared, whatever they mean. */
    isSame(next: DeclaredNames): boolean {
        return this.#isIncomplete === next.#isIncomplete && this.#modelNames === next.#modelNames
            && areSame([...this.#brokenNames], [...next.#brokenNames])
            && areSame([...this.#constants.keys()], [...next.#constants.keys()])
            && areSame(kindsOf(this.#called), kindsOf(next.#called));
    }
}

/** The names with their kinds: block or function. */
function kindsOf(called: ReadonlyMap<string, Item>): readonly string[] {
    return [...called].map(([name, { kind }]) => `${kind} ${name}`);
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
    return a.length === b.length && a.every((one, index) => one === b[index]);
}
