import type { LineStart } from "../names/line-starts.ts";
import type { Fix } from "./fix.ts";
import { text } from "./text.ts";

/** Writes the source of a line that has none, the likeliest first. */
export function sourceFixes({ flow }: LineStart, sources: readonly string[]): readonly Fix[] {
    return sources.map((source, index) => ({
        title: text("Start from `{source}`", { source }),
        edits: [{ span: { start: flow.start, end: flow.start }, text: `${source} -> ` }],
        preferred: index === 0,
    }));
}
