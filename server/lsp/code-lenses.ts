import * as v from "valibot";
import type { CancellationToken, CodeLens, CodeLensParams, Connection } from "vscode-languageserver";
import { blockUses, codeLenses, lensCommand, offsetOf } from "../service.ts";
import {
    blockUsesParamsSchema, blockUsesRequest, chosenUsesNotification, chosenUsesParamsSchema, lensCommands,
    type BlockUses, type ChosenUses,
} from "../protocol.ts";
import { validate } from "../validation.ts";
import type { Requests } from "./requests.ts";
import { costOptions, type SettingsReader } from "./settings.ts";

/** The uses that are chosen for the blocks of each document; the client has them, and sends them again on a restart. */
export interface ChosenUsesReader {
    of(uri: string): ChosenUses;
}

const lensDataSchema = v.object({ uri: v.string(), part: v.string() });

/** Follows the client's choices; `onChange` is called after each. */
export function openChosenUses(connection: Connection, onChange: () => void): ChosenUsesReader {
    const chosen = new Map<string, ChosenUses>();
    connection.onNotification(chosenUsesNotification, (params: unknown) => {
        const read = validate(chosenUsesParamsSchema, params);
        if ("value" in read) {
            chosen.set(read.value.uri, read.value.uses);
            onChange();
        }
    });
    return { of: (uri) => chosen.get(uri) ?? {} };
}

/** Answers with the lenses of a document, and with the uses of a block to choose from. */
export function answerCodeLenses(
    connection: Connection, requests: Requests, settings: SettingsReader, chosen: ChosenUsesReader,
): void {
    connection.onCodeLens(
        requests.about<CodeLensParams, CodeLens[] | null>("textDocument/codeLens", null, async (source) => {
            const { uri } = source.document;
            const { lenses } = await settings.for(uri);
            return lenses
                ? codeLenses(source).map(({ range, data }) => ({ range, data: { uri, part: String(data) } }))
                : [];
        }),
    );
    connection.onCodeLensResolve((lens, token) => {
        const data = validate(lensDataSchema, lens.data);
        if ("problem" in data) {
            return lens;
        }
        const { uri, part } = data.value;
        const resolve = requests.about("codeLens/resolve", lens, async (source): Promise<CodeLens> => {
            const costs = costOptions(await settings.for(uri));
            const command = lensCommand(source, { range: lens.range, data: part }, chosen.of(uri), lensCommands, costs);
            return { ...lens, command: command ?? { title: "", command: "" } };
        });
        return resolve({ textDocument: { uri } }, token);
    });
    connection.onRequest(blockUsesRequest, (params: unknown, token: CancellationToken): Promise<BlockUses | null> => {
        const read = validate(blockUsesParamsSchema, params);
        if ("problem" in read) {
            return Promise.resolve(null);
        }
        const { uri, position } = read.value;
        const answer = requests.about<{ readonly textDocument: { readonly uri: string } }, BlockUses | null>(
            blockUsesRequest, null, (source) => blockUses(source, offsetOf(source, position)) ?? null);
        return answer({ textDocument: { uri } }, token);
    });
}
