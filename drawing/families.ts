import type { NodeFamily } from "../server/protocol.ts";

/** The CSS class of a family's colour. */
const classes: Readonly<Record<NodeFamily, string>> = {
    Convolution: "convolution",
    Linear: "linear",
    Pooling: "pooling",
    Normalization: "normalization",
    Activation: "activation",
    Merging: "merging",
    Resampling: "resampling",
    Reshaping: "reshaping",
    "Pass-through": "pass-through",
    Input: "input",
    Output: "output",
};

export function familyClass(family: NodeFamily): string {
    return `family-${classes[family]}`;
}
