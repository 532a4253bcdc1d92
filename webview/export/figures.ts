import { figureText, type FigureAmounts } from "../../drawing/figure/figure-text.ts";
import type { PreviewGraph } from "../../server/protocol.ts";
import type { FigureKind, FromWebview, ToWebview } from "../../server/webview-protocol.ts";
import type { GraphView } from "../graph/graph-operations.ts";
import { createLayoutClient } from "../graph/layout-client.ts";
import type { LayoutClient } from "../graph/layout-client.ts";

type Request = Extract<ToWebview, { readonly type: "draw-figure" }>;

/** Answers requests for figures of what is shown. */
export interface Figures {
    request(request: Request): void;
    /** A graph is drawn: requests that waited for it are answered. */
    drawn(): void;
    /** There is no graph: requests that waited for one are refused. */
    refuse(message: string): void;
}

export function createFigures(
    view: () => GraphView, shown: () => PreviewGraph | undefined, amounts: () => FigureAmounts | undefined,
    layoutWorker: string,
    post: (message: FromWebview) => void,
): Figures {
    let waiting: readonly Request[] = [];
    // The drawing's own layouts replace each other: figures have a separate worker, and wait for each other.
    let layout: LayoutClient | undefined;
    let last: Promise<void> = Promise.resolve();
    const draw = async ({ id, kind }: Request, graph: PreviewGraph): Promise<void> => {
        layout ??= createLayoutClient(layoutWorker);
        try {
            post({ type: "figure", id, model: graph.model, content: await figureOf(kind, graph, view(), amounts(), layout) });
        } catch (error) {
            post({ type: "figure-failed", id, message: error instanceof Error ? error.message : String(error) });
        }
    };
    const drawWaiting = (): void => {
        const graph = shown();
        if (graph !== undefined) {
            for (const request of waiting) {
                last = last.then(() => draw(request, graph));
            }
            waiting = [];
        }
    };
    return {
        request: (request) => {
            waiting = [...waiting, request];
            drawWaiting();
        },
        drawn: drawWaiting,
        refuse: (message) => {
            waiting.forEach(({ id }) => post({ type: "figure-failed", id, message }));
            waiting = [];
        },
    };
}

/** Draws a figure: text, or a PNG picture in Base64. */
async function figureOf(
    kind: FigureKind, graph: PreviewGraph, view: GraphView, amounts: FigureAmounts | undefined, layout: LayoutClient,
): Promise<string> {
    const format = kind === "tikz" || kind === "mermaid" ? kind : "svg";
    // Figures are for paper; a picture of the drawing looks like the editor.
    const captioned = kind === "figure" || kind === "tikz";
    const theme = captioned ? "light" : themeOf(document.body);
    const { shape, inView } = view.figureBasis;
    const options = {
        view: view.view, theme, captioned, amounts,
        // The folding of feature maps is for volumes; a flow chart has boxes.
        folding: format === "mermaid" && view.view === "maps" ? undefined : view.arrangement?.folding,
        // A page is higher than wide.
        ...(captioned ? {} : { shape }),
        ...(kind === "svg-part" || kind === "png-part" ? { part: inView } : {}),
    } as const;
    const text = await figureText(format, graph, options, async (request) => {
        const laidOut = await layout.layOut(request, () => undefined);
        if (laidOut === undefined) {
            throw new Error("the layout was cancelled");
        }
        return laidOut;
    });
    return kind === "png" || kind === "png-part" ? pngOf(text) : text;
}

function themeOf({ classList }: HTMLElement): "light" | "dark" {
    return classList.contains("vscode-light") || classList.contains("vscode-high-contrast-light") ? "light" : "dark";
}

/** The pixels of a PNG picture for each of the drawing's units, for print and for screens with many pixels. */
const pixelsPerUnit = 2;

/** A browser draws no larger canvas. */
const mostPixels = 16_000;

/** Draws an SVG file on a canvas; returns a PNG file in Base64. */
async function pngOf(svg: string): Promise<string> {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const scale = Math.min(pixelsPerUnit, mostPixels / Math.max(image.naturalWidth, image.naturalHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const [, content] = canvas.toDataURL("image/png").split(",");
    if (content === undefined || content === "") {
        throw new Error("the picture is too large");
    }
    return content;
}
