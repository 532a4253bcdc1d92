import type { FromWebview } from "../server/protocol.ts";

/** Where the page finds what it fetches itself: a webview's workers and WebAssembly have to come from its own text. */
export interface Resources {
    readonly layoutWorker: string;
    readonly inferenceWorker: string;
    readonly wasm: string;
    readonly sampleImage: string;
}

/** What the page offers to its inference panel. */
export interface PreviewHost {
    post(message: FromWebview): void;
    readonly resources: Resources;
    /** Draws attention to nodes and brings the first into view; an empty list takes it back. */
    highlight(nodeIds: readonly string[]): void;
    /** Marks the nodes whose real output shape was compared with the shown one; empty sets take the marks off. */
    markVerified(nodeIds: ReadonlySet<string>, mismatched: ReadonlySet<string>): void;
    /** Opens the panel that holds the inference, when there is something to see in it. */
    openPanel(): void;
}

/** Reads the addresses which the extension wrote into the page. */
export function readResources(page: Document): Resources {
    const text = page.getElementById("resources")?.textContent;
    const value: unknown = text === undefined ? undefined : JSON.parse(text);
    return {
        layoutWorker: address(value, "layoutWorker"),
        inferenceWorker: address(value, "inferenceWorker"),
        wasm: address(value, "wasm"),
        sampleImage: address(value, "sampleImage"),
    };
}

function address(resources: unknown, name: keyof Resources): string {
    const found: unknown = typeof resources === "object" && resources !== null ? Reflect.get(resources, name) : undefined;
    if (typeof found !== "string") {
        throw new Error(`The page has no address for "${name}" in its resources.`);
    }
    return found;
}
