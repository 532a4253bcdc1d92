import { formatShape, type Shape } from "../sizes/shape.ts";

/** How many items of a list a message names before it only counts them. */
const longestList = 8;

/** A name or piece of text as messages quote it. */
export function quote(text: string): string {
    return `\`${text}\``;
}

/** "a", "a and b", "a, b and c"; a long list ends in "and 5 more". */
export function listOf(items: readonly string[], conjunction: "and" | "or" = "and"): string {
    const shown = items.length > longestList ? items.slice(0, longestList - 1) : items;
    const rest = items.length - shown.length;
    const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
    const last = parts.at(-1) ?? "";
    return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} ${conjunction} ${last}`;
}

export function quotedList(items: readonly string[], conjunction: "and" | "or" = "and"): string {
    return listOf(items.map(quote), conjunction);
}

/** "1 argument", "2 arguments". */
export function count(number: number, noun: string, plural = `${noun}s`): string {
    return `${number} ${number === 1 ? noun : plural}`;
}

/** `[64, 56, 56] and [128, 28, 28]`, the unknown ones left out. */
export function shapesOf(shapes: readonly (Shape | undefined)[]): string {
    return listOf(shapes.filter((shape) => shape !== undefined).map((shape) => formatShape(shape)));
}

/** What is left to say once something is wrong: "; did you mean `kernel`?", or the given words, or nothing. */
export function didYouMean(suggestion: string | undefined, otherwise = ""): string {
    if (suggestion !== undefined) {
        return `; did you mean ${quote(suggestion)}?`;
    }
    return otherwise === "" ? "" : `; ${otherwise}`;
}
