import type { FromWebview, ToWebview } from "../../../server/webview-protocol.ts";
import type { PreviewHost } from "../../../webview/host.ts";
import { createInferencePanel } from "../../../webview/inference/panel.ts";
import { readResources } from "../../../webview/resources.ts";

/** What the panel has asked of its page, for a test to look at. */
export interface PanelRecord {
    readonly posted: FromWebview[];
    highlighted: readonly string[];
    verified: readonly string[];
    mismatched: readonly string[];
}

declare global {
    interface Window {
        readonly acquireVsCodeApi: () => { postMessage(message: FromWebview): void };
        panelRecord: PanelRecord;
    }
}

const api = window.acquireVsCodeApi();
const record: PanelRecord = { posted: [], highlighted: [], verified: [], mismatched: [] };
window.panelRecord = record;
const host: PreviewHost = {
    post: (message) => {
        record.posted.push(message);
        api.postMessage(message);
    },
    resources: readResources(document),
    highlight: (nodes) => {
        record.highlighted = nodes;
    },
    markVerified: (verified, mismatched) => {
        record.verified = [...verified];
        record.mismatched = [...mismatched];
    },
    openPanel: () => undefined,
};
const container = document.getElementById("app");
if (container !== null) {
    const panel = createInferencePanel(container, host);
    window.addEventListener("message", ({ data }: MessageEvent<ToWebview>) => panel.handle(data));
}
