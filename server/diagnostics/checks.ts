import { accidentalBroadcast } from "./checks/accidental-broadcast.ts";
import { channelGrowth } from "./checks/channel-growth.ts";
import { checkLimit } from "./checks/check-limit.ts";
import { continuedBranch } from "./checks/continued-branch.ts";
import { contradictoryRequire } from "./checks/contradictory-require.ts";
import { detectMismatch } from "./checks/detect-mismatch.ts";
import { dropoutBeforeNorm } from "./checks/dropout-before-norm.ts";
import { droppedBorder } from "./checks/dropped-border.ts";
import { exceedsBudget } from "./checks/exceeds-budget.ts";
import { inputLayout } from "./checks/input-layout.ts";
import { misalignedBranches } from "./checks/misaligned-branches.ts";
import { misfitWeights } from "./checks/misfit-weights.ts";
import { missingActivation } from "./checks/missing-activation.ts";
import { missingBottleneck } from "./checks/missing-bottleneck.ts";
import { missingWeights } from "./checks/missing-weights.ts";
import { mostlyPadding } from "./checks/mostly-padding.ts";
import { receptiveFieldExceedsInput } from "./checks/receptive-field-exceeds-input.ts";
import { redundantBias } from "./checks/redundant-bias.ts";
import { repeatedActivation } from "./checks/repeated-activation.ts";
import { repeatedNormalization } from "./checks/repeated-normalization.ts";
import { sizeRule } from "./checks/size-rule.ts";
import { skippedInput } from "./checks/skipped-input.ts";
import { strictRequire } from "./checks/strict-require.ts";
import { swappedArguments } from "./checks/swapped-arguments.ts";
import { unevenSame } from "./checks/uneven-same.ts";
import { unfitSample } from "./checks/unfit-sample.ts";
import { unusedBlock } from "./checks/unused-block.ts";
import { unusedLet } from "./checks/unused-let.ts";
import { unusedParameter } from "./checks/unused-parameter.ts";
import { unusedValue } from "./checks/unused-value.ts";
import { unusedWeights } from "./checks/unused-weights.ts";
import { explodingGradient, vanishingGradient } from "./checks/vanishing-gradient.ts";
import { vanishingObject } from "./checks/vanishing-object.ts";
import { varyingStart } from "./checks/varying-start.ts";
import { weakRequire } from "./checks/weak-require.ts";

/** All checks, one file each. */
export const checks = [
    accidentalBroadcast, channelGrowth, checkLimit, continuedBranch, contradictoryRequire, detectMismatch,
    dropoutBeforeNorm, droppedBorder, exceedsBudget, explodingGradient, inputLayout, misalignedBranches,
    misfitWeights, missingActivation, missingBottleneck, missingWeights, mostlyPadding, receptiveFieldExceedsInput,
    redundantBias, repeatedActivation, repeatedNormalization, sizeRule, skippedInput, strictRequire, swappedArguments,
    unevenSame, unfitSample, unusedBlock, unusedLet, unusedParameter, unusedValue, unusedWeights, vanishingGradient,
    vanishingObject, varyingStart, weakRequire,
] as const;
