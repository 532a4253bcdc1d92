import * as v from "valibot";
import { positionSchema, rangeSchema } from "../protocol.ts";
import type { AnySchema } from "../validation.ts";

const uinteger = v.pipe(v.number(), v.integer(), v.minValue(0));
const version = v.pipe(v.number(), v.integer());
const textDocument = v.object({ uri: v.string() });
const numberOrString = v.union([v.number(), v.string()]);
const item = v.object({ item: v.object({}) });

const ofDocument = v.object({ textDocument });
const atPosition = v.object({ textDocument, position: positionSchema });
const inRange = v.object({ textDocument, range: rangeSchema });
const formattingOptions = v.object({ tabSize: v.pipe(uinteger, v.maxValue(100)), insertSpaces: v.boolean() });
const folders = v.array(v.object({ uri: v.string() }));

/** What the server reads of the parameters of the protocol's own messages, by their methods. */
const schemas = new Map<string, AnySchema>(Object.entries({
    "initialize": v.object({ capabilities: v.object({}) }),
    "$/cancelRequest": v.object({ id: numberOrString }),
    "$/progress": v.object({ token: numberOrString }),
    "$/setTrace": v.object({ value: v.string() }),
    "window/workDoneProgress/cancel": v.object({ token: numberOrString }),
    "textDocument/didOpen": v.object({
        textDocument: v.object({ uri: v.string(), languageId: v.string(), version, text: v.string() }),
    }),
    "textDocument/didChange": v.object({
        textDocument: v.object({ uri: v.string(), version: v.nullish(version) }),
        contentChanges: v.array(v.object({ range: v.optional(rangeSchema), text: v.string() })),
    }),
    "textDocument/didClose": ofDocument,
    "workspace/didChangeWatchedFiles": v.object({ changes: v.array(v.object({ uri: v.string(), type: uinteger })) }),
    "workspace/didChangeWorkspaceFolders": v.object({ event: v.object({ added: folders, removed: folders }) }),
    "textDocument/hover": atPosition,
    "textDocument/signatureHelp": atPosition,
    "textDocument/completion": atPosition,
    "textDocument/definition": atPosition,
    "textDocument/declaration": atPosition,
    "textDocument/typeDefinition": atPosition,
    "textDocument/implementation": atPosition,
    "textDocument/references": v.object({
        ...atPosition.entries, context: v.object({ includeDeclaration: v.boolean() }),
    }),
    "textDocument/documentHighlight": atPosition,
    "textDocument/prepareCallHierarchy": atPosition,
    "callHierarchy/incomingCalls": item,
    "callHierarchy/outgoingCalls": item,
    "textDocument/prepareRename": atPosition,
    "textDocument/rename": v.object({ ...atPosition.entries, newName: v.string() }),
    "textDocument/documentSymbol": ofDocument,
    "textDocument/documentLink": ofDocument,
    "textDocument/foldingRange": ofDocument,
    "textDocument/codeLens": ofDocument,
    "textDocument/selectionRange": v.object({ textDocument, positions: v.array(positionSchema) }),
    "textDocument/semanticTokens/full": ofDocument,
    "textDocument/semanticTokens/full/delta": v.object({ textDocument, previousResultId: v.string() }),
    "textDocument/semanticTokens/range": inRange,
    "textDocument/inlayHint": inRange,
    "textDocument/diagnostic": v.object({ textDocument, previousResultId: v.nullish(v.string()) }),
    "textDocument/codeAction": v.object({
        ...inRange.entries,
        context: v.object({ diagnostics: v.array(v.unknown()), only: v.nullish(v.array(v.string())) }),
    }),
    "textDocument/formatting": v.object({ textDocument, options: formattingOptions }),
    "textDocument/rangeFormatting": v.object({ ...inRange.entries, options: formattingOptions }),
    "textDocument/onTypeFormatting": v.object({ ...atPosition.entries, ch: v.string(), options: formattingOptions }),
    "workspace/symbol": v.object({ query: v.string() }),
    "workspace/diagnostic": v.object({
        previousResultIds: v.array(v.object({ uri: v.string(), value: v.string() })),
    }),
    "codeLens/resolve": v.object({}),
    "codeAction/resolve": v.object({}),
    "completionItem/resolve": v.object({}),
    "inlayHint/resolve": v.object({}),
}));

/** The schema of a message's parameters. The handlers of the extension's own messages check theirs. */
export function paramsSchemaOf(method: string): AnySchema | undefined {
    return schemas.get(method);
}
