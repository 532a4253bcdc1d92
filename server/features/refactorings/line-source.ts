import type { Block, Model } from "../../../grammar/syntax-tree.ts";
import { text } from "../../text.ts";
import { lineStarts, takesCurrentValue, type LineStart } from "../../names/line-starts.ts";
import { sourcesOf } from "../source-hints.ts";
import type { FindRefactorings } from "./refactoring.ts";
import { selectedLine, selectedLines } from "./selected-lines.ts";

/** `relu()` after `x` ↔ `x -> relu()`. */
export const lineSource: FindRefactorings = ({ file, selection }) => {
    const lines = selectedLines(file, selection);
    const line = selectedLine(lines);
    const start = lines === undefined ? undefined : lineStarts(lines.item).find((one) => one.line === line);
    if (lines === undefined || start === undefined) {
        return [];
    }
    const { flow } = start;
    const source = flow.source === undefined ? undefined : file.text.slice(flow.source.start, flow.source.end);
    const current = currentName(start, lines.item);
    if (current === undefined) {
        return [];
    }
    if (start.implicit) {
        return [{
            id: "write-source", kind: "refactor.rewrite", renamesTensors: false,
            title: text("Write the source `{source}`", { source: current }),
            rewrite: () => ({ changes: [{ span: { start: flow.start, end: flow.start }, text: `${current} -> ` }] }),
        }];
    }
    const [first] = flow.steps;
    const isInput = source === "in" && start.origins.every(({ kind }) => kind === "body" || kind === "input");
    if (source === undefined || first === undefined || !takesCurrentValue(first) || (source !== current && !isInput)) {
        return [];
    }
    return [{
        id: "omit-source", kind: "refactor.rewrite", renamesTensors: false,
        title: text("Omit the source `{source}`", { source }),
        rewrite: () => ({ changes: [{ span: { start: flow.start, end: first.start }, text: "" }] }),
    }];
};

/** The name of the current value before a line; undefined if it has none, or depends on a condition. */
export function currentName({ origins }: Pick<LineStart, "origins">, item: Block | Model): string | undefined {
    const [source, ...others] = sourcesOf(origins, item);
    return others.length === 0 ? source : undefined;
}
