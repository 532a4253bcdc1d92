import { pathToFileURL } from "node:url";
import type { PreviewGraph } from "../../server/protocol.ts";
import { layoutRequest } from "../../drawing/box-text.ts";
import { elkEngine } from "../../drawing/layout/elk-engine.ts";
import { startLayersFolding } from "../../drawing/start-folding.ts";
import { foldGraph } from "../../drawing/folding.ts";
import type { Folding, VisibleGraph } from "../../drawing/folding.ts";
import { layOut } from "../../drawing/layout/layout.ts";
import type { Layout, LayoutBox, LayoutRequest } from "../../drawing/layout/layout-messages.ts";
import type { Point } from "../../drawing/layout/level.ts";
import { outlineOf } from "../../drawing/outline.ts";
import {
    densenet, denselyConnected, flat, googlenet, longResidual, multiScale, resnet18,
} from "../webview/graph/sample-networks.ts";

interface Row {
    readonly network: string;
    readonly groups: string;
    readonly boxes: number;
    readonly edges: number;
    readonly first: string;
    readonly median: string;
    readonly size: string;
    readonly crossings: string;
}

const networks: readonly (readonly [string, () => PreviewGraph])[] = [
    ["ResNet-18", () => resnet18()],
    ["GoogLeNet", () => googlenet()],
    ["DenseNet-201", () => densenet()],
    ["DenseNet-201, no groups", () => flat(densenet())],
    ["every layer reads all, 406", () => denselyConnected()],
    ["multi-scale", () => multiScale(8)],
    ["multi-scale, no groups", () => flat(multiScale(8))],
    ["residual, 5,002 layers", () => longResidual(5000)],
    ["residual, 5,002, no groups", () => flat(longResidual(5000))],
];

/** Times laying out each network as it starts, and with all its groups open. */
export async function layoutRows(): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const [network, graph] of networks) {
        const outline = outlineOf(graph());
        const start = startLayersFolding(outline);
        const open: Folding = { level: Number.POSITIVE_INFINITY, chosen: new Map() };
        rows.push({ network, groups: "as it starts", ...(await measure(requestFor(foldGraph(outline, start)))) });
        if (start.level !== Number.POSITIVE_INFINITY) {
            rows.push({ network, groups: "open", ...(await measure(requestFor(foldGraph(outline, open)))) });
        }
    }
    return rows;
}

/** The first layout in a fresh engine, then the median of five more, each with nothing remembered. */
async function measure(request: LayoutRequest): Promise<Omit<Row, "network" | "groups">> {
    const leaves = (boxes: readonly LayoutBox[]): number =>
        boxes.reduce((sum, box) => sum + (box.children === undefined ? 1 : leaves(box.children)), 0);
    const time = async (): Promise<{ readonly layout: Layout; readonly milliseconds: number }> => {
        const engine = elkEngine();
        const start = performance.now();
        return { layout: await layOut(request, engine), milliseconds: performance.now() - start };
    };
    const { layout, milliseconds: first } = await time();
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
        times.push((await time()).milliseconds);
    }
    return {
        boxes: leaves(request.boxes),
        edges: request.edges.length,
        first: `${Math.round(first)} ms`,
        median: `${Math.round(times.sort((a, b) => a - b)[2] ?? 0)} ms`,
        size: `${Math.round(layout.width)} × ${Math.round(layout.height)}`,
        crossings: layout.segments.length > 4000 ? "–" : `${crossings(layout)}`,
    };
}

/** Positions where lines of two different values cross. */
function crossings({ segments }: Layout): number {
    const lines = segments.flatMap(({ net, points }) =>
        points.slice(1).flatMap((to, at) => {
            const from = points[at];
            return from === undefined ? [] : [{ net, from, to }];
        }),
    );
    let count = 0;
    const places = new Set<string>();
    for (const [number, a] of lines.entries()) {
        for (const b of lines.slice(number + 1)) {
            const place = a.net === b.net ? undefined : crossing(a.from, a.to, b.from, b.to);
            if (place !== undefined && !places.has(place)) {
                places.add(place);
                count += 1;
            }
        }
    }
    return count;
}

function crossing(a: Point, b: Point, c: Point, d: Point): string | undefined {
    const denominator = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
    if (Math.abs(denominator) < 1e-9) {
        return undefined;
    }
    const s = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / denominator;
    const t = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / denominator;
    const inside = (value: number): boolean => value > 1e-6 && value < 1 - 1e-6;
    return inside(s) && inside(t) ? `${(a.x + s * (b.x - a.x)).toFixed(1)},${(a.y + s * (b.y - a.y)).toFixed(1)}` : undefined;
}

/** Seven pixels to a letter: no text is drawn here. */
function requestFor(graph: VisibleGraph): LayoutRequest {
    return layoutRequest(graph, (text) => 7 * text.length);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    console.table(await layoutRows());
}
