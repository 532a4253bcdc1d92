import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
    headLength, readTensorTable, type AnalysisHost, type HostTensors, type HostText, type TensorFile,
} from "../service.ts";
import { Misuse } from "./misuse.ts";

/** Provides files to the analysis; reads each file once. */
export function fileHost(): AnalysisHost {
    const texts = new Map<string, HostText>();
    const tables = new Map<string, HostTensors>();
    return {
        readText: (uri) => {
            if (!texts.has(uri)) {
                texts.set(uri, readIfThere(fileURLToPath(uri)));
            }
            return texts.get(uri);
        },
        readTensors: (uri) => {
            if (!tables.has(uri)) {
                tables.set(uri, readTable(fileURLToPath(uri)));
            }
            return tables.get(uri);
        },
        exists: (uri) => existsSync(fileURLToPath(uri)),
        resolve: (base, path) => uriOf(resolve(dirname(fileURLToPath(base)), path)),
    };
}

/** A file's text, with its byte order mark. Throws `Misuse` if it cannot be read. */
export function readFile(path: string): string {
    try {
        return readFileSync(path, "utf8");
    } catch (error) {
        throw new Misuse(`cannot read ${path}: ${describeFileError(error)}`);
    }
}

/** A file's text without a byte order mark. Throws the system's error if it cannot be read. */
function readText(path: string): string {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
}

export function uriOf(path: string): string {
    return pathToFileURL(resolve(path)).href;
}

/** A file's path as the user would type it in this directory. */
export function pathOf(uri: string): string {
    const path = fileURLToPath(uri);
    const near = relative(process.cwd(), path);
    return near === "" || near.startsWith(`..${sep}..`) ? path : near;
}

/** The system's error about a file, as text. */
export function describeFileError(error: unknown): string {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return descriptions.get(code) ?? (error instanceof Error ? error.message : String(error));
}

const descriptions: ReadonlyMap<string, string> = new Map([
    ["ENOENT", "there is no such file or folder"],
    ["ENOTDIR", "there is no such file or folder"],
    ["EISDIR", "it is a folder"],
    ["EACCES", "permission denied"],
    ["EPERM", "permission denied"],
    ["EROFS", "the disk is read-only"],
    ["ENOSPC", "the disk is full"],
]);

function readIfThere(path: string): HostText {
    try {
        return { text: readText(path) };
    } catch {
        return undefined;
    }
}

function readTable(path: string): HostTensors {
    try {
        using file = openFile(path);
        const needed = headLength(file.bytes(0, Math.min(file.length, 8)), file.length);
        return typeof needed === "number" ? readTensorTable(file.bytes(0, needed), file.length) : needed;
    } catch {
        return undefined;
    }
}

/**
 * A safetensors file whose numbers are read from the disk on demand. Throws the system's error if it cannot be read.
 * Must be closed.
 */
export function openTensors(uri: string, tensors: TensorFile["tensors"]): TensorFile & Disposable {
    const file = openFile(fileURLToPath(uri));
    return { tensors, bytes: file.bytes, [Symbol.dispose]: () => file[Symbol.dispose]() };
}

interface OpenFile extends Disposable {
    readonly length: number;
    readonly bytes: (start: number, end: number) => Uint8Array;
}

function openFile(path: string): OpenFile {
    const file = openSync(path, "r");
    return {
        length: fstatSync(file).size,
        bytes: (start, end) => {
            const bytes = new Uint8Array(end - start);
            for (let read = 0; read < bytes.length;) {
                const count = readSync(file, bytes, read, Math.min(bytes.length - read, 2 ** 30), start + read);
                if (count === 0) {
                    throw new Error("the file with the weights has become shorter");
                }
                read += count;
            }
            return bytes;
        },
        [Symbol.dispose]: () => {
            closeSync(file);
        },
    };
}
