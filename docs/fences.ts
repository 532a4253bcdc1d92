/** A code block in Markdown. */
export interface Fence {
    /** The word after the backticks: `cnn`, `python`, `sh`. */
    readonly language: string;
    /** The text after the language: a role, or the name of the file in the block. */
    readonly role: string;
    readonly source: string;
    /** The line of the opening backticks, counted from 1. */
    readonly line: number;
}

/** Returns the code blocks of a Markdown text, in order. */
export function readFences(text: string): readonly Fence[] {
    const fences = text.matchAll(/^```(\w+)(?: (\S+))?\n(.*?)^```$/gmsu);
    return Array.from(fences, ({ 1: language = "", 2: role = "", 3: source = "", index }) => ({
        language, role, source, line: text.slice(0, index).split("\n").length,
    }));
}
