import type { FromWebview } from "../server/webview-protocol.ts";
import type { TextLine } from "./graph/cursor.ts";
import type { ShownGraph } from "./graph/shown-graph.ts";
import { createBanner } from "./ui/banner.ts";
import { createOffer } from "./ui/offer.ts";

/** What the page says about the text over the drawing: its first error, and models that use the cursor's block. */
export interface TextNotes {
    readonly elements: readonly HTMLElement[];
    setGraph(shown: ShownGraph | undefined): void;
    setCursor(cursor: TextLine): void;
}

export function createTextNotes(post: (message: FromWebview) => void): TextNotes {
    const banner = createBanner();
    const offer = createOffer((model) => post({ type: "select-model", model }));
    let shown: ShownGraph | undefined;
    let cursor: TextLine | undefined;
    const showError = (): void => {
        const errors = shown?.latest.problems.filter(({ severity }) => severity === "error") ?? [];
        const [first] = errors;
        banner.show(first === undefined ? undefined : {
            message: first.message, more: errors.length - 1, stale: shown?.stale === true,
            onClick: () => post({ type: "reveal", uri: first.uri, range: first.range }),
        });
    };
    /** In a block that the shown model does not use, offers models that do. */
    const showOffer = (): void => {
        const graph = shown?.latest;
        const item = graph?.uri === cursor?.uri ? graph?.items.find(({ range }) =>
            cursor !== undefined && range.start.line <= cursor.line && cursor.line <= range.end.line) : undefined;
        const isMissing = graph !== undefined && item?.kind === "block" && !item.usedBy.includes(graph.model);
        offer.show(isMissing ? { block: item.name, model: graph.model, users: item.usedBy } : undefined);
    };
    return {
        elements: [offer.element, banner.element],
        setGraph: (next) => {
            shown = next;
            showError();
            showOffer();
        },
        setCursor: (next) => {
            cursor = next;
            showOffer();
        },
    };
}
