import { MarkupKind } from "vscode-languageserver-types";
import { abridged, printable, printableLine } from "../printable.ts";
import { documentationText, type Placeholders, type Text, type Values } from "../text.ts";

declare const markup: unique symbol;

/**
 * Markdown from the functions of this file, in which no text from a file can become a link, an image, HTML or the end
 * of a code block. Plain strings are not accepted as Markdown.
 */
export type Markdown = string & { readonly [markup]: true };

/** Markdown as the protocol transports it; nothing else may create it. */
export interface MarkdownContent {
    readonly kind: typeof MarkupKind.Markdown;
    readonly value: Markdown;
}

export function markdownContent(value: Markdown): MarkdownContent {
    return { kind: MarkupKind.Markdown, value };
}

/** The maximum length of a code block, a comment and inline code. */
const longestBlock = 4000;
const longestInline = 400;

/** Markdown around other Markdown, without words: `` markdown`${inlineCode(name)}: ${documentation}` ``. */
export function markdown(parts: TemplateStringsArray, ...values: readonly (Markdown | number)[]): Markdown {
    return branded(parts.map((part, index) => `${part}${values[index] ?? ""}`).join(""));
}

/** A sentence in the display language with Markdown as values: `worded("from {path}", { path: inlineCode(path) })`. */
export function worded<const Template extends string>(
    template: Template, ...[values]: Values<Placeholders<Template>, Markdown | number>
): Markdown {
    return filled(template, values ?? {});
}

/** One of two sentences, depending on a number. */
export function wordedPlural<const One extends string, const Other extends string>(
    count: number, one: One, other: Other, ...[values]: Values<Placeholders<One | Other>, Markdown | number>
): Markdown {
    return filled(count === 1 ? one : other, values ?? {});
}

function filled(template: string, values: Readonly<Record<string, Markdown | number>>): Markdown {
    return branded(documentationText(template).replace(/\{(\w+)\}/gu, (placeholder, name: string) =>
        String(values[name] ?? placeholder)));
}

/** The documentation of a definition, which is Markdown, in the display language. */
export function ownMarkdown(english: string): Markdown {
    return branded(documentationText(english));
}

/** A link to a page of the documentation. */
export function pageLink(title: Text, uri: string): Markdown {
    return branded(`[${plainText(title)}](${uri})`);
}

export const emptyMarkdown = branded("");

/** Code of the language, with the editor's colours. */
export function codeBlock(code: string): Markdown {
    const shown = printable(abridged(code.replace(/\r\n?/gu, "\n"), longestBlock));
    const fence = "`".repeat(Math.max(3, longestRun(shown) + 1));
    return branded(`${fence}cnn\n${shown}\n${fence}`);
}

/** Code in a line, between more backticks than it contains in a row. */
export function inlineCode(text: string): Markdown {
    const shown = printableLine(abridged(text, longestInline));
    const quote = "`".repeat(longestRun(shown) + 1);
    const padding = /^`|`$|^ .*[^ ].* $/u.test(shown) ? " " : "";
    // Nothing between backticks would show them.
    return branded(shown.trim() === "" ? "` `" : `${quote}${padding}${shown}${padding}${quote}`);
}

/** The user's own text, such as a comment, which must not become links, images or commands. */
export function plainText(text: string): Markdown {
    const shown = printable(abridged(text.replace(/\r\n?/gu, "\n"), longestBlock));
    return branded(shown
        .replace(/[\\`*_{}[\]()<>#+!|~$&@]/gu, "\\$&")
        // Editors make links of bare addresses.
        .replace(/:(?=\/)/gu, "\\:")
        .replace(/www(?=\.)/giu, "$&\\")
        // What starts a list, a heading, a table or a code block at the start of a line.
        .replace(/^[ \t]+/gmu, "")
        .replace(/^(\d+)(?=[.)](?:\s|$))/gmu, "$1\\")
        .replace(/^[-=:]/gmu, "\\$&")
        .replace(/\n/gu, "  \n"));
}

/** Paragraphs separated by blank lines; empty ones are dropped. */
export function paragraphs(...parts: readonly (Markdown | undefined)[]): Markdown {
    return branded(parts.filter((part) => part !== undefined && part !== "").join("\n\n"));
}

/** Several pieces in one line. */
export function joined(parts: readonly Markdown[], separator = ""): Markdown {
    return branded(parts.join(separator));
}

export function bulletList(items: readonly Markdown[]): Markdown {
    return branded(items.map((item) => `- ${item}`).join("\n"));
}

/** A table; the cells are Markdown. */
export function table(header: readonly Markdown[], rows: readonly (readonly Markdown[])[]): Markdown {
    const line = (cells: readonly string[]): string => `| ${cells.map(escapedBars).join(" | ")} |`;
    return branded([line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n"));
}

/** Puts a backslash before each bar that has an even number of them, and would end the cell. */
function escapedBars(cell: string): string {
    return cell.replace(/(\\*)\|/gu, (bar, backslashes: string) => backslashes.length % 2 === 0 ? `${backslashes}\\|` : bar);
}

/** The length of the longest run of backticks. */
function longestRun(text: string): number {
    return Math.max(0, ...Array.from(text.matchAll(/`+/gu), ([run]) => run.length));
}

function branded(text: string): Markdown {
    return text as Markdown;
}
