import type { Location, LocationLink } from "vscode-languageserver-types";
import type { Identifier, Span } from "../../grammar/syntax-tree.ts";
import type { FileScope } from "../names/program.ts";
import type { BoundName } from "../names/resolution.ts";
import { rangeAt, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";

/** A link from a range of the document to a part of a file, in which the editor selects `name`. */
export function linkTo(
    source: AnalyzedDocument, origin: Span, uri: string, name: Span, whole: Span = name,
): readonly LocationLink[] {
    const selection = rangeAt(source, { uri, span: name });
    const around = { start: Math.min(name.start, whole.start), end: Math.max(name.end, whole.end) };
    const range = rangeAt(source, { uri, span: around });
    return selection === undefined || range === undefined ? [] : [{
        originSelectionRange: rangeOf(source, origin), targetUri: uri, targetRange: range,
        targetSelectionRange: selection,
    }];
}

/** A link to a binding, including its whole declaration. */
export function linkToBinding(
    source: AnalyzedDocument, origin: Span, { file, binding }: BoundName,
): readonly LocationLink[] {
    return linkTo(source, origin, file.uri, binding.identifier, binding.node);
}

/** The location of a node, for clients without links. */
export function locationOf(source: AnalyzedDocument, file: FileScope, node: Identifier | Span): readonly Location[] {
    const range = rangeAt(source, { uri: file.uri, span: { start: node.start, end: node.end } });
    return range === undefined ? [] : [{ uri: file.uri, range }];
}
