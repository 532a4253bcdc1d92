/** Messages of the page to itself: data that no message of the extension is. */
const loaded = "loaded";
const keptEnd = "kept-end";

/**
 * Passes on the extension's messages. Those from before the page has loaded are kept by VS Code, which posts them as it
 * loads; `ready` is called after them.
 */
export function receiveMessages(handle: (data: unknown) => void, ready: () => void): void {
    window.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        if (data === loaded) {
            window.postMessage(keptEnd);
        } else if (data === keptEnd) {
            ready();
        } else {
            handle(data);
        }
    });
    // Messages arrive in the order of posting, and other listeners of this event have run when the first one arrives.
    window.addEventListener("load", () => window.postMessage(loaded));
}
