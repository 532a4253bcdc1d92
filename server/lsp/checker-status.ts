import { type CancellationToken, type Connection, ErrorCodes, ResponseError } from "vscode-languageserver";
import { checkerStatus, offsetOf } from "../service.ts";
import { statusParamsSchema, statusRequest, type CheckerStatus, type StatusParams } from "../protocol.ts";
import { validate } from "../validation.ts";
import { reportedOf } from "./diagnostics.ts";
import type { Requests } from "./requests.ts";
import type { SettingsReader } from "./settings.ts";

/** Answers with what the editor's status shows. */
export function answerStatusRequests(connection: Connection, requests: Requests, settings: SettingsReader): void {
    const status = requests.about<StatusParams, CheckerStatus | null>(
        statusRequest, null, async (source, { position }) =>
            checkerStatus(source, await reportedOf(source, settings), offsetOf(source, position)));
    connection.onRequest(statusRequest, (params: unknown, token: CancellationToken) => {
        const read = validate(statusParamsSchema, params);
        if ("problem" in read) {
            throw new ResponseError(ErrorCodes.InvalidParams, read.problem);
        }
        return status(read.value, token);
    });
}
