import type { Line, Step } from "../../../grammar/syntax-tree.ts";
import { text } from "../../text.ts";
import { layers } from "../../layers/catalogue.ts";
import { FreshNames } from "./fresh-names.ts";
import type { FindRefactorings } from "./refactoring.ts";
import { selectedLine, selectedLines } from "./selected-lines.ts";
import { hasTensors } from "./tensors.ts";

/** `conv(64)` → `conv1 = conv(64)`. */
export const nameValue: FindRefactorings = ({ file, selection, analysis }) => {
    const lines = selectedLines(file, selection);
    const line = selectedLine(lines);
    const last = line?.flow?.steps.at(-1);
    if (lines === undefined || line?.kind !== "line" || line.names.length > 0 || last === undefined) {
        return [];
    }
    const renamesTensors = hasTensors(analysis, line);
    return [{
        id: "name-value", kind: "refactor.extract", renamesTensors,
        title: renamesTensors ? text("Name the value (renames tensors)") : text("Name the value"),
        rewrite: () => {
            const newName = valueName(last, new FreshNames(file, lines.item));
            return { changes: [{ span: startOf(line), text: `${newName} = ` }], newName };
        },
    }];
};

function startOf({ flow: { start } }: Line): { readonly start: number; readonly end: number } {
    return { start, end: start };
}

/** A name for the result of a step: `conv1`, `stage1`. */
export function valueName(step: Step, names: FreshNames): string {
    if (step.kind !== "call") {
        return names.numbered("stage");
    }
    const { text: callee } = step.callee;
    return names.numbered(layers.has(callee) ? callee : callee.charAt(0).toLowerCase() + callee.slice(1));
}
