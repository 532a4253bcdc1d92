/** Holds cached results under symbols that are private to this file. */
type Keeper = Record<symbol, unknown>;

/**
 * Caches what a function computes from a graph or an analysis on that object; copies do not have the cache. A WeakMap
 * would keep dead graphs alive until V8's next full collection: its minor collections treat all values of the map as
 * reachable, so every keystroke would promote another graph to the old generation.
 */
export function foundOnce<Of extends object, Found>(find: (of: Of) => Found): (of: Of) => Found {
    const once = foundOnceWith<Of, undefined, Found>(find);
    return (of) => once(of, undefined);
}

/** The same for a function that also needs an argument which the object determines. */
export function foundOnceWith<Of extends object, With, Found>(
    find: (of: Of, argument: With) => Found,
): (of: Of, argument: With) => Found {
    const key = Symbol(find.name);
    return (of, argument) => {
        const known = (of as Keeper)[key];
        if (known === undefined && !Object.hasOwn(of, key)) {
            const found = find(of, argument);
            Object.defineProperty(of, key, { value: found });
            return found;
        }
        // Only `find` writes under this key.
        return known as Found;
    };
}
