import type { Analysis } from "../../analysis/analysis.ts";
import type { Layer } from "../../graph/graph.ts";
import { defineCheck } from "../check.ts";
import { findConsecutive } from "../consecutive-layers.ts";
import { moveStepAfter } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { text } from "../../text.ts";

/**
 * Dropout directly before a normalization with running statistics: dropout raises the variance in training only, so the
 * recorded variance differs from the one in inference ("variance shift", Li et al. 2018).
 */
export const dropoutBeforeNorm = defineCheck({
    code: "dropout-before-norm",
    severity: "warning",
    inEveryUse: true,
    message: ({ dropout, norm }: DropoutBeforeNorm) =>
        text("`{dropout}` distorts the running variance that `{norm}` records", { dropout, norm }),
    help: ({ dropout, norm }) => text("apply `{dropout}` after `{norm}`", { dropout, norm }),
    inFile: findConsecutive((layer) => {
        const before = dropoutBefore(layer);
        return before && {
            before,
            facts: { dropout: before.definition.name, norm: layer.definition.name },
            place: text("`{dropout}` is applied here", { dropout: before.definition.name }),
            fixes: (analysis) => moveAfter(before, layer, analysis),
        };
    }),
});

interface DropoutBeforeNorm {
    readonly dropout: string;
    readonly norm: string;
}

/** Moves the dropout after the norm, if both are in one body: in another body the norm has other uses. */
function moveAfter(dropout: Layer, norm: Layer, { uri, file }: Analysis): readonly Fix[] {
    const isNear = norm.location.uri === uri && norm.scope === dropout.scope;
    const edits = isNear ? moveStepAfter(file, dropout.node, norm.node) : [];
    return edits.length === 0 ? [] : [{
        title: text("Move `{dropout}` after `{norm}`", { dropout: dropout.definition.name, norm: norm.definition.name }),
        edits, preferred: true,
    }];
}

function dropoutBefore({ inputs: [value], inference }: Layer): Layer | undefined {
    const before = value?.producer;
    if (before?.kind !== "layer" || before.definition.traits.drops !== true || before.faulty ||
        before.call?.arguments.get("p") === 0) {
        return undefined;
    }
    // Statistics that are stored but not learned are gathered in training and used in inference.
    const isTracking = inference?.parameters.some(({ learned }) => !learned) === true;
    return isTracking ? before : undefined;
}
