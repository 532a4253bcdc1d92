import { existsSync, readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { AnalysisHost, HostText } from "../service.ts";

/** Files as analysis sees them; each is read once. */
export function fileHost(): AnalysisHost {
    const texts = new Map<string, HostText>();
    return {
        readText: (uri) => {
            if (!texts.has(uri)) {
                texts.set(uri, readIfThere(fileURLToPath(uri)));
            }
            return texts.get(uri);
        },
        exists: (uri) => existsSync(fileURLToPath(uri)),
        resolve: (base, path) => uriOf(resolve(dirname(fileURLToPath(base)), path)),
    };
}

/** A file's text without a byte order mark. Throws what the system says where it cannot be read. */
export function readText(path: string): string {
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
}

export function uriOf(path: string): string {
    return pathToFileURL(resolve(path)).href;
}

/** A file's path as people would type it here. */
export function pathOf(uri: string): string {
    const path = fileURLToPath(uri);
    const near = relative(process.cwd(), path);
    return near === "" || near.startsWith(`..${sep}..`) ? path : near;
}

/** What the system says of a file, in words. */
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
