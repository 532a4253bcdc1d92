import { distance } from "fastest-levenshtein";
import { layers } from "../layers/catalogue.ts";
import type { Aliases } from "../layers/traits.ts";

/**
 * The candidate most similar to a name: equal except for case and underscores, or at most a third of the letters
 * different. Undefined if none is.
 */
export function nearestName(written: string, candidates: Iterable<string>): string | undefined {
    const plain = plainSpelling(written);
    const limit = Math.max(1, Math.floor(Math.min(plain.length, 12) / 3));
    let best: string | undefined;
    let bestDistance = limit + 1;
    for (const candidate of candidates) {
        const other = plainSpelling(candidate);
        // Names whose lengths differ by more are not nearer.
        const isCloser = Math.abs(other.length - plain.length) < bestDistance;
        const between = isCloser ? distance(plain, other) : bestDistance;
        if (between < bestDistance) {
            best = candidate;
            bestDistance = between;
        }
    }
    return best;
}

/** The layers by their names in other libraries, in plain spelling. */
const layersByAlias: ReadonlyMap<string, string> = new Map([...layers.values()].flatMap(({ name, aliases }) =>
    aliasesIn(aliases).map((alias) => [plainSpelling(alias), name])));

/** Layers and functions of other libraries, in plain spelling, that have no equivalent although a name is similar. */
const withoutCounterpart: ReadonlySet<string> = new Set([
    "bilinear", "celu", "glu", "logsigmoid", "min", "minimum", "rrelu", "softmin", "sum",
]);

/** The layer, block or function that was probably intended. */
export function suggestCallee(written: string, candidates: Iterable<string>): string | undefined {
    const known = new Set(candidates);
    const plain = plainSpelling(written);
    const layer = layersByAlias.get(plain);
    if (layer !== undefined && known.has(layer)) {
        return layer;
    }
    return nearestName(written, withoutCounterpart.has(plain) ? [...known].filter((name) => !layers.has(name)) : known);
}

/** The layer with this name or alias, in any spelling. */
export function knownCallee(written: string): string | undefined {
    const plain = plainSpelling(written);
    return layersByAlias.get(plain) ?? [...layers.keys()].find((name) => plainSpelling(name) === plain);
}

/** PyTorch's arguments for properties of the input, which have no equivalent. */
const inputSizes: ReadonlySet<string> = new Set(["in_channels", "in_features"]);

export function isInputSize(argument: string): boolean {
    return inputSizes.has(argument);
}

type NamedParameter = { readonly name: string; readonly aliases?: Aliases };

/** The parameter that was probably intended. */
export function suggestArgument(written: string, parameters: readonly NamedParameter[]): string | undefined {
    return isInputSize(written)
        ? undefined
        : knownArgument(written, parameters) ?? nearestName(written, parameters.map(({ name }) => name));
}

/** The parameter with this name or alias, in any spelling. */
export function knownArgument(written: string, parameters: readonly NamedParameter[]): string | undefined {
    const plain = plainSpelling(written);
    return parameters.find(({ name, aliases = {} }) =>
        [name, ...aliasesIn(aliases)].some((alias) => plainSpelling(alias) === plain))?.name;
}

function plainSpelling(name: string): string {
    const lower = name.toLowerCase();
    return lower.includes("_") ? lower.replaceAll("_", "") : lower;
}

function aliasesIn(aliases: Aliases): readonly string[] {
    return Object.values(aliases).flat();
}
