import { text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { resourcesSchema, type Resources } from "../server/webview-protocol.ts";

/** Reads the addresses that the extension wrote into the page. */
export function readResources(page: Document): Resources {
    const text = page.getElementById("resources")?.textContent ?? "null";
    const read = validate(resourcesSchema, JSON.parse(text));
    if ("problem" in read) {
        throw new Error(`The page's resources are not valid: ${read.problem}.`);
    }
    return read.value;
}

/** VS Code answers so if its own process was busy for too long; a busy server may also close the connection. */
const requestTimeout = 408;
const attempts = 3;

/** Fetches a file of the extension. */
export async function fetchResource(address: string): Promise<Response> {
    let reason = "";
    for (let attempt = 0; attempt < attempts; attempt += 1) {
        try {
            const response = await fetch(address);
            if (response.ok) {
                return response;
            }
            reason = `${response.status} ${response.statusText}`.trim();
            if (response.status !== requestTimeout) {
                break;
            }
        } catch (error) {
            reason = error instanceof Error ? error.message : String(error);
        }
    }
    const file = address.split("/").at(-1) ?? address;
    throw new Error(text("{file} could not be loaded ({reason}). Reload the preview.", { file, reason }));
}

/**
 * Returns a function that fetches a worker's script once, and resolves to a function that starts the worker. A
 * webview's worker must be created from a blob that the page has fetched itself.
 */
export function workerLoader(address: string): () => Promise<() => Worker> {
    const script = blobLoader(address);
    return async () => {
        const blob = await script();
        return () => startWorker(blob);
    };
}

/** Returns a function that fetches a file once; later calls do not depend on VS Code, which may be busy. */
export function blobLoader(address: string): () => Promise<Blob> {
    let fetched: Promise<Blob> | undefined;
    return async () => {
        fetched ??= fetchResource(address).then((response) => response.blob());
        try {
            return await fetched;
        } catch (error) {
            fetched = undefined;
            throw error;
        }
    };
}

function startWorker(script: Blob): Worker {
    const url = URL.createObjectURL(script.slice(0, script.size, "text/javascript"));
    try {
        return new Worker(url);
    } finally {
        URL.revokeObjectURL(url);
    }
}
