import { ErrorCodes, ResponseError, type CallHierarchyItem } from "vscode-languageserver";
import {
    analyze, hierarchyReferenceSchema, incomingCalls, outgoingCalls, prepareCallHierarchy, type Analysis,
    type HierarchySources,
} from "../service.ts";
import { validate } from "../validation.ts";
import type { Documents } from "./documents.ts";
import type { Session } from "./session.ts";

/** The maximum number of closed files that are analysed for the shapes of one answer. */
const mostAnalyzed = 16;

/** Answers which blocks use a block, and which it uses. */
export function answerCallHierarchy({ connection, documents, requests, workspace }: Session): void {
    const sources = async (): Promise<HierarchySources> => ({
        files: await workspace.scopes(),
        host: documents.host,
        analysesOf: (calls) => analysesOf([...new Set(calls.map(({ uri }) => uri))], documents),
    });
    connection.languages.callHierarchy.onPrepare(requests.aboutRead("textDocument/prepareCallHierarchy", null,
        async (source, { position }) => [...prepareCallHierarchy(source, position, await sources())]));
    connection.languages.callHierarchy.onIncomingCalls(async ({ item }) =>
        [...incomingCalls(referenceOf(item), await sources())]);
    connection.languages.callHierarchy.onOutgoingCalls(async ({ item }) =>
        [...outgoingCalls(referenceOf(item), await sources())]);
}

function referenceOf(item: CallHierarchyItem): { readonly uri: string; readonly offset: number } {
    const reference = validate(hierarchyReferenceSchema, item.data);
    if ("problem" in reference) {
        throw new ResponseError(ErrorCodes.InvalidParams, reference.problem);
    }
    return reference.value;
}

/** The open documents, and a limited number of closed files. */
function analysesOf(uris: readonly string[], documents: Documents): readonly Analysis[] {
    const closed = uris.filter((uri) => documents.get(uri) === undefined).slice(0, mostAnalyzed);
    return [
        ...documents.all().map((document) => documents.analyzed(document).analysis),
        ...closed.map((uri) => analyze(uri, documents.host)),
    ];
}
