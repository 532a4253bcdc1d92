/** A string, or a structural sign of objects and lists. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/gsu;

/**
 * A duplicate key of the outermost object of a JSON text, or of an object directly inside it. The text must be valid
 * JSON.
 */
export function repeatedKey(json: string): string | undefined {
    /** The keys of the objects around the current position; undefined for a list, and for deeper objects. */
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
