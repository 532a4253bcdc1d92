import { claimShape } from "./claim-shape.ts";
import { extractBlock } from "./extract-block.ts";
import { extractLet } from "./extract-let.ts";
import { inlineBlock } from "./inline-block.ts";
import { inlineLet } from "./inline-let.ts";
import { lineSource } from "./line-source.ts";
import { nameValue } from "./name-value.ts";
import type { FindRefactorings, Refactoring, Selected } from "./refactoring.ts";
import { rollLines } from "./roll-lines.ts";
import { stateRule } from "./state-rule.ts";
import { unrollLoop } from "./unroll-loop.ts";

const all: readonly FindRefactorings[] = [
    extractBlock, extractLet, inlineBlock, inlineLet, rollLines, unrollLoop, nameValue, lineSource, claimShape,
    stateRule,
];

/** The refactorings for a selection, not tried yet; none in an item with a syntax error. */
export function findRefactorings(selected: Selected): readonly Refactoring[] {
    const { file, selection } = selected;
    const item = file.tree.items.find(({ start, end }) => start <= selection.start && selection.end <= end);
    const isBroken = item === undefined ||
        file.problems.some(({ start, end }) => start <= item.end && item.start <= end);
    return isBroken ? [] : all.flatMap((find) => find(selected));
}
