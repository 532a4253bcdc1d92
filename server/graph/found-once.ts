/** Where something keeps what was found out of it; nothing else can name the key. */
type Keeper = Record<symbol, unknown>;

/**
 * Makes a function find out once what it says of a graph or an analysis, which keeps the answer. A copy does not have
 * it. A WeakMap would keep dead graphs until V8's next full collection, since its young ones take all that the map
 * leads to for alive: every keystroke would then move a graph more to the old generation.
 */
export function foundOnce<Of extends object, Found>(find: (of: Of) => Found): (of: Of) => Found {
    const key = Symbol(find.name);
    return (of) => {
        if (!Object.hasOwn(of, key)) {
            Object.defineProperty(of, key, { value: find(of) });
        }
        // What stands under the key has come from `find`.
        return (of as Keeper)[key] as Found;
    };
}
