/** A family's colour class, as the style sheet names it; families it does not know share one. */
const classes: ReadonlyMap<string, string> = new Map([
    ["Convolution", "convolution"],
    ["Linear", "linear"],
    ["Pooling", "pooling"],
    ["Normalization", "normalization"],
    ["Activation", "activation"],
    ["Merging", "merging"],
    ["Resampling", "resampling"],
    ["Reshaping", "reshaping"],
    ["Pass-through", "pass-through"],
    ["Input", "input"],
    ["Output", "output"],
]);

export function familyClass(family: string): string {
    return `family-${classes.get(family) ?? "other"}`;
}
