/**
 * The results for the profiles that were swept along one axis. Both axes of a map often have equal profiles, and the
 * models of a file the same ones: a result has the profile from which the next layer starts, so equal rows of layers
 * meet the same objects.
 */
export class SweptProfiles<Result> {
    readonly #known = new Map<Float64Array | undefined, Result>();
    #latest: { readonly profile: Float64Array | undefined; readonly result: Result } | undefined;

    resultOf(profile: Float64Array | undefined, sweep: () => Result): Result {
        const result = this.#known.get(profile) ?? this.#equalToLatest(profile) ?? sweep();
        this.#remember(profile, result);
        this.#latest = { profile, result };
        return result;
    }

    #remember(profile: Float64Array | undefined, result: Result): void {
        if (this.#known.has(profile)) {
            return;
        }
        if (knownCount >= mostKnown) {
            filled.forEach((clear) => clear());
            filled.clear();
            knownCount = 0;
        }
        this.#known.set(profile, result);
        filled.add(this.#clear);
        knownCount++;
    }

    readonly #clear = (): void => this.#known.clear();

    #equalToLatest(profile: Float64Array | undefined): Result | undefined {
        const latest = this.#latest;
        return latest !== undefined && isSameProfile(latest.profile, profile) ? latest.result : undefined;
    }
}

/** Of all axes together: more than a large file meets, and each is short. */
const mostKnown = 20_000;
let knownCount = 0;
/** Clears the results of each axis that has any. */
const filled = new Set<() => void>();

function isSameProfile(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
    if (a === b || a === undefined || b === undefined || a.length !== b.length) {
        return a === b;
    }
    for (let at = 0; at < a.length; at++) {
        if (a[at] !== b[at]) {
            return false;
        }
    }
    return true;
}
