import type { ClientCapabilities, ServerCapabilities } from "vscode-languageserver";
import { answerCallHierarchy } from "./call-hierarchy.ts";
import { answerStatusRequests } from "./checker-status.ts";
import { answerCodeActions, codeActionProvider } from "./code-actions.ts";
import { answerCodeLenses } from "./code-lenses.ts";
import { answerCompletions, completionProvider } from "./completion.ts";
import { answerDiagnosticPulls } from "./diagnostics.ts";
import { answerDocumentStructure } from "./document-structure.ts";
import { answerFormattingRequests, onTypeFormattingProvider } from "./formatting.ts";
import { answerHovers, signatureHelpProvider } from "./hover.ts";
import { answerInlayHints } from "./inlay-hints.ts";
import { answerModelFiles } from "./model-files.ts";
import { answerNavigation } from "./navigation.ts";
import { answerPreviewRequests } from "./preview.ts";
import { answerRenames, renameProvider } from "./rename.ts";
import { answerSemanticTokens, semanticTokensProvider } from "./semantic-tokens.ts";
import type { Session } from "./session.ts";
import { answerTools } from "./tools.ts";
import { answerWorkspaceSymbols } from "./workspace-symbols.ts";

/** A part of the server that answers requests. */
export interface Feature {
    /** What it announces to a client. */
    readonly announces?: (client: ClientCapabilities) => ServerCapabilities;
    /** Registers the handlers of its requests. */
    readonly answer: (session: Session) => void;
}

/** Everything that the server answers. */
export const features: readonly Feature[] = [
    {
        announces: (client) => (client.textDocument?.diagnostic === undefined ? {} : {
            diagnosticProvider: { identifier: "cnn", interFileDependencies: true, workspaceDiagnostics: true },
        }),
        answer: answerDiagnosticPulls,
    },
    { announces: () => ({ inlayHintProvider: { resolveProvider: true } }), answer: answerInlayHints },
    { announces: () => ({ codeLensProvider: { resolveProvider: true } }), answer: answerCodeLenses },
    { announces: () => ({ hoverProvider: true, signatureHelpProvider }), answer: answerHovers },
    {
        announces: () => ({
            documentSymbolProvider: true, documentLinkProvider: {}, selectionRangeProvider: true,
            foldingRangeProvider: true,
        }),
        answer: answerDocumentStructure,
    },
    { announces: () => ({ completionProvider }), answer: answerCompletions },
    {
        announces: () => ({
            documentFormattingProvider: true, documentRangeFormattingProvider: true,
            documentOnTypeFormattingProvider: onTypeFormattingProvider,
        }),
        answer: answerFormattingRequests,
    },
    { announces: () => ({ semanticTokensProvider }), answer: answerSemanticTokens },
    { announces: (client) => ({ codeActionProvider: codeActionProvider(client) }), answer: answerCodeActions },
    {
        announces: () => ({
            definitionProvider: true, declarationProvider: true, typeDefinitionProvider: true,
            implementationProvider: true, referencesProvider: true, documentHighlightProvider: true,
        }),
        answer: answerNavigation,
    },
    { announces: (client) => ({ renameProvider: renameProvider(client) }), answer: answerRenames },
    { announces: () => ({ callHierarchyProvider: true }), answer: answerCallHierarchy },
    { announces: () => ({ workspaceSymbolProvider: true }), answer: answerWorkspaceSymbols },
    { answer: answerPreviewRequests },
    { answer: answerStatusRequests },
    { answer: answerModelFiles },
    { answer: answerTools },
];
