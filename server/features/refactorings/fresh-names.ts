import { tokensIn } from "../../../grammar/source-tokens.ts";
import type { SourceText } from "../../../grammar/parsed-file.ts";
import type { Span } from "../../../grammar/syntax-tree.ts";
import { isKeyword } from "../../../grammar/tokens.ts";
import { languageName } from "../../names/language-names.ts";

/** Chooses names that occur nowhere in a part of a text, and each name once. */
export class FreshNames {
    readonly #taken: Set<string>;

    constructor(source: SourceText, span: Span, more: Iterable<string> = []) {
        this.#taken = new Set([...tokensIn(source, span, "name").map(({ text }) => text), ...more]);
    }

    /** `base` itself, or with the first free number from 2. */
    like(base: string): string {
        return this.#isFree(base) ? this.#take(base) : this.#numbered(base, 2);
    }

    /** `base` with the first free number from 1. */
    numbered(base: string): string {
        return this.#numbered(base, 1);
    }

    #numbered(base: string, from: number): string {
        const stem = /\d$/.test(base) ? `${base}_` : base;
        let number = from;
        while (!this.#isFree(`${stem}${number}`)) {
            number += 1;
        }
        return this.#take(`${stem}${number}`);
    }

    #isFree(name: string): boolean {
        return !this.#taken.has(name) && !isKeyword(name) && languageName(name) === undefined;
    }

    #take(name: string): string {
        this.#taken.add(name);
        return name;
    }
}
