import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Decorator, Span, StringLiteral } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import { nearestName } from "../evaluation/suggestions.ts";
import type { AllowProblem, Severity } from "./definition.ts";

/** The user's severity for a diagnostic; "off" hides it. */
export type SeveritySetting = Severity | "off";

export const severitySettings: readonly SeveritySetting[] = ["error", "warning", "information", "hint", "off"];

/** A range of the text in which `@allow` silences a code. */
export interface Allowed extends Span {
    readonly code: StringLiteral;
}

/** All codes in the `@allow` decorators of a file, with the ranges they apply to. */
export function allowedCodes({ text, tree }: ParsedFile): readonly Allowed[] {
    if (!text.includes("@allow")) {
        return [];
    }
    return descendants(tree).flatMap((node) => "decorators" in node
        ? node.decorators.flatMap(codesOf).map((code) => ({ start: node.start, end: node.end, code }))
        : []);
}

function codesOf({ name, arguments: args }: Decorator): readonly StringLiteral[] {
    return name?.text === "allow"
        ? args.flatMap(({ value }) => (value.kind === "string" ? [value] : []))
        : [];
}

/** Unknown codes in `@allow`. */
export function unknownCodes(
    allowed: readonly Allowed[], known: ReadonlyMap<string, unknown>,
): readonly { readonly span: Span; readonly problem: AllowProblem }[] {
    return allowed.filter(({ code }) => code.wellFormed && !known.has(code.value)).map(({ code }) => {
        const suggestion = nearestName(code.value, known.keys());
        return {
            span: { start: code.start, end: code.end },
            problem: { code: "unknown-code", name: code.value, ...(suggestion === undefined ? {} : { suggestion }) },
        };
    });
}

/** Whether a diagnostic is in the range of an `@allow` with its code. */
export function isAllowed(code: string, span: Span, allowed: readonly Allowed[]): boolean {
    return allowed.some((one) => one.code.value === code && one.start <= span.start && span.end <= one.end);
}
