import type { Direction } from "./navigation.ts";

export interface KeyActions {
    readonly move: (direction: Direction) => void;
    /** Selects the next line of the selected box: one that enters it, or one that leaves it. */
    readonly line: (end: "in" | "out") => void;
    /** To where the view was before, or forward again. */
    readonly travel: (where: "back" | "forward") => void;
    /** Shows the previous or next of equal rounds. */
    readonly round: (step: -1 | 1) => void;
    readonly toEnd: (end: "first" | "last") => void;
    readonly reveal: () => void;
    readonly inspect: () => void;
    readonly pictures: () => void;
    readonly view: () => void;
    readonly table: () => void;
    readonly fold: () => void;
    readonly zoom: (factor: number) => void;
    readonly fit: () => void;
    readonly leave: () => void;
}

/** The zoom factor of one key press. */
export const zoomStep = 1.25;

/** Handles a key in the drawing; keys with Ctrl, ⌘ or Alt belong to the editor. */
export function handleKeys(element: SVGSVGElement, actions: KeyActions): void {
    const keys: Readonly<Record<string, () => void>> = {
        "[": () => actions.line("in"),
        "]": () => actions.line("out"),
        ",": () => actions.round(-1),
        ".": () => actions.round(1),
        Backspace: () => actions.travel("back"),
        ArrowDown: () => actions.move("down"),
        ArrowUp: () => actions.move("up"),
        ArrowLeft: () => actions.move("left"),
        ArrowRight: () => actions.move("right"),
        Home: () => actions.toEnd("first"),
        End: () => actions.toEnd("last"),
        Enter: () => actions.reveal(),
        i: () => actions.inspect(),
        m: () => actions.pictures(),
        v: () => actions.view(),
        t: () => actions.table(),
        " ": () => actions.fold(),
        "+": () => actions.zoom(zoomStep),
        "=": () => actions.zoom(zoomStep),
        "-": () => actions.zoom(1 / zoomStep),
        "0": () => actions.fit(),
        Escape: () => actions.leave(),
    };
    element.addEventListener("keydown", (event) => {
        const action = event.key === "Backspace" && event.shiftKey
            ? () => actions.travel("forward") : Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
        if (action !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            action();
        }
    });
}
