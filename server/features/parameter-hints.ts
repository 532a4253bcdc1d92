import { InlayHintKind, type InlayHint } from "vscode-languageserver-types";
import type { Call, Span } from "../../grammar/syntax-tree.ts";
import { nodesOfKind } from "../../grammar/traversal.ts";
import { bindCall } from "../evaluation/call-binding.ts";
import { printableLine } from "../printable.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { callableOf } from "./callable.ts";

/** Calls with at most this many positional arguments are read without their names. */
const mostWithoutNames = 2;

/** The names of positional arguments, at calls that have more than two: `c1=`. */
export function parameterHints(source: AnalyzedDocument, span: Span): readonly InlayHint[] {
    const items = source.analysis.file.tree.items.filter(({ start, end }) => start <= span.end && span.start <= end);
    return items.flatMap((item) => nodesOfKind(item, "call")).flatMap((call) =>
        (call.start <= span.end && span.start <= call.end ? hintsOf(source, call) : []));
}

function hintsOf({ analysis, document }: AnalyzedDocument, call: Call): readonly InlayHint[] {
    const positional = call.arguments.filter(({ name }) => name === undefined);
    const callable = positional.length > mostWithoutNames
        ? callableOf(analysis, call.callee.text, false)
        : undefined;
    if (callable === undefined) {
        return [];
    }
    return [...bindCall(callable.signature, call.arguments).byParameter].flatMap(([parameter, { name, value }]) => {
        const isSelfExplanatory = value.kind === "name" && value.text === parameter;
        const position = document.positionAt(value.start);
        return name !== undefined || isSelfExplanatory ? [] : [{
            position, label: `${printableLine(parameter)}=`, kind: InlayHintKind.Parameter,
            textEdits: [{ range: { start: position, end: position }, newText: `${parameter}=` }],
        }];
    });
}
