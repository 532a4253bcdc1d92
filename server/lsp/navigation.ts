import type { Location, LocationLink, ReferenceParams, TextDocumentPositionParams } from "vscode-languageserver";
import {
    declaration, definition, documentHighlights, implementation, references, typeDefinition, type AnalyzedDocument,
} from "../service.ts";
import type { Session } from "./session.ts";

/** Answers where names are defined and used. */
export function answerNavigation(
    { connection, capabilities: { textDocument }, requests, workspace, pages: { layer: layerPage } }: Session,
): void {
    connection.onDefinition(requests.aboutRead("textDocument/definition", null,
        placesFor(textDocument?.definition, definition)));
    connection.onDeclaration(requests.aboutRead("textDocument/declaration", null,
        placesFor(textDocument?.declaration, declaration)));
    connection.onTypeDefinition(requests.aboutRead("textDocument/typeDefinition", null,
        placesFor(textDocument?.typeDefinition, (source, position) => typeDefinition(source, position, layerPage))));
    connection.onImplementation(requests.aboutRead("textDocument/implementation", null,
        placesFor(textDocument?.implementation, (source, position) => implementation(source, position, layerPage))));
    connection.onReferences(requests.aboutRead<ReferenceParams, Location[] | null>(
        "textDocument/references", null, async (source, { position, context }) =>
            [...references(source, position, await workspace.scopes(), context.includeDeclaration)]));
    connection.onDocumentHighlight(requests.about("textDocument/documentHighlight", null,
        (source, { position }: TextDocumentPositionParams) => {
            const highlights = documentHighlights(source, position);
            return highlights === undefined ? null : [...highlights];
        }));
}

type PlacesHandler = (source: AnalyzedDocument, params: TextDocumentPositionParams) => Location[] | LocationLink[];

/** Answers with links, or with locations for a client that does not support links. */
function placesFor(
    capability: { readonly linkSupport?: boolean } | undefined,
    find: (source: AnalyzedDocument, position: TextDocumentPositionParams["position"]) => readonly LocationLink[],
): PlacesHandler {
    return (source, { position }) => {
        const links = find(source, position);
        return capability?.linkSupport === true
            ? [...links]
            : links.map(({ targetUri, targetSelectionRange }) => ({ uri: targetUri, range: targetSelectionRange }));
    };
}
