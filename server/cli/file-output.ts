import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import type { FileContent } from "../service.ts";
import { describeFileError } from "./files.ts";
import { Misuse } from "./misuse.ts";

/** A text as the content of a file. */
export function fileContent(text: string): FileContent {
    const bytes = new TextEncoder().encode(text);
    return { length: bytes.length, chunks: () => [bytes] };
}

/** Writes a file atomically. */
export function writeFile(path: string, { chunks }: FileContent): void {
    const unfinished = `${path}.part`;
    try {
        const file = openSync(unfinished, "w");
        try {
            for (const chunk of chunks()) {
                writeWhole(file, chunk);
            }
        } finally {
            closeSync(file);
        }
        renameSync(unfinished, path);
    } catch (error) {
        rmSync(unfinished, { force: true });
        throw new Misuse(`cannot write ${path}: ${describeFileError(error)}`);
    }
}

/** The system writes at most 2 GB at once, and possibly less than requested. */
function writeWhole(file: number, chunk: Uint8Array): void {
    for (let written = 0; written < chunk.length;) {
        written += writeSync(file, chunk, written, Math.min(chunk.length - written, 2 ** 30));
    }
}
