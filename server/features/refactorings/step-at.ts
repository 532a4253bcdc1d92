import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Block, Body, Model, Step } from "../../../grammar/syntax-tree.ts";
import { pathTo } from "../../diagnostics/edits.ts";
import type { SplicedStep } from "./spliced-lines.ts";

/** The line of which a step is a direct part; undefined for a step in an argument or after `return`. */
export function stepAt(file: ParsedFile, step: Step): SplicedStep | undefined {
    const path = pathTo(file, step);
    const [body, line, flow] = path.slice(-4, -1);
    const item = path.find((node): node is Block | Model => node.kind === "block" || node.kind === "model");
    if (item === undefined || body?.kind !== "body" || (line?.kind !== "line" && line?.kind !== "output") ||
        flow?.kind !== "flow") {
        return undefined;
    }
    return {
        line, step: flow.steps.indexOf(step),
        lines: { item, body, statements: [line], index: indexOf(body, line) },
    };
}

function indexOf({ statements }: Body, line: Body["statements"][number]): number {
    return statements.indexOf(line);
}
