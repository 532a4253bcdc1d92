import type { InlayHint } from "vscode-languageserver-types";
import type { Block, Body, InExpression, Model, Node, Span } from "../../grammar/syntax-tree.ts";
import { descendants, loopsIn } from "../../grammar/traversal.ts";
import type { FileNames } from "../names/file-names.ts";
import { inputOwners, type InputOwner } from "../names/input-values.ts";
import { bodiesReadingIn, lineStarts, nameOfOrigin, type LineStart, type Origin } from "../names/line-starts.ts";
import { listText, text } from "../text.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { inlineCode, markdownContent, worded, type Markdown } from "./markdown.ts";

/**
 * `skip →` before a line without a source, if the value it starts from is also read by name elsewhere: such a line
 * easily starts from a different value than intended.
 */
export function sourceHints({ analysis, document }: AnalyzedDocument, span: Span): readonly InlayHint[] {
    const { tree } = analysis.file;
    const items = tree.items.filter((item) => item.kind === "block" || item.kind === "model")
        .filter(({ start, end }) => start <= span.end && span.start <= end);
    return items.flatMap((item) => {
        const reading = bodiesReadingIn(item);
        const isReadAgain = (origin: Origin): boolean => isRead(origin, item, reading, analysis.names.names);
        const shown = lineStarts(item).filter(({ implicit, flow, origins }) =>
            implicit && span.start <= flow.start && flow.start <= span.end && origins.some(isReadAgain));
        const iterations = iterationInputs(item).filter(({ start, end }) => span.start <= start && end <= span.end)
            .map(({ end }) => iterationHint(document.positionAt(end)));
        return [...iterations, ...shown.flatMap(({ flow, origins }): readonly InlayHint[] => {
            const position = document.positionAt(flow.start);
            const sources = sourcesOf(origins, item);
            if (sources.length === 0) {
                // A model's line before its first input.
                return [];
            }
            const [source] = sources;
            const isOne = sources.length === 1 && source !== undefined;
            return [{
                position,
                label: `${listText(sources.map((one) => one ?? "…"), "or")} →`,
                paddingRight: true,
                tooltip: markdownContent(tooltip(sources)),
                ...(isOne ? { textEdits: [{ range: { start: position, end: position }, newText: `${source} -> ` }] } : {}),
            }];
        })];
    });
}

/** The names of the values from which a line may start, without duplicates; undefined if one is unnamed. */
export function sourcesOf(origins: LineStart["origins"], item: Block | Model): readonly (string | undefined)[] {
    // A model's body has no input: its first value is an input statement.
    const values = item.kind === "block" ? origins : origins.filter((origin) => origin !== item.body);
    const input = item.kind === "block" && item.input?.text !== "_" ? item.input?.text : undefined;
    const nameOf = (origin: Origin): string | undefined =>
        (origin === item.body ? input : undefined) ?? nameOfOrigin(origin);
    return [...new Set(values.map(nameOf))];
}

/**
 * Each `in` that is the input of a round, in loops that also accumulate into a name: in `all = concat(all, in -> …)`,
 * it is easily mistaken for the input of the block.
 */
function iterationInputs(item: Block | Model): readonly InExpression[] {
    if (loopsIn(item).length === 0) {
        return [];
    }
    const gathers = new Map<InputOwner, boolean>();
    return [...inputOwners(item)].flatMap(([node, owner]) => {
        if (owner.kind !== "repeat" && owner.kind !== "for") {
            return [];
        }
        const known = gathers.get(owner) ?? (owner.body !== undefined && gathersIntoName(owner.body));
        gathers.set(owner, known);
        return known ? [node] : [];
    });
}

/** Whether a line of a body reads the name that it binds. */
function gathersIntoName(body: Body): boolean {
    return [...descendants(body)].some((line) => line.kind === "line" &&
        line.names.some(({ text }) => readsName(line.flow, text)));
}

function readsName(node: Node, name: string): boolean {
    return [...descendants(node)].some((one) => one.kind === "name" && one.text === name);
}

function iterationHint(position: InlayHint["position"]): InlayHint {
    return {
        position, label: text("of this iteration"), paddingLeft: true,
        tooltip: markdownContent(worded(
            "In a loop, `in` is the value that enters the iteration. A block can name its own input in its head: `block x -> Name()`.",
        )),
    };
}

function tooltip(sources: readonly (string | undefined)[]): Markdown {
    const named = sources.map((source) => (source === undefined ? worded("the line above") : inlineCode(source)));
    return worded("This line writes no source, so it starts from {names}.", {
        names: named.reduce((first, second) => worded("{first} or {second}", { first, second })),
    });
}

/** Whether the item refers to an origin by its name or, if it is a body's input, by `in`. */
function isRead(
    origin: Origin, item: Block | Model, reading: ReadonlySet<Body>, names: FileNames,
): boolean {
    switch (origin.kind) {
        case "body":
            return reading.has(origin) || (origin === item.body && item.kind === "block" &&
                item.input !== undefined && names.isRead(item.input, item));
        case "output":
            return true;
        case "input":
            return (item.body !== undefined && reading.has(item.body)) ||
                (origin.name !== undefined && names.isRead(origin.name, item));
        case "line": {
            const [name] = origin.names;
            return name !== undefined && name.text !== "_" && names.isRead(name, item);
        }
    }
}
