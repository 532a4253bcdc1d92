/** A merged view of several maps. */
export interface MergedMap<Key, Value> extends Iterable<readonly [Key, Value]> {
    get(key: Key): Value | undefined;
    has(key: Key): boolean;
    keys(): Iterable<Key>;
}

/** Merges maps on first use; `merge` combines the values of a key. Keys are in the order of their first occurrence. */
export function mergeMaps<Key, Value>(
    maps: readonly ReadonlyMap<Key, Value>[], merge: (values: readonly Value[]) => Value,
): MergedMap<Key, Value> {
    const filled = maps.filter(({ size }) => size > 0);
    let made: ReadonlyMap<Key, Value> | undefined;
    const merged = (): ReadonlyMap<Key, Value> => (made ??= mergedFilled(filled, merge));
    return {
        get: (key) => merged().get(key), has: (key) => merged().has(key), keys: () => merged().keys(),
        [Symbol.iterator]: () => merged()[Symbol.iterator](),
    };
}

function mergedFilled<Key, Value>(
    maps: readonly ReadonlyMap<Key, Value>[], merge: (values: readonly Value[]) => Value,
): ReadonlyMap<Key, Value> {
    const [first = new Map<Key, Value>(), ...others] = maps;
    if (others.length === 0) {
        return first;
    }
    const merged = new Map(first);
    const several = new Map<Key, Value[]>();
    for (const map of others) {
        for (const [key, value] of map) {
            const before = merged.get(key);
            if (before === undefined) {
                merged.set(key, value);
                continue;
            }
            const values = several.get(key);
            if (values === undefined) {
                several.set(key, [before, value]);
            } else {
                values.push(value);
            }
        }
    }
    for (const [key, values] of several) {
        merged.set(key, merge(values));
    }
    return merged;
}
