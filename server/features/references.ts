import { DocumentHighlightKind, type DocumentHighlight, type Location, type Position } from "vscode-languageserver-types";
import type { Node } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { inputOwners } from "../names/input-values.ts";
import type { FileScope } from "../names/program.ts";
import { languageTargetAt, referencesTo, referencesToLanguage, type NamedPlace } from "../names/references.ts";
import { declarationsAt } from "../names/resolution.ts";
import { offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { locationOf } from "./declared-places.ts";

/** All references in some files to the name at a position, with or without its declaration. */
export function references(
    source: AnalyzedDocument, position: Position, files: readonly FileScope[], withDeclaration: boolean,
): readonly Location[] {
    const places = placesAt(source, position, files) ?? inPlaces(source, position) ?? [];
    return places.filter(({ access }) => withDeclaration || access !== "declaration")
        .flatMap(({ file, node }) => locationOf(source, file, node));
}

/**
 * The references in the document to the name at a position, by kind. Undefined if there is no name: the editor then
 * highlights equal words.
 */
export function documentHighlights(
    source: AnalyzedDocument, position: Position,
): readonly DocumentHighlight[] | undefined {
    const { names: own } = source.analysis;
    const places = placesAt(source, position, [own]) ?? inPlaces(source, position);
    return places?.filter(({ file }) => file.uri === own.uri).map(({ node, access }) => ({
        range: rangeOf(source, node),
        kind: access === "read" ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
    }));
}

type Place = Pick<NamedPlace, "file" | "access"> & { readonly node: Node };

function placesAt(
    source: AnalyzedDocument, position: Position, files: readonly FileScope[],
): readonly Place[] | undefined {
    const offset = offsetOf(source, position);
    const { names: own } = source.analysis;
    const declared = declarationsAt(offset, own);
    if (declared.length === 0) {
        const target = languageTargetAt(offset, own);
        return target === undefined ? undefined : referencesToLanguage(target, files);
    }
    const places = declared.flatMap((one) => referencesTo(one, files));
    return [...new Map(places.map((place) => [`${place.file.uri} ${place.node.start}`, place] as const)).values()];
}

/** For an `in`: every `in` with the same value. */
function inPlaces(source: AnalyzedDocument, position: Position): readonly Place[] | undefined {
    const { file: { tree }, names: file } = source.analysis;
    const offset = offsetOf(source, position);
    const leaf = nodePathAt(tree, offset).at(-1);
    const item = file.names.itemAt(offset);
    if (leaf?.kind !== "in" || item === undefined) {
        return undefined;
    }
    const owners = inputOwners(item);
    const owner = owners.get(leaf);
    return [...owners].filter(([, other]) => other === owner).map(([node]) => ({ file, node, access: "read" }));
}
