/** The values of number and string tokens. */

import { stringEscapes } from "./tokens.ts";

export interface StringValue {
    readonly value: string;
    readonly terminated: boolean;
    /** The offsets, from the string's start, of escapes that the language does not have. */
    readonly unknownEscapes: readonly number[];
}

/** Reads a string literal, including its quotes. Strings in quotes other than `"` have no escapes. */
export function readString(image: string): StringValue {
    if (!image.includes("\\") || !image.startsWith("\"")) {
        const terminated = isTerminated(image);
        return { value: image.slice(1, terminated ? -1 : undefined), terminated, unknownEscapes: [] };
    }
    const parts: string[] = [];
    const unknownEscapes: number[] = [];
    let at = 1;
    while (at < image.length && image[at] !== "\"") {
        if (image[at] === "\\") {
            const escaped = image[at + 1] ?? "";
            const meaning = stringEscapes[escaped];
            if (meaning === undefined) {
                unknownEscapes.push(at);
            }
            parts.push(meaning ?? `\\${escaped}`);
            at += 2;
        } else {
            const next = nextSpecial(image, at);
            parts.push(image.slice(at, next));
            at = next;
        }
    }
    return { value: parts.join(""), terminated: at < image.length, unknownEscapes };
}

/** Whether a string token ends with its closing quote. */
export function isTerminated(image: string): boolean {
    if (!image.startsWith("\"")) {
        return true;
    }
    let backslashes = 0;
    while (image[image.length - 2 - backslashes] === "\\") {
        backslashes++;
    }
    return image.length > 1 && image.endsWith("\"") && backslashes % 2 === 0;
}

function nextSpecial(image: string, from: number): number {
    let at = from;
    while (at < image.length && image[at] !== "\\" && image[at] !== "\"") {
        at++;
    }
    return at;
}

/** Every number of the language is below 2^53 in magnitude, where integers are exact. */
export const largestNumber = Number.MAX_SAFE_INTEGER;

/** The correct form of a malformed number such as `.5`, `5.` or `1_000`, if it is clear. */
export function repairNumber(image: string): string | undefined {
    const repaired = image.replaceAll("_", "").replace(/^\./, "0.").replace(/\.(?!\d)/, ".0");
    return /^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(repaired) ? repaired : undefined;
}
