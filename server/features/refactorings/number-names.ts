import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Argument, Call, Span } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import type { Analysis } from "../../analysis/analysis.ts";

/** A name for a number, after the argument that it is part of: `channels`. */
export function numberName(file: ParsedFile, { start }: Span, { calls }: Analysis): string {
    const path = nodePathAt(file.tree, start);
    const index = path.findLastIndex(({ kind }) => kind === "argument");
    const [call, argument] = [path[index - 1], path[index]];
    if (argument?.kind === "argument" && call?.kind === "call") {
        return argument.name?.text ?? parameterOf(call, argument, calls) ?? "n";
    }
    return path.some(({ kind }) => kind === "claim") ? "size" : "n";
}

function parameterOf(call: Call, argument: Argument, calls: Analysis["calls"]): string | undefined {
    for (const [name, one] of calls.get(call)?.bound.byParameter ?? []) {
        if (one === argument) {
            return name;
        }
    }
    return undefined;
}
