import type { Layout, LayoutRequest } from "./layout-messages.ts";
import { layOut } from "./layout.ts";
import type { LevelProblem } from "./level.ts";

/** Larger graphs take longer than a frame. */
const mostEdges = 400;

/**
 * Lays out a small graph that needs no engine, because its boxes follow one another and other lines only skip some of
 * them; undefined for others.
 */
export async function layOutSimply(request: LayoutRequest): Promise<Layout | undefined> {
    if (request.edges.length > mostEdges) {
        return undefined;
    }
    const branching: LevelProblem[] = [];
    const layout = await layOut(request, (problem) => {
        branching.push(problem);
        return Promise.reject(new Error("no-engine"));
    });
    return branching.length > 0 ? undefined : layout;
}
