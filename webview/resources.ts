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

export async function fetchResource(address: string): Promise<Response> {
    const response = await fetch(address);
    if (!response.ok) {
        const reason = `${response.status} ${response.statusText}`.trim();
        throw new Error(text("{address} could not be loaded ({reason}). Reload the preview.", { address, reason }));
    }
    return response;
}

/**
 * Returns a function that fetches a worker's script once, and resolves to a function that starts the worker. A
 * webview's worker must be created from a blob that the page has fetched itself.
 */
export function workerLoader(address: string): () => Promise<() => Worker> {
    let script: Promise<Blob> | undefined;
    return async () => {
        script ??= fetchScript(address);
        try {
            const blob = await script;
            return () => startWorker(blob);
        } catch (error) {
            script = undefined;
            throw error;
        }
    };
}

async function fetchScript(address: string): Promise<Blob> {
    const response = await fetchResource(address);
    return new Blob([await response.text()], { type: "text/javascript" });
}

function startWorker(script: Blob): Worker {
    const url = URL.createObjectURL(script);
    try {
        return new Worker(url);
    } finally {
        URL.revokeObjectURL(url);
    }
}
