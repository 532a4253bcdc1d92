import { useDisplayLanguage } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { protocolVersion, toWebviewSchema } from "../server/webview-protocol.ts";
import type { FromWebview } from "../server/webview-protocol.ts";
import { receiveMessages } from "./host-messages.ts";
import { createPage } from "./page.ts";
import { readResources } from "./resources.ts";
import { readState } from "./saved-state.ts";

declare function acquireVsCodeApi(): {
    postMessage(message: FromWebview): void;
    getState(): unknown;
    setState(state: unknown): void;
};

start();

function start(): void {
    const editor = acquireVsCodeApi();
    const post = (message: FromWebview): void => editor.postMessage(message);
    const resources = readResources(document);
    useDisplayLanguage(resources.language);
    const page = createPage({
        post, resources, restored: readState(editor.getState()), setState: (state) => editor.setState(state),
    });
    document.getElementById("app")?.replaceChildren(...page.elements);
    /** Whether there is a graph, or a message why there is none. */
    let received = false;
    receiveMessages((data) => {
        const read = validate(toWebviewSchema, data);
        if ("problem" in read) {
            const message = `A message that does not match the protocol was ignored: ${read.problem}.`;
            post({ type: "log", level: "warning", message });
            return;
        }
        received ||= read.value.type === "graph" || read.value.type === "no-graph";
        page.handle(read.value);
    }, () => post({ type: "ready", protocolVersion, received }));
}
