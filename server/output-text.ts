import { limits } from "./limits.ts";
import { text } from "./text.ts";

/** Ends an output that would exceed its limit; the message is a sentence that names the limit. */
export class OutputLimitReached extends Error {}

/** The lines as one text; throws `OutputLimitReached` before it gets too long. */
export function linesText(lines: Iterable<string>, end = "\n"): string {
    const kept: string[] = [];
    let characters = 0;
    for (const line of lines) {
        characters += line.length + end.length;
        requireCharacters(characters);
        kept.push(line);
    }
    return kept.join(end);
}

/** Throws `OutputLimitReached` if a text has more characters than the limit. */
export function requireCharacters(characters: number): void {
    if (characters > limits.outputCharacters) {
        throw new OutputLimitReached(text("The text would have more than {limit} characters.", {
            limit: limits.outputCharacters.toLocaleString("en-US"),
        }));
    }
}

/** Throws `OutputLimitReached` if a drawing has more lines than the limit. */
export function requireDrawnLines(lines: number): void {
    if (lines > limits.drawnLines) {
        throw new OutputLimitReached(text("The drawing would have more than {limit} lines: fold some groups.", {
            limit: limits.drawnLines.toLocaleString("en-US"),
        }));
    }
}

/** Throws `OutputLimitReached` if the JSON of a value would be too long. */
export function requireJson(value: unknown): void {
    requireCharacters(jsonCharacters(value, limits.outputCharacters));
}

/** The first of the values whose JSON has at most `most` characters together. */
export function fittingJson<Value>(values: Iterable<Value>, most: number): readonly Value[] {
    const kept: Value[] = [];
    let characters = 0;
    for (const value of values) {
        characters += jsonCharacters(value, most);
        if (characters > most) {
            break;
        }
        kept.push(value);
    }
    return kept;
}

/** About how many characters the JSON of a value has; counts only until there are `enough`. */
export function jsonCharacters(value: unknown, enough: number): number {
    let characters = 0;
    const open: unknown[] = [value];
    while (open.length > 0 && characters <= enough) {
        const one = open.pop();
        if (typeof one === "string") {
            characters += one.length;
        } else if (Array.isArray(one)) {
            for (const entry of one as readonly unknown[]) {
                open.push(entry);
            }
        } else if (typeof one === "object" && one !== null) {
            for (const [key, entry] of Object.entries(one)) {
                characters += key.length;
                open.push(entry);
            }
        }
        characters += jsonOverhead;
    }
    return characters;
}

/** The characters of a number, or around another value: quotes, commas and indentation. */
const jsonOverhead = 8;
