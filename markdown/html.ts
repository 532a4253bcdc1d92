/** Markup whose text is escaped. Only `html` makes it. */
export class Html {
    readonly markup: string;

    private constructor(markup: string) {
        this.markup = markup;
    }

    static readonly #make = (markup: string): Html => new Html(markup);

    /** Fills a template, see `html`. */
    static from(parts: TemplateStringsArray, values: readonly HtmlValue[]): Html {
        return Html.#make(parts.reduce((markup, part, at) => `${markup}${markupOf(values[at - 1] ?? "")}${part}`));
    }
}

type HtmlValue = string | number | Html | readonly Html[];

/**
 * Markup from a template. Strings are escaped, as text or inside a quoted attribute; markup is inserted as it is:
 * `` html`<p title="${title}">${message}</p>` ``.
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
    return Html.from(parts, values);
}

function markupOf(value: HtmlValue): string {
    if (value instanceof Html) {
        return value.markup;
    }
    return typeof value === "object" ? value.map(({ markup }) => markup).join("") : escaped(String(value));
}

const entities: ReadonlyMap<string, string> = new Map([
    ["&", "&amp;"], ["<", "&lt;"], [">", "&gt;"], ["\"", "&quot;"], ["'", "&#39;"],
]);

function escaped(text: string): string {
    return text.replace(/[&<>"']/g, (character) => entities.get(character) ?? "");
}
