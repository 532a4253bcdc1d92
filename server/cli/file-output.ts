import { randomBytes } from "node:crypto";
import {
    closeSync, fchmodSync, fchownSync, fstatSync, lstatSync, openSync, readlinkSync, renameSync, rmSync, statSync,
    writeSync, type Stats,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { FileContent } from "../service.ts";
import { describeFileError } from "./files.ts";
import { Misuse } from "./misuse.ts";
import { printBytes } from "./output.ts";

/** A text as the content of a file. */
export function fileContent(text: string): FileContent {
    const bytes = new TextEncoder().encode(text);
    return { length: bytes.length, chunks: () => [bytes] };
}

/** A file to write; the path `-` is the standard output. */
export interface OutputFile {
    readonly path: string;
    readonly content: FileContent;
}

/** Whether a path is written to as a stream: the standard output, a device or a pipe. */
export function isStream(path: string): boolean {
    return isStandardOutput(path) || existing(followed(path))?.isFile() === false;
}

/** Whether a path is `-` or, like `/dev/stdout`, another name of what the standard output already writes to. */
function isStandardOutput(path: string): boolean {
    const standard = fstatSync(1);
    return path === "-" || isSameFile(existing(path), standard);
}

function isSameFile(one: Stats | undefined, other: Stats | undefined): boolean {
    return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

/**
 * Writes files so that each is either complete or as before: to new files in the same folders, which are then renamed.
 * Links are followed, and permissions kept. Streams are written to directly. A file in `sources` is never replaced.
 */
export async function writeFiles(files: readonly OutputFile[], sources: readonly string[] = []): Promise<void> {
    const unfinished = new Set<string>();
    const stopListening = removeOnSignal(unfinished);
    try {
        const finished: (readonly [from: string, to: string])[] = [];
        for (const { path, content } of files) {
            try {
                const target = isStandardOutput(path) ? undefined : targetOf(path, sources);
                if (target === undefined) {
                    await printBytes(content.chunks());
                } else if (target.stats?.isFile() === false) {
                    await writeTo(target.path, "w", undefined, content);
                } else {
                    const temporary = temporaryPath(target.path);
                    unfinished.add(temporary);
                    await writeTo(temporary, "wx", target.stats, content);
                    finished.push([temporary, target.path]);
                }
            } catch (error) {
                throw error instanceof Misuse ? error : cannotWrite(path, error);
            }
        }
        for (const [from, to] of finished) {
            try {
                renameSync(from, to);
                unfinished.delete(from);
            } catch (error) {
                throw cannotWrite(to, error);
            }
        }
    } finally {
        removeAll(unfinished);
        stopListening();
    }
}

function cannotWrite(path: string, error: unknown): Misuse {
    return new Misuse(`cannot write ${path}: ${describeFileError(error)}`);
}

interface Target {
    readonly path: string;
    /** Of the existing file, if there is one. */
    readonly stats: Stats | undefined;
}

function targetOf(written: string, sources: readonly string[]): Target {
    const path = followed(written);
    const stats = existing(path);
    if (stats?.isDirectory() === true) {
        throw new Misuse(`cannot write ${written}: it is a folder`);
    }
    if (stats?.isFile() === true && sources.some((source) => isSameFile(existing(source), stats))) {
        throw new Misuse(`cannot write ${written}: the network is read from it`);
    }
    return { path, stats };
}

function existing(path: string): Stats | undefined {
    return statSync(path, { throwIfNoEntry: false });
}

/** Linux follows as many links in one path. */
const mostLinks = 40;

/** The path behind symbolic links, whose last may point to a file that does not exist yet. */
function followed(path: string): string {
    let at = resolve(path);
    for (let links = 0; links < mostLinks && isLink(at); links++) {
        at = resolve(dirname(at), readlinkSync(at));
    }
    return at;
}

function isLink(path: string): boolean {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    // What links under /proc and /dev point to is often no path at all.
    return stats?.isSymbolicLink() === true && existing(path)?.isFile() !== false;
}

/** A hidden name in the same folder that nothing else has. */
function temporaryPath(path: string): string {
    return join(dirname(path), `.${basename(path).slice(0, 200)}.${randomBytes(6).toString("hex")}.tmp`);
}

/** Writes one file, with the permissions and, if possible, the owner of `like`. */
async function writeTo(path: string, flags: "w" | "wx", like: Stats | undefined, content: FileContent): Promise<void> {
    const file = openSync(path, flags, like === undefined ? 0o666 : 0o600);
    try {
        for (const chunk of content.chunks()) {
            for (let start = 0; start < chunk.length; start += turnLength) {
                writeWhole(file, chunk.subarray(start, start + turnLength));
                await turn();
            }
        }
        if (like !== undefined) {
            keepOwner(file, like);
            fchmodSync(file, like.mode & 0o7777);
        }
    } finally {
        closeSync(file);
    }
}

/** Only the superuser can give a file to somebody else; for others it already has the right owner. */
function keepOwner(file: number, { uid, gid }: Stats): void {
    const own = fstatSync(file);
    if (own.uid !== uid || own.gid !== gid) {
        try {
            fchownSync(file, uid, gid);
        } catch {
            // The file then belongs to whoever writes it.
        }
    }
}

/** The bytes written between two turns, in which an interrupt is noticed. */
const turnLength = 2 ** 24;

function turn(): Promise<void> {
    return new Promise((done) => {
        setImmediate(done);
    });
}

/** The system possibly writes less than requested. */
function writeWhole(file: number, chunk: Uint8Array): void {
    for (let written = 0; written < chunk.length;) {
        written += writeSync(file, chunk, written, chunk.length - written);
    }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Removes the files when the process is interrupted, and then lets the signal end it. */
function removeOnSignal(files: ReadonlySet<string>): () => void {
    const stop = (): void => signals.forEach((signal) => process.off(signal, end));
    const end = (signal: NodeJS.Signals): void => {
        removeAll(files);
        stop();
        process.kill(process.pid, signal);
    };
    signals.forEach((signal) => process.on(signal, end));
    return stop;
}

function removeAll(files: Iterable<string>): void {
    for (const file of files) {
        rmSync(file, { force: true });
    }
}
