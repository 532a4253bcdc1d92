import type { Arrangement } from "./arrangement.ts";

/** A model of a file. */
export interface ModelOfFile {
    readonly uri: string;
    readonly model: string;
}

/** The last arrangement of each model that was drawn. */
export class KeptArrangements {
    readonly #byModel = new Map<string, Arrangement>();

    keep(model: ModelOfFile, arrangement: Arrangement): void {
        this.#byModel.set(keyOf(model), arrangement);
    }

    of(model: ModelOfFile): Arrangement | undefined {
        return this.#byModel.get(keyOf(model));
    }

    /** Copies those of a renamed file to its new name. */
    rename(from: string, to: string): void {
        for (const [key, kept] of [...this.#byModel]) {
            if (key.startsWith(`${from}#`)) {
                this.#byModel.set(to + key.slice(from.length), kept);
            }
        }
    }
}

function keyOf({ uri, model }: ModelOfFile): string {
    return `${uri}#${model}`;
}
