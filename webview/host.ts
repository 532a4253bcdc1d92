import type { FromWebview, Resources } from "../server/webview-protocol.ts";
import type { InspectedRun } from "./inspect/inspected-run.ts";

/** The page's functions for its inference panel. */
export interface PreviewHost {
    post(message: FromWebview): void;
    readonly resources: Resources;
    /** Highlights nodes and brings the first into view; an empty list removes the highlight. */
    highlight(nodeIds: readonly string[]): void;
    /** Marks the nodes whose actual output shape was compared with the shown one; empty sets remove the marks. */
    markVerified(nodeIds: ReadonlySet<string>, mismatched: ReadonlySet<string>): void;
    /** Opens the panel with the inference when it has something to show. */
    openPanel(): void;
    /** A network ran: its layers can be inspected. */
    ran(run: InspectedRun): void;
}
