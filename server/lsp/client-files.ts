import { base64Decode } from "@bufbuild/protobuf/wire";
import type { Connection } from "vscode-languageserver";
import { headLength, readTensorTable, type FileRefusal, type HostTensors, type HostText } from "../service.ts";
import {
    fileExistsRequest, fileRefusalSchema, fileStartSchema, readFileRequest, readFileStartRequest, type ReadFileParams,
    type ReadFileStartParams,
} from "../protocol.ts";
import { validate } from "../validation.ts";

/** Files that are not open, read through the client: in the workspace, on a remote machine or in a browser. */
export interface ClientFiles {
    text(uri: string): HostText;
    exists(uri: string): boolean | "pending";
    /** Why the client does not read the file; undefined if it does, or has not answered yet. */
    refusal(uri: string): FileRefusal | undefined;
    tensors(uri: string): HostTensors;
    /** The text once it is read; undefined if there is no such file. */
    read(uri: string): Promise<string | undefined>;
    /** Resolves once everything that was requested about a file has arrived. */
    arrived(uri: string): Promise<void>;
    /** Forgets the files that the client refused, and returns them. */
    forgetRefused(): readonly string[];
    /** Forgets a file that has changed; returns whether it was known. */
    forget(uri: string): boolean;
}

/** Reads each file once, on first use. Calls `onArrival` when it has been read, or does not exist. */
export function clientFiles(connection: Connection, onArrival: (uri: string) => void): ClientFiles {
    const refusals = new Map<string, FileRefusal>();
    const ask = async (method: string, params: ReadFileParams | ReadFileStartParams): Promise<unknown> => {
        try {
            const answer = await connection.sendRequest<unknown>(method, params);
            const refusal = validate(fileRefusalSchema, answer);
            if ("problem" in refusal) {
                return answer;
            }
            refusals.set(params.uri, refusal.value.refused);
            return undefined;
        } catch (error) {
            connection.console.warn(`${method} failed for ${params.uri}: ${String(error)}`);
            return undefined;
        }
    };
    const texts = cachedRequests(async (uri) => {
        const answer = await ask(readFileRequest, { uri });
        return typeof answer === "string" ? { text: answer } : undefined;
    }, onArrival);
    const existing = cachedRequests(async (uri) => (await ask(fileExistsRequest, { uri })) === true, onArrival);
    const start = async (uri: string, length: number): Promise<FileBytes | undefined> => {
        const answer = validate(fileStartSchema, await ask(readFileStartRequest, { uri, length }));
        return "problem" in answer
            ? undefined
            : { bytes: base64Decode(answer.value.bytes), fileLength: answer.value.fileLength };
    };
    const tables = cachedRequests(async (uri): Promise<Exclude<HostTensors, "pending">> => {
        const first = await start(uri, usualHead);
        if (first === undefined) {
            return undefined;
        }
        const needed = headLength(first.bytes, first.fileLength);
        if (typeof needed !== "number") {
            return needed;
        }
        const head = needed <= first.bytes.length ? first : await start(uri, needed);
        return head === undefined ? undefined : readTensorTable(head.bytes, head.fileLength);
    }, onArrival);
    const forget = (uri: string): boolean => {
        refusals.delete(uri);
        return [texts.forget(uri), existing.forget(uri), tables.forget(uri)].includes(true);
    };
    return {
        text: (uri) => texts.now(uri),
        exists: (uri) => existing.now(uri),
        tensors: (uri) => tables.now(uri),
        read: async (uri) => (await texts.later(uri))?.text,
        arrived: async (uri) => {
            await Promise.all([texts.requested(uri), existing.requested(uri), tables.requested(uri)]);
        },
        refusal: (uri) => refusals.get(uri),
        forgetRefused: () => [...refusals.keys()].filter(forget),
        forget,
    };
}

/** The part of a safetensors file that is read first: most headers fit into it. */
const usualHead = 64 * 1024;

interface FileBytes {
    readonly bytes: Uint8Array;
    readonly fileLength: number;
}

interface CachedRequests<T> {
    now(uri: string): T | "pending";
    later(uri: string): Promise<T>;
    /** The answer of a request that was made; undefined without one. */
    requested(uri: string): Promise<T> | undefined;
    forget(uri: string): boolean;
}

interface CachedRequest<T> {
    readonly answer: Promise<T>;
    settled: { readonly value: T } | undefined;
}

function cachedRequests<T>(ask: (uri: string) => Promise<T>, onArrival: (uri: string) => void): CachedRequests<T> {
    const known = new Map<string, CachedRequest<T>>();
    const get = (uri: string): CachedRequest<T> => {
        const before = known.get(uri);
        if (before !== undefined) {
            return before;
        }
        const request: CachedRequest<T> = { answer: ask(uri), settled: undefined };
        known.set(uri, request);
        void request.answer.then((value) => {
            request.settled = { value };
            if (known.get(uri) === request) {
                onArrival(uri);
            }
        });
        return request;
    };
    return {
        now: (uri) => {
            const { settled } = get(uri);
            return settled === undefined ? "pending" : settled.value;
        },
        later: (uri) => get(uri).answer,
        requested: (uri) => known.get(uri)?.answer,
        forget: (uri) => known.delete(uri),
    };
}
