import { deepestBrackets, highestTree } from "../grammar/nesting-limits.ts";
import { largestSize } from "./sizes/largest-size.ts";

/**
 * All limits of the work on one text. They are counts of work, so the same text always gives the same answer: each
 * that is reached is a diagnostic at its cause, and what was found before is kept. docs/reliability.md lists them.
 */
export const limits = {
    /** Open brackets, and the height of the tree of a statement: nested brackets and consecutive operators. */
    nestedBrackets: deepestBrackets,
    treeHeight: highestTree,
    /** The length of an imported text in bytes, and the files through which it is imported. */
    importedBytes: 4 * 2 ** 20,
    nestedImports: 100,
    /** Expressions, statements and comparable work of the models of a file, and of its lets, as `work` lists. */
    steps: 250_000,
    layers: 25_000,
    /** Layers that are followed back to those that led to the wrong sizes of one model. */
    causeSteps: 500_000,
    /** Names that are compared with the unknown ones of one model, to suggest the nearest. */
    comparedNames: 500_000,
    nestedCalls: 200,
    /** Frames of the interpreter on the stack, as `frames` counts them. They take less than 500 kB. */
    frames: 3500,
    /** Elements of a list, including those of the lists in it, and characters of a string. */
    listElements: 100_000,
    nestedLists: 64,
    /** The size of an axis. */
    size: largestSize,
    /** Dynamic sizes of a model. */
    dynamicSizes: 64,
    /** Evaluated functions and combined residues for the rule for the sizes of one model. */
    sizeSteps: 2_000_000,
    /** The same for one set of sizes, where it is displayed or compared. */
    setSteps: 1_000_000,
    /** The period of a set of sizes, and how many of them are tested one by one. */
    sizePeriod: 2 ** 16,
    testedSizes: 2 ** 17,
    /** The conditions that `and` and `or` join. */
    joinedConditions: 256,
    /** Operands of layers that are followed for the receptive fields in the inputs of one model. */
    fieldSteps: 500_000,
    /** Layers and parts of values whose signal is predicted: for what is displayed, and for the check of gradients. */
    signalSteps: 100_000,
    gradientSteps: 4000,
    /** Statements and steps that are planned for a module of PyTorch, in each use, and names that are compared. */
    planSteps: 1_000_000,
    /** Characters of a printed or exported text; a larger one would not fit into a string or an editor. */
    outputCharacters: 2 ** 26,
    /** Lines of a drawing, each counted in every group that it enters, leaves or crosses. */
    drawnLines: 100_000,
    /** Lines and layers that are analysed again to try fixes: for the menu, and for the help of all diagnostics. */
    menuTrials: 3000,
    helpTrials: 50_000,
} as const;

/** Work that is counted against one limit, by all who share it. */
export class Budget {
    readonly limit: number;
    #spent = 0;

    constructor(limit: number) {
        this.limit = limit;
    }

    get spent(): number {
        return this.#spent;
    }

    get isExceeded(): boolean {
        return this.#spent > this.limit;
    }

    /** Counts work; returns whether the limit is kept. */
    spend(work: number): boolean {
        this.#spent += work;
        return !this.isExceeded;
    }
}
