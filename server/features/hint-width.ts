import { InlayHintKind, type InlayHint } from "vscode-languageserver-types";
import type { AnalyzedDocument } from "./analyzed-document.ts";

/** A shape of three axes always fits: `[256, 112, 112]`. */
const leastWidth = 15;
const widthOfTab = 4;

/** A hint with another way to write its label in fewer columns. */
export interface FlexibleHint {
    readonly hint: InlayHint;
    readonly brief?: string | undefined;
}

/** A hint whose label may have been shortened. */
export interface ShortenedHint {
    readonly hint: InlayHint;
    /** The whole label. */
    readonly whole?: string;
}

/**
 * Shortens the shapes at the ends of lines so that a line and its hints take at most `maximumWidth` columns, if its
 * code leaves room. An editor shows a hint where it is, so one of a longer line can only be short.
 */
export function fittingHints(
    { document }: AnalyzedDocument, hints: readonly FlexibleHint[], maximumWidth: number,
): readonly ShortenedHint[] {
    if (maximumWidth <= 0) {
        return hints;
    }
    const taken = new Map<number, number>();
    for (const { hint } of hints) {
        if (hint.kind !== InlayHintKind.Type) {
            taken.set(hint.position.line, (taken.get(hint.position.line) ?? 0) + labelOf(hint).length);
        }
    }
    return hints.map(({ hint, brief }) => {
        const label = labelOf(hint);
        if (hint.kind !== InlayHintKind.Type || label.length <= leastWidth) {
            return { hint };
        }
        const { line } = hint.position;
        const end = { line, character: Infinity };
        const text = document.getText({ start: { line, character: 0 }, end }).trimEnd();
        const used = text.replaceAll("\t", " ".repeat(widthOfTab)).length + 1 + (taken.get(line) ?? 0);
        const room = Math.max(leastWidth, maximumWidth - used);
        if (label.length <= room) {
            return { hint };
        }
        const fits = brief !== undefined && brief.length <= room;
        return { hint: { ...hint, label: fits ? brief : shortened(label, room) }, whole: label };
    });
}

function labelOf({ label }: InlayHint): string {
    return typeof label === "string" ? label : label.map(({ value }) => value).join("");
}

/** Keeps whole shapes if one fits: `[64, 56, 56] | …`. */
function shortened(label: string, room: number): string {
    const between = label.lastIndexOf(" | ", room - " | …".length);
    return between > 0 ? `${label.slice(0, between)} | …` : `${label.slice(0, room - 1).trimEnd()}…`;
}
