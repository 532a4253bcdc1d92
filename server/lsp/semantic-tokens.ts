import {
    SemanticTokensBuilder, type SemanticTokens, type SemanticTokensDelta, type SemanticTokensDeltaParams,
    type SemanticTokensOptions, type SemanticTokensParams, type SemanticTokensRangeParams,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { semanticTokenModifiers, semanticTokens, semanticTokenTypes, type SemanticToken } from "../service.ts";
import type { AnalyzedVersion } from "./analyses.ts";
import type { Session } from "./session.ts";

export const semanticTokensProvider: SemanticTokensOptions = {
    legend: { tokenTypes: [...semanticTokenTypes], tokenModifiers: [...semanticTokenModifiers] },
    full: { delta: true },
    range: true,
};

/** Answers with all tokens of a document, those of a range, or what has changed since the last answer. */
export function answerSemanticTokens({ connection, requests }: Session): void {
    /** What each document was last answered with. */
    const builders = new WeakMap<TextDocument, SemanticTokensBuilder>();
    const builderOf = ({ document }: AnalyzedVersion): SemanticTokensBuilder => {
        const builder = builders.get(document) ?? new SemanticTokensBuilder();
        builders.set(document, builder);
        return builder;
    };
    connection.languages.semanticTokens.on(
        requests.about<SemanticTokensParams, SemanticTokens>(
            "textDocument/semanticTokens/full", { data: [] }, (source) => {
                const builder = builderOf(source);
                // Without this, a builder that has answered before would append to that answer.
                builder.previousResult("");
                push(source, semanticTokens(source), builder);
                return builder.build();
            },
        ),
    );
    connection.languages.semanticTokens.onDelta(
        requests.about<SemanticTokensDeltaParams, SemanticTokens | SemanticTokensDelta>(
            "textDocument/semanticTokens/full/delta", { data: [] }, (source, { previousResultId }) => {
                const builder = builderOf(source);
                builder.previousResult(previousResultId);
                push(source, semanticTokens(source), builder);
                return builder.buildEdits();
            },
        ),
    );
    connection.languages.semanticTokens.onRange(
        requests.about<SemanticTokensRangeParams, SemanticTokens>(
            "textDocument/semanticTokens/range", { data: [] }, (source, { range }) => {
                const builder = new SemanticTokensBuilder();
                push(source, semanticTokens(source, range), builder);
                return builder.build();
            },
        ),
    );
}

function push(
    { document }: AnalyzedVersion, tokens: readonly SemanticToken[], builder: SemanticTokensBuilder,
): void {
    for (const { start, end, type, modifiers } of tokens) {
        const { line, character } = document.positionAt(start);
        const set = modifiers.reduce((bits, modifier) => bits | (1 << semanticTokenModifiers.indexOf(modifier)), 0);
        builder.push(line, character, end - start, semanticTokenTypes.indexOf(type), set);
    }
}
