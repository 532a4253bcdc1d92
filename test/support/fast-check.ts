import fc from "fast-check";

const largestSeed = 2 ** 31;

/**
 * The seed of every property test: 1, so that each run tests the same cases. `CNN_SEED=random` explores new ones and
 * prints the seed, and `CNN_SEED=123` repeats them.
 */
export const seed = readSeed(process.env["CNN_SEED"]);

fc.configureGlobal({ seed });

/** How many of its cases a long test tries: all with `npm run test:deep`, and a third by default. */
export function casesOf(all: number): number {
    return process.env["CNN_CASES"] === "all" ? all : Math.ceil(all / 3);
}

export { fc };

function readSeed(setting = "1"): number {
    if (setting === "random") {
        const random = Math.floor(Math.random() * largestSeed);
        console.log(`CNN_SEED=${random}`);
        return random;
    }
    const chosen = Number(setting);
    if (!Number.isSafeInteger(chosen)) {
        throw new Error(`CNN_SEED must be an integer or "random", got "${setting}".`);
    }
    return chosen;
}
