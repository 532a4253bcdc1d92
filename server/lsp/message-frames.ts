import { Buffer } from "node:buffer";

/** What `messageFrames` finds in a stream. */
export interface FrameEvents {
    /** The content of one message. */
    readonly onContent: (bytes: Buffer) => void;
    /** Bytes that are not a message; reading continues at the next header. */
    readonly onMalformed: (reason: string) => void;
}

/** Of one message, in bytes; V8's strings end not far above. */
export const longestContent = 2 ** 28;
/** Of the header of one message, in bytes. */
const longestHeader = 8192;

const headerEnd = "\r\n\r\n";
const lengthField = "content-length:";
/** A header at the end of other text. */
const headerAtEnd = /content-length:[ \t]*(\d+)[ \t]*(?:\r\n[\w-]+:[^\r\n]*)*$/iu;

/**
 * Splits a stream of `Content-Length` headers and contents into messages. The returned function takes the stream's
 * next bytes. After a malformed header, it drops everything before the next `Content-Length` field.
 */
export function messageFrames({ onContent, onMalformed }: FrameEvents): (chunk: Buffer) => void {
    let chunks: Buffer[] = [];
    let length = 0;
    /** The length of the content that follows; undefined before and in a header. */
    let contentLength: number | undefined;
    let isLost = false;

    /** Reads one header or content from the start; returns the remaining bytes, or undefined if it is incomplete. */
    const step = (bytes: Buffer): Buffer | undefined => {
        if (contentLength !== undefined) {
            if (bytes.length < contentLength) {
                return undefined;
            }
            const content = bytes.subarray(0, contentLength);
            const rest = bytes.subarray(contentLength);
            contentLength = undefined;
            onContent(content);
            return rest;
        }
        return isLost ? nextHeader(bytes) : header(bytes);
    };
    const header = (bytes: Buffer): Buffer | undefined => {
        const end = bytes.indexOf(headerEnd);
        if (end > longestHeader || (end < 0 && bytes.length > longestHeader)) {
            onMalformed(`A header has at most ${longestHeader} bytes.`);
            isLost = true;
            // The field at which this header started is not the next one.
            return bytes.subarray(1);
        }
        if (end < 0) {
            return undefined;
        }
        const fields = bytes.toString("latin1", 0, end);
        const problem = problemOf(fields);
        if (problem !== undefined) {
            onMalformed(problem);
        }
        const read = Number(headerAtEnd.exec(fields)?.[1] ?? Infinity);
        contentLength = read <= longestContent ? read : undefined;
        isLost = contentLength === undefined;
        return bytes.subarray(end + headerEnd.length);
    };
    const nextHeader = (bytes: Buffer): Buffer | undefined => {
        const start = bytes.toString("latin1").toLowerCase().indexOf(lengthField);
        if (start < 0) {
            // The field may have started.
            chunks = [bytes.subarray(Math.max(0, bytes.length - lengthField.length))];
            return undefined;
        }
        isLost = false;
        return bytes.subarray(start);
    };
    return (chunk) => {
        chunks.push(chunk);
        length += chunk.length;
        // A long content arrives in many chunks, which are joined once.
        if (length < (contentLength ?? 0)) {
            return;
        }
        let bytes: Buffer | undefined = Buffer.concat(chunks);
        while (bytes !== undefined) {
            chunks = [bytes];
            bytes = bytes.length === 0 && contentLength !== 0 ? undefined : step(bytes);
        }
        length = chunks.reduce((sum, one) => sum + one.length, 0);
    };
}

function problemOf(fields: string): string | undefined {
    const lines = fields.split("\r\n");
    const wrong = lines.find((line) => !/^[\w-]+:/u.test(line));
    if (wrong !== undefined) {
        return "A header consists of lines such as `Content-Length: 100`.";
    }
    const value = /^content-length:(.*)$/imu.exec(fields)?.[1]?.trim();
    if (value === undefined) {
        return "A header needs a Content-Length.";
    }
    return /^\d+$/u.test(value) && Number(value) <= longestContent
        ? undefined
        : `Content-Length must be an integer from 0 to ${longestContent}.`;
}
