import type { Node } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import type { Use } from "../evaluation/records.ts";
import { text } from "../text.ts";
import type { BoundName } from "../names/resolution.ts";
import { namesInScope as visibleNames } from "../names/visible-names.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { summarizeShapes } from "./shape-summary.ts";

/** A name in scope at a position, and its meaning. */
export interface NameInScope {
    readonly name: string;
    readonly kind: "value" | "number";
    /** The shape of a value, or the source of a parameter or let. */
    readonly detail: string;
}

/** The numbers and values in scope at an offset: those bound before it in its body, then the file's. */
export function namesInScope(source: AnalyzedDocument, offset: number): readonly NameInScope[] {
    return visibleNames(offset, source.analysis.names).flatMap(({ name, namespace, bindings: [last] }) =>
        namespace === "value" && last !== undefined ? [{ name, ...describe(source, last) }] : []);
}

/** Whether an offset is in a body, where `in` is a value. */
export function isInBody(source: AnalyzedDocument, offset: number): boolean {
    return nodePathAt(source.analysis.file.tree, offset).some(({ kind }) => kind === "body");
}

function describe(
    { analysis: { uses } }: AnalyzedDocument, { file, binding: { identifier, node } }: BoundName,
): Omit<NameInScope, "name"> {
    const source = (written: Node | undefined): string =>
        written === undefined ? "" : file.parsed.text.slice(written.start, written.end);
    switch (node.kind) {
        case "line":
            return value(uses.get(node), node.names.indexOf(identifier));
        case "input":
        case "output":
            return value(uses.get(node), 0);
        case "let":
            return { kind: "number", detail: source(node.value) };
        case "dimension":
            return { kind: "number", detail: source(node.size) };
        case "for":
            return { kind: "number", detail: `in ${source(node.iterable)}` };
        case "parameter": {
            const detail = node.default === undefined
                ? text("parameter")
                : text("parameter, {value} by default", { value: source(node.default) });
            return { kind: "number", detail };
        }
        case "block":
        case "model":
            return { kind: node.kind === "block" && node.input === identifier ? "value" : "number", detail: "" };
    }
}

function value(uses: readonly Use[] | undefined, result: number): Omit<NameInScope, "name"> {
    return { kind: "value", detail: summarizeShapes(uses?.map(({ values }) => values[result]?.shape) ?? []) ?? "" };
}
