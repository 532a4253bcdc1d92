/** Several maps as one, of which any may be replaced without copying the others. */
export interface MergedMap<Key, Value> extends Iterable<readonly [Key, Value]> {
    get(key: Key): Value | undefined;
    has(key: Key): boolean;
    keys(): Iterable<Key>;
}

/** The maps' values for a key as `merge` makes one of them, in the order in which the maps first have the keys. */
export function mergeMaps<Key, Value>(
    maps: readonly ReadonlyMap<Key, Value>[], merge: (values: readonly Value[]) => Value,
): MergedMap<Key, Value> {
    const filled = maps.filter(({ size }) => size > 0);
    const valueOf = (key: Key): Value | undefined => {
        const values: Value[] = [];
        for (const map of filled) {
            const value = map.get(key);
            if (value !== undefined) {
                values.push(value);
            }
        }
        return values.length > 1 ? merge(values) : values[0];
    };
    function* keys(): Generator<Key> {
        for (const [index, map] of filled.entries()) {
            for (const key of map.keys()) {
                if (!filled.slice(0, index).some((earlier) => earlier.has(key))) {
                    yield key;
                }
            }
        }
    }
    function* entries(): Generator<readonly [Key, Value]> {
        for (const key of keys()) {
            const value = valueOf(key);
            if (value !== undefined) {
                yield [key, value];
            }
        }
    }
    return { get: valueOf, has: (key) => filled.some((map) => map.has(key)), keys, [Symbol.iterator]: entries };
}
