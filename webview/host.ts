import type { FromWebview, Resources } from "../server/webview-protocol.ts";

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
