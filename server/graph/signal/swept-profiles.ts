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
        if (this.#known.size >= mostKnown) {
            this.#known.clear();
        }
        this.#known.set(profile, result);
        this.#latest = { profile, result };
        return result;
    }

    #equalToLatest(profile: Float64Array | undefined): Result | undefined {
        const latest = this.#latest;
        return latest !== undefined && isSameProfile(latest.profile, profile) ? latest.result : undefined;
    }
}

/** Profiles are short, so this many take little memory. */
const mostKnown = 200;

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
