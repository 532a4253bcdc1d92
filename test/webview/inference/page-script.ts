import type { FromWebview, ToWebview } from "../../../server/webview-protocol.ts";
import type { PreviewHost } from "../../../webview/host.ts";
import { createInferencePanel } from "../../../webview/inference/panel.ts";
import type { InferencePanel } from "../../../webview/inference/panel.ts";
import { createRunner } from "../../../webview/inference/runner.ts";
import type { Runner } from "../../../webview/inference/runner.ts";
import { readResources } from "../../../webview/resources.ts";

/** The panel's calls to its page, for tests to inspect. */
export interface PanelRecord {
    readonly highlighted: readonly string[];
    readonly verified: readonly string[];
    readonly mismatched: readonly string[];
}

declare global {
    interface Window {
        readonly acquireVsCodeApi: () => { postMessage(message: FromWebview): void };
        panelRecord: PanelRecord;
        renewPanel: () => void;
        /** Closes the panel with its worker, which `renewPanel` would keep. */
        closePanel: () => void;
        openPanel: () => void;
        /** Cancels the run between two requests for a layer's result; why each is refused. */
        requestsAroundCancel: (tensor: string) => Promise<readonly string[]>;
        /** Resolves when the last preparation has ended. */
        prepared: () => Promise<void>;
        /** Presses Run; the milliseconds until the result is drawn. */
        timeRun: () => Promise<number>;
    }
}

const nothing: PanelRecord = { highlighted: [], verified: [], mismatched: [] };
const { postMessage } = window.acquireVsCodeApi();
const container = document.createElement("div");
document.getElementById("app")?.append(container);
const resources = readResources(document);
const host: PreviewHost = {
    post: postMessage,
    resources,
    highlight: (highlighted) => {
        window.panelRecord = { ...window.panelRecord, highlighted };
    },
    markVerified: (verified, mismatched) => {
        window.panelRecord = { ...window.panelRecord, verified: [...verified], mismatched: [...mismatched] };
    },
    openPanel: () => undefined,
    ran: () => undefined,
};

const runner = createRunner(resources);
let running = false;
let closing = false;
let preparing: Promise<void> | undefined;
let wakeWaiting: () => void = () => undefined;
/** Keeps its worker when a panel goes that runs nothing, since starting one takes longer than most tests. */
const sharedRunner: Runner = {
    ...runner,
    prepare: (network, device) => {
        preparing = runner.prepare(network, device);
        wakeWaiting();
        return preparing;
    },
    run: (request, listener) => {
        running = true;
        runner.run(request, (event) => {
            running = !["done", "failed", "device-lost"].includes(event.type);
            listener(event);
        });
    },
    cancel: () => {
        if (running || closing) {
            running = false;
            runner.cancel();
        }
    },
};

let panel: InferencePanel | undefined;
window.renewPanel = () => {
    panel?.dispose();
    container.replaceChildren();
    window.panelRecord = nothing;
    preparing = undefined;
    panel = createInferencePanel(container, host, sharedRunner);
};
window.closePanel = () => {
    closing = true;
    panel?.dispose();
};
window.requestsAroundCancel = async (tensor) => {
    runner.cancel();
    // The worker of the first request is still starting when it is cancelled.
    const requests = [runner.apply("", []), runner.layers([tensor])];
    runner.cancel();
    requests.push(runner.layers([tensor]), runner.maps([tensor], 1).then(() => []));
    return Promise.all(requests.map((request) => request.then(() => "answered", (error: unknown) => String(error))));
};
window.openPanel = () => panel?.setOpen(true);
window.prepared = async () => {
    if (preparing === undefined) {
        await new Promise<void>((resolve) => {
            wakeWaiting = resolve;
        });
    }
    await preparing;
};
window.timeRun = () => new Promise((resolve) => {
    const start = performance.now();
    const observer = new MutationObserver(() => {
        if (container.querySelector(".inference-summary:not([hidden])") !== null) {
            observer.disconnect();
            resolve(performance.now() - start);
        }
    });
    observer.observe(container, { subtree: true, childList: true, attributes: true });
    container.querySelector<HTMLElement>(".inference-run")?.click();
});
window.renewPanel();
window.addEventListener("message", ({ data }: MessageEvent<ToWebview>) => panel?.handle(data));
