import type { Span } from "../../grammar/syntax-tree.ts";
import type { Facts } from "./catalogue.ts";
import type { TextChange } from "./edits.ts";
import { quote } from "./wording.ts";

/** A change of the text that mends a diagnostic. */
export interface Fix {
    /** What it does, for a menu: "Change to `kernel`". */
    readonly title: string;
    readonly edits: readonly TextChange[];
    /** Whether it is what was most probably meant. */
    readonly preferred: boolean;
}

/** The fixes for what is wrong at a span of a file's text. */
export function fixesFor(facts: Facts, span: Span, text: string): readonly Fix[] {
    return [...parserFixes(facts), ...suggestionFixes(facts, span, text)];
}

/** The fix that the parser found with the problem. */
function parserFixes(facts: Facts): readonly Fix[] {
    if (!("fix" in facts)) {
        return [];
    }
    const { title, span, text } = facts.fix;
    return [{ title, edits: [{ span, text }], preferred: true }];
}

/** Writes the suggested name in place of the one that is not known. */
function suggestionFixes(facts: Facts, span: Span, text: string): readonly Fix[] {
    if (!("suggestion" in facts)) {
        return [];
    }
    const { suggestion } = facts;
    const written = /"[^"]*"?|[@.]?[\p{L}_][\p{L}\p{M}\p{N}_]*/u.exec(text.slice(span.start, span.end));
    if (written === null) {
        return [];
    }
    const [found] = written;
    const start = span.start + written.index;
    const name = suggestion.replace(/^["@.]|"$|\(\)$/g, "");
    const replacement = found.replace(/[^"@.]+/u, name);
    const edit = { span: { start, end: start + found.length }, text: replacement };
    return [{ title: `Change to ${quote(replacement.replace(/^\./, ""))}`, edits: [edit], preferred: true }];
}
