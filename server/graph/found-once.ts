/** Holds cached results under symbols that are private to this file. */
type Keeper = Record<symbol, unknown>;

/**
 * Caches what a function computes from a graph or an analysis on that object; copies do not have the cache. A WeakMap
 * would keep dead graphs alive until V8's next full collection: its minor collections treat all values of the map as
 * reachable, so every keystroke would promote another graph to the old generation.
 */
export function foundOnce<Of extends object, Found>(find: (of: Of) => Found): (of: Of) => Found {
    const key = Symbol(find.name);
    return (of) => {
        if (!Object.hasOwn(of, key)) {
            Object.defineProperty(of, key, { value: find(of) });
        }
        // Only `find` writes under this key.
        return (of as Keeper)[key] as Found;
    };
}
