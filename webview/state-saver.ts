import type { Arrangement } from "./graph/arrangement.ts";
import { KeptArrangements } from "./graph/kept-arrangements.ts";
import type { ModelOfFile } from "./graph/kept-arrangements.ts";
import { writeState, type SavedState } from "./saved-state.ts";

/** Saves the page's state, and keeps how each model was arranged while the page is open. */
export interface StateSaver {
    /** The state has changed: saves it soon. */
    save(): void;
    /** The last arrangement of a model. */
    arrangementOf(model: ModelOfFile): Arrangement | undefined;
    /** A file has another name. */
    rename(from: string, to: string): void;
}

/** The delay between the last change of the state and saving it. */
const saveMilliseconds = 250;

/** `stateNow` is undefined without a drawing; `setState` keeps the state as JSON. */
export function createStateSaver(
    restored: SavedState | undefined, stateNow: () => SavedState | undefined, setState: (state: unknown) => void,
): StateSaver {
    const arrangements = new KeptArrangements();
    let saving: ReturnType<typeof setTimeout> | undefined;
    const keep = (state: SavedState | undefined): void => {
        if (state !== undefined) {
            arrangements.keep(state, state.arrangement);
        }
    };
    keep(restored);
    return {
        save: () => {
            clearTimeout(saving);
            saving = setTimeout(() => {
                const state = stateNow();
                if (state !== undefined) {
                    keep(state);
                    setState(writeState(state));
                }
            }, saveMilliseconds);
        },
        arrangementOf: (model) => arrangements.of(model),
        rename: (from, to) => {
            keep(stateNow());
            arrangements.rename(from, to);
        },
    };
}
