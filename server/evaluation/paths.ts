/** The path of a step or scope, and the prefix of the paths below it. */
export interface StepPath {
    readonly path: string;
    /** The path in the names of its weights, which differs if `@path` shares them. */
    readonly weightPath: string;
}

/** The paths of a model's steps, each of which is unique. */
export class StepPaths {
    readonly #taken = new PathSet();
    readonly #shared = new PathSet();
    /** By path, the number from which the next repetition looks for a free suffix. */
    readonly #repeated = new Map<string, number>();

    /** The path of a step below a scope; a path that is already taken gets the suffix `_2`, `_3`, …. */
    take(base: StepPath, step: string): StepPath {
        const free = this.#free(base.path, step);
        const path = join(base.path, free);
        return { path, weightPath: base.path === base.weightPath ? path : join(base.weightPath, free) };
    }

    /** The path from `@path`: lines with the same one share weights. */
    takeShared(base: StepPath, step: string): StepPath {
        const isShared = this.#shared.has(base.weightPath, step);
        if (!isShared && this.#taken.has(base.weightPath, step)) {
            return this.take(base, step);
        }
        this.#shared.add(base.weightPath, step);
        const free = this.#free(base.path, step);
        const path = join(base.path, free);
        // Equal paths are one string, so that comparing them is fast.
        const isSame = base.path === base.weightPath && free === step;
        return { path, weightPath: isSame ? path : join(base.weightPath, step) };
    }

    /** The step, or its first repetition that is free. */
    #free(base: string, step: string): string {
        if (this.#taken.add(base, step)) {
            return step;
        }
        const path = join(base, step);
        let number = this.#repeated.get(path) ?? 2;
        while (!this.#taken.add(base, `${step}_${number}`)) {
            number += 1;
        }
        this.#repeated.set(path, number + 1);
        return `${step}_${number}`;
    }
}

/** A set of paths by their last step: hashing whole paths would take longer than evaluating most layers. */
class PathSet {
    /** The steps below each path; without those that contain a dot. */
    readonly #steps = new Map<string, Set<string>>();
    /** The paths of steps that contain a dot. */
    readonly #dotted = new Set<string>();
    /** The last path that was looked up, and the steps below it: the steps of a scope mostly follow each other. */
    #base: string | undefined;
    #below: Set<string> | undefined;

    has(base: string, step: string): boolean {
        if (step.includes(".")) {
            const path = join(base, step);
            const dot = path.lastIndexOf(".");
            return this.#dotted.has(path) || (dot > 0 && this.#isStep(path.slice(0, dot), path.slice(dot + 1)));
        }
        return this.#isStep(base, step) || (this.#dotted.size > 0 && this.#dotted.has(join(base, step)));
    }

    /** Adds a path; returns whether it is new. */
    add(base: string, step: string): boolean {
        if (this.has(base, step)) {
            return false;
        }
        if (step.includes(".")) {
            this.#dotted.add(join(base, step));
            return true;
        }
        const steps = this.#stepsBelow(base);
        if (steps === undefined) {
            this.#below = new Set([step]);
            this.#steps.set(base, this.#below);
        } else {
            steps.add(step);
        }
        return true;
    }

    #isStep(base: string, step: string): boolean {
        return this.#stepsBelow(base)?.has(step) ?? false;
    }

    #stepsBelow(base: string): Set<string> | undefined {
        if (base !== this.#base) {
            this.#base = base;
            this.#below = this.#steps.get(base);
        }
        return this.#below;
    }
}

function join(path: string, step: string): string {
    return path === "" ? step : `${path}.${step}`;
}
