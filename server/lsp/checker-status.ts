import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import { checkerStatus, offsetOf } from "../service.ts";
import { statusParamsSchema, statusRequest, type CheckerStatus, type StatusParams } from "../protocol.ts";
import { validate } from "../validation.ts";
import { reportedOf } from "./diagnostics.ts";
import type { Session } from "./session.ts";

/** Answers with what the editor's status shows. */
export function answerStatusRequests({ connection, requests, settings }: Session): void {
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
