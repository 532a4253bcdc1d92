import { pathToFileURL } from "node:url";
import type { PreviewGraph } from "../../server/protocol.ts";
import { elkEngine } from "../../webview/graph/elk-engine.ts";
import { foldGraph, startFolding } from "../../webview/graph/folding.ts";
import type { Folding } from "../../webview/graph/folding.ts";
import { layOut } from "../../webview/graph/layout.ts";
import type { Layout, LayoutBox, LayoutRequest } from "../../webview/graph/layout.ts";
import type { LevelEngine, Point } from "../../webview/graph/level.ts";
import { outlineOf } from "../../webview/graph/outline.ts";
import { densenet, denselyConnected, flat, googlenet, longResidual, multiScale, resnet18 } from "../webview/graph/sample-networks.ts";

interface Row {
    readonly engine: string;
    readonly network: string;
    readonly folding: string;
    readonly boxes: number;
    readonly edges: number;
    readonly first: string;
    readonly again: string;
    readonly size: string;
    readonly crossings: string;
    readonly bends: string;
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

/** Times laying out each network as it starts, and with all groups open, in pieces and in one call to the engine. */
export async function layoutRows(): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const [engine, create] of engines) {
        for (const [network, graph] of networks) {
            const outline = outlineOf(graph());
            const start = startFolding(outline);
            const open: Folding = { level: Number.POSITIVE_INFINITY, chosen: new Map() };
            const foldings: readonly (readonly [string, Folding])[] =
                start.level === Number.POSITIVE_INFINITY ? [["open", open]] : [["as it starts", start], ["open", open]];
            for (const [folding, state] of foldings) {
                const request = requestFor(foldGraph(outline, state));
                rows.push({ engine, network, folding, ...(await measure(request, create)) });
            }
        }
    }
    return rows;
}

async function measure(request: LayoutRequest, create: () => LevelEngine): Promise<Omit<Row, "engine" | "network" | "folding">> {
    const leaves = (boxes: readonly LayoutBox[]): number =>
        boxes.reduce((sum, box) => sum + (box.children === undefined ? 1 : leaves(box.children)), 0);
    const counts = { boxes: leaves(request.boxes), edges: request.edges.length };
    try {
        const firstStart = performance.now();
        const layout = await layOut(request, create());
        const first = performance.now() - firstStart;
        const times: number[] = [];
        for (let run = 0; run < 5; run++) {
            const start = performance.now();
            await layOut(request, create());
            times.push(performance.now() - start);
        }
        const again = times.sort((a, b) => a - b)[2] ?? 0;
        return {
            ...counts,
            first: `${Math.round(first)} ms`,
            again: `${Math.round(again)} ms`,
            size: `${Math.round(layout.width)} × ${Math.round(layout.height)}`,
            crossings: layout.segments.length > 4000 ? "–" : `${crossings(layout)}`,
            bends: `${layout.segments.reduce((sum, { points }) => sum + Math.max(0, points.length - 2), 0)}`,
        };
    } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { ...counts, first: message.slice(0, 40), again: "–", size: "–", crossings: "–", bends: "–" };
    }
}

/** Places where lines of two different values cross. */
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

function requestFor(graph: ReturnType<typeof foldGraph>): LayoutRequest {
    const box = (id: string): LayoutBox => {
        const found = graph.boxes.get(id);
        return found?.kind === "open"
            ? { id, width: 160, height: 24, children: found.children.map(box) }
            : { id, width: 160, height: 40 };
    };
    const edges = graph.edges.map(({ id, from, to, shape }) => ({ id, net: `${from} ${shape}`, from, to }));
    return { boxes: graph.roots.map(box), edges };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    console.table(await layoutRows());
}
