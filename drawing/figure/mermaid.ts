import { linesText } from "../../server/output-text.ts";
import { textOf } from "../box-text.ts";
import type { VisibleBox, VisibleGraph } from "../folding.ts";

/** The visible part of a graph as a Mermaid flowchart, as Markdown renderers draw it. */
export function mermaidOf(graph: VisibleGraph): string {
    const ids = new Map([...graph.boxes.keys()].map((id, at) => [id, `n${at}`]));
    const lines = ["flowchart TD"];
    const add = (box: VisibleBox, indent: string): void => {
        const id = ids.get(box.id) ?? "";
        if (box.kind === "open") {
            lines.push(`${indent}subgraph ${id}["${quoted(box.group.title)}"]`);
            box.children.flatMap((child) => graph.boxes.get(child) ?? []).forEach((child) => add(child, `${indent}    `));
            lines.push(`${indent}end`);
            return;
        }
        const { title, detail, name } = textOf(box);
        const label = [name === "" ? title : `${name}: ${title}`, detail].filter((part) => part !== "").map(quoted).join("<br/>");
        const isTerminal = box.kind === "node" && box.node.kind !== "layer";
        lines.push(isTerminal ? `${indent}${id}(["${label}"])` : box.kind === "folded" ? `${indent}${id}[["${label}"]]` : `${indent}${id}["${label}"]`);
    };
    graph.roots.flatMap((id) => graph.boxes.get(id) ?? []).forEach((box) => add(box, "    "));
    for (const { from, to, shape } of graph.edges) {
        lines.push(`    ${ids.get(from) ?? ""} -->|"${quoted(shape)}"| ${ids.get(to) ?? ""}`);
    }
    return `${linesText(lines)}\n`;
}

/** A text inside the quotes of a label: Mermaid reads entities, markup and directives (`%%{init: …}%%`) there. */
function quoted(text: string): string {
    return text.toWellFormed().replace(/[\u0000-\u001F\u007F-\u009F\u2028\u2029]/g, " ").replace(/[&"<>#;`\\%{}]/g, (character) => `#${character.codePointAt(0) ?? 0};`);
}
