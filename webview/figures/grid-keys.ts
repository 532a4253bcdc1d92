/** What a key does in a table of rows inside rows (the treegrid pattern of ARIA, with focus on rows). */
export type GridMove =
    "up" | "down" | "pageUp" | "pageDown" | "first" | "last" | "in" | "out" | "activate" | "toggle";

const moves: Readonly<Record<string, GridMove>> = {
    "ArrowUp": "up",
    "ArrowDown": "down",
    "PageUp": "pageUp",
    "PageDown": "pageDown",
    "Home": "first",
    "End": "last",
    "ArrowRight": "in",
    "ArrowLeft": "out",
    "Enter": "activate",
    " ": "toggle",
};

export function gridKeys(
    { key, altKey, metaKey, shiftKey }: Pick<KeyboardEvent, "key" | "altKey" | "metaKey" | "shiftKey">,
): GridMove | undefined {
    return altKey || metaKey || shiftKey || !Object.hasOwn(moves, key) ? undefined : moves[key];
}
