import * as v from "valibot";
import type { CancellationToken, CodeLens, CodeLensParams } from "vscode-languageserver";
import { blockUses, codeLenses, lensCommand, offsetOf } from "../service.ts";
import { blockUsesParamsSchema, blockUsesRequest, lensCommands, type BlockUses } from "../protocol.ts";
import { validate } from "../validation.ts";
import type { Session } from "./session.ts";
import { costOptions } from "./settings.ts";

const lensDataSchema = v.object({ uri: v.string(), part: v.string() });

/** Answers with the lenses of a document, and with the uses of a block to choose from. */
export function answerCodeLenses({ connection, requests, settings, chosen }: Session): void {
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
