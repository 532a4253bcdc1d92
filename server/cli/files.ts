import {
    closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync, type Dirent,
} from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
    hasWeights, headLength, isBinary, limits, readTensorTable, type AnalysisHost, type FileRefusal, type HostTensors,
    type OnnxModel, type TensorFile,
} from "../service.ts";
import { Misuse } from "./misuse.ts";

/** Provides files to the analysis; reads each file once. */
export interface FileHost extends AnalysisHost {
    /** The paths of all files that were read, or are named in a text that was. */
    readPaths(): readonly string[];
}

/** `files` are those that the user names: imports may be on the same machines. */
export function fileHost(files: readonly string[] = []): FileHost {
    const machines = new Set(["", ...files.map((file) => new URL(uriOf(file)).host)]);
    /** Another machine would be asked for a file, and told who asks. */
    const isNear = (uri: string): boolean => machines.has(new URL(uri).host);
    const texts = new Map<string, TextOrRefusal>();
    const tables = new Map<string, HostTensors>();
    const sought = new Set<string>();
    const resolved = new Map<string, string>();
    const readOnce = (uri: string): TextOrRefusal => {
        const known = texts.get(uri);
        if (known !== undefined) {
            return known;
        }
        const read: TextOrRefusal = isNear(uri) ? readIfThere(fileURLToPath(uri)) : { refusal: "elsewhere" };
        texts.set(uri, read);
        return read;
    };
    return {
        readText: (uri) => {
            const read = readOnce(uri);
            return "text" in read ? read : undefined;
        },
        refusal: (uri) => {
            const read = readOnce(uri);
            return "refusal" in read ? read.refusal : undefined;
        },
        readTensors: (uri) => {
            if (!tables.has(uri)) {
                tables.set(uri, readTable(fileURLToPath(uri)));
            }
            return tables.get(uri);
        },
        exists: (uri) => {
            sought.add(uri);
            return isNear(uri) && existsSync(fileURLToPath(uri));
        },
        // Files that import each other are visited again from each of them.
        resolve: (base, path) => {
            const key = `${base}\n${path}`;
            const known = resolved.get(key) ?? uriOf(resolve(dirname(fileURLToPath(base)), path));
            resolved.set(key, known);
            return known;
        },
        readPaths: () => [...texts.keys(), ...tables.keys(), ...sought].filter(isNear).map((uri) => fileURLToPath(uri)),
    };
}

type TextOrRefusal = { readonly text: string } | { readonly refusal: FileRefusal | undefined };

/** A file's text, with its byte order mark. Throws `Misuse` if it cannot be read. */
export function readFile(path: string): string {
    try {
        const bytes = readRegular(path);
        if (typeof bytes === "string") {
            throw new Misuse(`cannot read ${path}: ${refusalText[bytes]}`);
        }
        return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    } catch (error) {
        throw error instanceof Misuse ? error : new Misuse(`cannot read ${path}: ${describeFileError(error)}`);
    }
}

type LocalRefusal = Extract<FileRefusal, "special" | "too-large" | "not-text">;

const refusalText: Readonly<Record<LocalRefusal, string>> = {
    special: "it is not a regular file",
    "too-large": `it is larger than ${limits.importedBytes / 2 ** 20} MiB`,
    "not-text": "it is not a text file",
};

/**
 * The bytes of a text file, or why they are not read: reading a pipe or a device may never end. Throws the system's
 * error if there is no such file.
 */
function readRegular(path: string): Uint8Array | LocalRefusal {
    // Opening a pipe would wait for somebody who writes to it.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
        const stats = fstatSync(file);
        if (!stats.isFile()) {
            return stats.isDirectory() ? readFileSync(file) : "special";
        }
        if (stats.size > limits.importedBytes) {
            return "too-large";
        }
        const bytes = readFileSync(file);
        return isBinary(bytes) ? "not-text" : bytes;
    } finally {
        closeSync(file);
    }
}

/** Replaces folders by the `.cnn` files in them, without those in hidden folders and node_modules. */
export function expandFolders(paths: readonly string[]): readonly string[] {
    return paths.flatMap((path) => (isFolder(path) ? filesIn(path) : [path]));
}

/** A folder and its subfolders, as `expandFolders` searches them. */
export function foldersIn(folder: string): readonly string[] {
    return [folder, ...entriesOf(folder).filter((entry) => entry.isDirectory() && isSearched(entry.name))
        .flatMap(({ name }) => foldersIn(join(folder, name)))];
}

export function isFolder(path: string): boolean {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function filesIn(folder: string): readonly string[] {
    return foldersIn(folder).flatMap((one) => entriesOf(one)
        .filter((entry) => entry.isFile() && entry.name.endsWith(".cnn"))
        .map(({ name }) => join(one, name))).sort();
}

function isSearched(folder: string): boolean {
    return !folder.startsWith(".") && folder !== "node_modules";
}

/** The entries of a folder; none if it cannot be read, or has just been deleted. */
function entriesOf(folder: string): readonly Dirent[] {
    try {
        return readdirSync(folder, { withFileTypes: true });
    } catch {
        return [];
    }
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

function readIfThere(path: string): TextOrRefusal {
    try {
        const bytes = readRegular(path);
        return typeof bytes === "string" ? { refusal: bytes } : { text: new TextDecoder().decode(bytes) };
    } catch {
        return { refusal: undefined };
    }
}

function readTable(path: string): HostTensors {
    try {
        using file = openFile(path);
        return tableOf(file);
    } catch {
        return undefined;
    }
}

function tableOf(file: OpenFile): Exclude<HostTensors, "pending" | undefined> {
    const needed = headLength(file.bytes(0, Math.min(file.length, 8)), file.length);
    return typeof needed === "number" ? readTensorTable(file.bytes(0, needed), file.length) : needed;
}

/**
 * A safetensors file whose numbers are read from the disk on demand. Throws the system's error if it cannot be read,
 * and another one if it does not have all that `weights` need. Must be closed.
 */
export function openTensors(uri: string, weights: OnnxModel["weights"]): TensorFile & Disposable {
    const file = openFile(fileURLToPath(uri));
    // The table is read again, because the file may have changed.
    const tensors = tableOf(file);
    if ("problem" in tensors || !hasWeights(tensors, weights)) {
        file[Symbol.dispose]();
        throw new Error("it has changed since it was checked");
    }
    return { tensors, bytes: file.bytes, [Symbol.dispose]: () => file[Symbol.dispose]() };
}

interface OpenFile extends Disposable {
    readonly length: number;
    readonly bytes: (start: number, end: number) => Uint8Array;
}

function openFile(path: string): OpenFile {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(file);
    if (!stats.isFile()) {
        closeSync(file);
        throw new Error("it is not a regular file");
    }
    return {
        length: stats.size,
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
