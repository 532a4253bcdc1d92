import { abridged, printableLine } from "./printable.ts";

/**
 * Text for users. The English sentence is the key of its translations, as in `vscode.l10n` bundles, so it is always a
 * whole sentence with named placeholders.
 */

/** The language of everything that `text` returns: its BCP 47 tag, and its bundle in l10n/, if there is one. */
export interface DisplayLanguage {
    readonly locale: string;
    /** Translations by their English template; what is missing stays English. */
    readonly translations: Readonly<Record<string, string>>;
}

const english: DisplayLanguage = { locale: "en", translations: {} };
let displayed = english;
let lists = listFormats(english.locale);

/** Sets the language of this process. Call it before anything is worded: text is kept with what it describes. */
export function useDisplayLanguage(language: DisplayLanguage): void {
    // A language without a bundle would otherwise join English words its own way.
    displayed = Object.keys(language.translations).length === 0 ? english : language;
    lists = listFormats(displayed.locale);
}

/** The language of this process, for starting another one in it. */
export function displayLanguage(): DisplayLanguage {
    return displayed;
}

declare const worded: unique symbol;

/** Text from `text` or `plural`; plain strings are not accepted as text for users. */
export type Text = string & { readonly [worded]: true };

/** The names of a template's placeholders: `{name}` is one, a quoted brace is not. */
export type Placeholders<Template extends string> = Template extends `${string}{${infer Rest}`
    ? Rest extends `${infer Name}}${infer After}`
        ? Name extends `${string}${"`" | " "}${string}` ? Placeholders<Rest> : Name | Placeholders<After>
        : never
    : never;

/** The values of a template's placeholders; empty for a template without any. */
export type Values<Names extends string, Value = string | number> =
    [Names] extends [never] ? [] : [Readonly<Record<Names, Value>>];

/** A sentence with its placeholders filled: `text("expected {expected}, got {actual}", { expected: 3, actual: 4 })`. */
export function text<const Template extends string>(
    template: Template, ...[values]: Values<Placeholders<Template>>
): Text {
    return fill(template, values ?? {});
}

/** The translation of documentation that is part of a definition, such as a layer's. */
export function documentationText(english: string): Text {
    return fill(english, {});
}

/** A message as a sentence: `Expected 3, got 4.`. */
export function asSentence(message: Text): Text {
    return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/u.test(message) ? "" : "."}` as Text;
}

/** One of two whole sentences, depending on a number. Both can use all placeholders. */
export function plural<const One extends string, const Other extends string>(
    count: number, one: One, other: Other, ...[values]: Values<Placeholders<One | Other>>
): Text {
    return fill(count === 1 ? one : other, values ?? {});
}

/** The maximum lengths of a value and of a whole text: names and strings of a file can have any length. */
const longestValue = 300;
const longestText = 1000;

function fill(template: string, values: Readonly<Record<string, string | number>>): Text {
    const translated = Object.hasOwn(displayed.translations, template) ? displayed.translations[template] : undefined;
    const sentence = translated ?? template;
    const filled = sentence.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
        Object.hasOwn(values, name) ? printableLine(abridged(String(values[name]), longestValue)) : placeholder);
    return (filled === sentence ? sentence : abridged(filled, longestText)) as Text;
}

/** The maximum number of listed items before the rest is counted. */
const longestList = 8;

function listFormats(locale: string): Readonly<Record<"and" | "or", Intl.ListFormat>> {
    return {
        and: new Intl.ListFormat(locale, { type: "conjunction" }),
        or: new Intl.ListFormat(locale, { type: "disjunction" }),
    };
}

/** "a", "a and b", "a, b, and c"; a long list ends in "and 5 more". */
export function listText(items: readonly string[], conjunction: "and" | "or" = "and"): Text {
    const shown = items.length > longestList ? items.slice(0, longestList - 1) : items;
    const rest = items.length - shown.length;
    return lists[conjunction].format(rest > 0 ? [...shown, text("{count} more", { count: rest })] : shown) as Text;
}

/** A list of names or code, each in backticks. */
export function codeList(items: readonly string[], conjunction: "and" | "or" = "and"): Text {
    return listText(items.map((item) => `\`${item}\``), conjunction);
}
