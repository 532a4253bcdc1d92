import type { CompletionList, CompletionOptions, CompletionParams, Position } from "vscode-languageserver";
import * as v from "valibot";
import {
    completion, completionDocumentation, completionReferenceSchema, continuesAfterBlank, pathCompletions, pathPlace,
    typedLetters, type AnalyzedDocument, type Completion,
} from "../service.ts";
import { folderEntriesRequest, folderEntriesSchema, type FolderEntry, type ReadFileParams } from "../protocol.ts";
import { validate } from "../validation.ts";
import type { Session } from "./session.ts";

/** A blank only continues a list of completions; a comma alone may be followed by a new line. */
export const completionProvider: CompletionOptions = {
    resolveProvider: true, triggerCharacters: [".", "(", "=", "@", "\"", "/", ">", ":", " "],
};

/** What a completion's documentation is about, and the document in which it was requested. */
const dataSchema = v.object({ uri: v.string(), reference: completionReferenceSchema });

/** Answers with completions, of names in other files once these are read; their documentation follows on request. */
export function answerCompletions({ connection, requests, workspace }: Session): void {
    const entriesOf = async (folder: string): Promise<readonly FolderEntry[]> => {
        const params: ReadFileParams = { uri: folder };
        const answer = await connection.sendRequest<unknown>(folderEntriesRequest, params).catch(() => []);
        const entries = validate(folderEntriesSchema, answer);
        return "value" in entries ? entries.value : [];
    };
    const listAt = (source: AnalyzedDocument, position: Position, inserted?: string): CompletionList => {
        const { scopes, isComplete } = workspace.knownBeside(source.document.uri);
        const { items, isIncomplete } = completion(source, position, scopes, inserted);
        return listOf(source.document.uri, items, isIncomplete || !isComplete);
    };
    connection.onCompletion(requests.about<CompletionParams, CompletionList | null>(
        "textDocument/completion", null, async (source, { position, context }) => {
            const { uri } = source.document;
            const trigger = context?.triggerCharacter;
            if (trigger === " " && !continuesAfterBlank(source, position)) {
                return null;
            }
            const place = pathPlace(source, position);
            if (place !== undefined) {
                const entries = await entriesOf(place.folder);
                return listOf(uri, pathCompletions(source, place, entries), false);
            }
            return listAt(source, position);
        },
        {
            early: (known, document, { position }) => {
                const typed = typedLetters(known, document.getText(), document.offsetAt(position));
                return typed && listAt(known, typed.position, typed.inserted);
            },
            // While a list is awaited, editors do not request another for the letters that follow.
            late: (text, document, { position }) => {
                const offset = document.offsetAt(position);
                return text.slice(0, offset) === document.getText().slice(0, offset);
            },
        },
    ));
    connection.onCompletionResolve((item, token) => {
        const data = validate(dataSchema, item.data);
        if ("problem" in data) {
            return item;
        }
        const { uri, reference } = data.value;
        const resolve = requests.about("completionItem/resolve", item, (source) =>
            ({ ...item, ...completionDocumentation(source, reference) }));
        return resolve({ textDocument: { uri } }, token);
    });
}

function listOf(uri: string, completions: readonly Completion[], isIncomplete: boolean): CompletionList {
    return {
        isIncomplete,
        items: completions.map(({ reference, ...item }) =>
            (reference === undefined ? item : { ...item, data: { uri, reference } })),
    };
}
