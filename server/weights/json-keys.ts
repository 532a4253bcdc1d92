/** A string, or one of the signs that objects and lists are made of. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/gsu;

/**
 * A key that an object of a JSON text has twice: the outermost object, or one directly in it. The text must be valid
 * JSON.
 */
export function repeatedKey(json: string): string | undefined {
    /** The keys of the objects around the place reached; undefined for a list, and for an object further in. */
    const around: (Set<string> | undefined)[] = [];
    let last = "";
    for (const [sign] of json.matchAll(token)) {
        switch (sign) {
            case "{": around.push(around.length < 2 ? new Set() : undefined); break;
            case "[": around.push(undefined); break;
            case "}":
            case "]": around.pop(); break;
            case ":": {
                const key: unknown = JSON.parse(last);
                const keys = around.at(-1);
                if (typeof key === "string" && keys !== undefined) {
                    if (keys.has(key)) {
                        return key;
                    }
                    keys.add(key);
                }
                break;
            }
            default: last = sign;
        }
    }
    return undefined;
}
