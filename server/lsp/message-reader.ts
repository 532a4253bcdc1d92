import type { Readable } from "node:stream";
import * as v from "valibot";
import {
    AbstractMessageReader, Disposable, ErrorCodes, type DataCallback, type Message, type MessageReader,
} from "vscode-languageserver/node";
import { validate } from "../validation.ts";
import { messageFrames } from "./message-frames.ts";
import { paramsSchemaOf } from "./message-params.ts";

/** The answer to something that is not a valid message. */
export interface ErrorAnswer extends Message {
    /** Of the request; null if it has none. */
    readonly id: string | number | null;
    readonly error: { readonly code: number; readonly message: string };
}

const id = v.union([v.string(), v.number()]);
const idSchema = v.object({ id });
const requestSchema = v.object({
    jsonrpc: v.optional(v.literal("2.0")),
    id: v.optional(id),
    method: v.string(),
    params: v.nullish(v.union([v.array(v.unknown()), v.looseObject({})])),
});
const responseSchema = v.union([
    v.object({ id: v.nullable(id), result: v.unknown() }), v.object({ id: v.nullable(id), error: v.looseObject({}) }),
]);

/**
 * Reads messages from a stream. Malformed headers and contents are answered by an error, and reading goes on;
 * the reader of the protocol's library would wait forever.
 */
export class CheckedMessageReader extends AbstractMessageReader implements MessageReader {
    private readonly stream: Readable;
    private readonly answer: (error: ErrorAnswer) => void;

    constructor(stream: Readable, answer: (error: ErrorAnswer) => void) {
        super();
        this.stream = stream;
        this.answer = answer;
    }

    listen(callback: DataCallback): Disposable {
        const onData = messageFrames({
            onContent: (bytes) => this.read(bytes, callback),
            onMalformed: (reason) => this.refuse(null, ErrorCodes.ParseError, reason),
        });
        const onError = (error: Error): void => this.fireError(error);
        const onClose = (): void => this.fireClose();
        this.stream.on("data", onData).on("error", onError).on("close", onClose);
        return Disposable.create(() => {
            this.stream.off("data", onData).off("error", onError).off("close", onClose);
        });
    }

    private read(bytes: Buffer, callback: DataCallback): void {
        let content: unknown;
        try {
            content = JSON.parse(bytes.toString("utf8"));
        } catch {
            this.refuse(null, ErrorCodes.ParseError, "A message must be JSON.");
            return;
        }
        const identified = validate(idSchema, content);
        const request = "value" in identified ? identified.value.id : null;
        if (!isMessage(content)) {
            this.refuse(request, ErrorCodes.InvalidRequest, problemOf(content));
            return;
        }
        const problem = problemOfParams(content);
        if (problem !== undefined) {
            this.refuse(request, ErrorCodes.InvalidParams, problem);
            return;
        }
        try {
            callback(content);
        } catch (error) {
            // The library handles its own notifications at once; what it does not expect must not end the server.
            this.refuse(request, ErrorCodes.InternalError, error instanceof Error ? error.message : String(error));
        }
    }

    private refuse(request: ErrorAnswer["id"], code: number, message: string): void {
        this.answer({ jsonrpc: "2.0", id: request, error: { code, message } });
    }
}

function isMessage(content: unknown): content is Message {
    return v.is(requestSchema, content) || (v.is(responseSchema, content) && !("method" in content));
}

function problemOf(content: unknown): string {
    if (Array.isArray(content)) {
        return "Batches are not supported: send each message separately.";
    }
    if (typeof content !== "object" || content === null) {
        return "A message must be a JSON object.";
    }
    const read = validate(requestSchema, content);
    return "problem" in read ? `${read.problem}.` : "A message is a request, a notification or a response.";
}

function problemOfParams(message: Message): string | undefined {
    if (!v.is(requestSchema, message)) {
        return undefined;
    }
    const { method, params } = message;
    const schema = paramsSchemaOf(method);
    const read = schema === undefined ? undefined : validate(schema, params === undefined ? {} : params);
    return read !== undefined && "problem" in read ? `${method}: ${read.problem}.` : undefined;
}
