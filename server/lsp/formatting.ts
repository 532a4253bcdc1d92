import type {
    DocumentFormattingParams, DocumentOnTypeFormattingOptions, DocumentOnTypeFormattingParams,
    DocumentRangeFormattingParams, TextEdit,
} from "vscode-languageserver";
import { formatting, formattingTriggers, onTypeFormatting, rangeFormatting } from "../service.ts";
import type { Session } from "./session.ts";

const [firstTriggerCharacter, ...moreTriggerCharacter] = formattingTriggers;

export const onTypeFormattingProvider: DocumentOnTypeFormattingOptions = {
    firstTriggerCharacter, moreTriggerCharacter,
};

export function answerFormattingRequests({ connection, requests }: Session): void {
    connection.onDocumentFormatting(
        requests.about<DocumentFormattingParams, TextEdit[] | null>(
            "textDocument/formatting", null, (source, { options }) => [...formatting(source, options)],
        ),
    );
    connection.onDocumentRangeFormatting(
        requests.about<DocumentRangeFormattingParams, TextEdit[] | null>(
            "textDocument/rangeFormatting", null, (source, { range, options }) => [
                ...rangeFormatting(source, range, options),
            ],
        ),
    );
    connection.onDocumentOnTypeFormatting(
        requests.about<DocumentOnTypeFormattingParams, TextEdit[] | null>(
            "textDocument/onTypeFormatting", null, (source, { position, ch, options }) => [
                ...onTypeFormatting(source, position, ch, options),
            ],
        ),
    );
}
