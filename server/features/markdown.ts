/** Code of the language, with the editor's colours. */
export function codeBlock(code: string): string {
    return `\`\`\`cnn\n${code}\n\`\`\``;
}

export function inlineCode(text: string): string {
    return `\`${text}\``;
}

/** The user's own text, such as a comment, which must not become links, images or commands. */
export function plainText(text: string): string {
    return text.replace(/[\\`*_{}[\]()<>#+!|~$]/g, "\\$&").replace(/\n/g, "  \n");
}

/** Paragraphs separated by blank lines; empty ones are dropped. */
export function paragraphs(...parts: readonly (string | undefined)[]): string {
    return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

export function bulletList(items: readonly string[]): string {
    return items.map((item) => `- ${item}`).join("\n");
}

/** A table; the cells are Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]): string =>
        `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n");
}
