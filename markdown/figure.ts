import { formatQuantity } from "../server/quantities.ts";
import { plural, text, useDisplayLanguage, type DisplayLanguage } from "../server/text.ts";
import type { PreviewGraph } from "../server/protocol.ts";
import type { VisibleGraph } from "../drawing/folding.ts";
import { columnOf, foldForText, leafCount } from "./column.ts";
import { drawColumn } from "./drawing.ts";
import { html, type Html } from "./html.ts";
import { readFence, type FencedNetwork, type FencedProblem } from "./reading.ts";

/** Longer texts are not read: a page is rendered while it is typed. */
export const longestFence = 20_000;
/** The maximum number of boxes of one fence. */
export const mostBoxes = 60;
/** The maximum number of listed problems. */
const mostProblems = 10;
/** VS Code renders the whole page after each edit, so the figures of unchanged fences are kept, within this limit. */
const keptCharacters = 2 ** 24;

/** Makes a function that draws the text of a fence, and lists its errors and warnings. */
export function figures(language: DisplayLanguage): (source: string) => Html {
    useDisplayLanguage(language);
    const known = new Map<string, Html>();
    let characters = 0;
    const forget = (source: string): void => {
        const figure = known.get(source);
        characters -= figure === undefined ? 0 : source.length + figure.markup.length;
        known.delete(source);
    };
    return (source) => {
        const figure = known.get(source) ?? figureOf(source);
        // The last drawn is the last to be forgotten.
        forget(source);
        known.set(source, figure);
        characters += source.length + figure.markup.length;
        for (const oldest of known.keys()) {
            if (characters <= keptCharacters) {
                break;
            }
            forget(oldest);
        }
        return figure;
    };
}

/** The figure of a fence; empty for an excerpt. */
function figureOf(source: string): Html {
    if (source.length > longestFence) {
        return framed([note(text("This network is too long to be drawn in Markdown."))]);
    }
    const network = readFence(source);
    if (network === undefined) {
        return html``;
    }
    if (network.isTooLarge) {
        return framed([note(text("This network is too large to be computed in Markdown."))]);
    }
    const content = [
        ...network.imports ? [note(text("Imports are not read in Markdown."))] : drawn(network),
        ...listed(network.problems),
    ];
    return content.length === 0 ? html`` : framed(content);
}

function framed(content: readonly Html[]): Html {
    return html`<div class="cnn-figure">${content}</div>\n`;
}

function note(sentence: string): Html {
    return html`<p class="cnn-note">${sentence}</p>`;
}

/** Each model's graph and totals, as long as there are not too many boxes. */
function drawn({ graphs, problems }: FencedNetwork): readonly Html[] {
    const wrongLines = new Set(problems.filter(({ severity }) => severity === "error").map(({ line }) => line));
    let left = mostBoxes;
    return graphs.flatMap((graph) => {
        const folded = foldForText(graph);
        const count = leafCount(folded);
        if (count === 0) {
            return [];
        }
        if (count > left) {
            const tooLarge = note(text("This graph is too large to be drawn in Markdown."));
            return [html`<figure>${tooLarge}${caption(graph)}</figure>`];
        }
        left -= count;
        const wrong = wrongBoxes(graph, folded, wrongLines);
        const drawing = drawColumn(columnOf(folded), graph.model, ({ id }) => wrong.has(id));
        return [html`<figure>${drawing}${caption(graph)}</figure>`];
    });
}

/** The ids of the boxes that show a node on one of the lines. */
function wrongBoxes(
    graph: PreviewGraph, folded: VisibleGraph, lines: ReadonlySet<number>,
): ReadonlySet<string | undefined> {
    const wrong = graph.nodes.filter(({ range }) => lines.has(range.start.line + 1));
    return new Set(wrong.map(({ id }) => folded.boxOfNode.get(id)));
}

/** The totals are those of a valid network. */
function caption({ model, valid, parameters, macs }: PreviewGraph): Html {
    const totals = valid
        ? plural(
            parameters.value,
            "{model}: {parameters} parameter, {macs} MACs", "{model}: {parameters} parameters, {macs} MACs",
            { model, parameters: totalText(parameters), macs: totalText(macs) },
        )
        : text("{model} has errors.", { model });
    return html`<figcaption>${totals}</figcaption>`;
}

function totalText({ value, atLeast }: PreviewGraph["macs"]): string {
    return `${atLeast ? "≥ " : ""}${formatQuantity(value)}`;
}

function listed(problems: readonly FencedProblem[]): readonly Html[] {
    const rest = problems.length - mostProblems;
    return problems.length === 0 ? [] : [html`<ul class="cnn-problems">${problems.slice(0, mostProblems).map(listItem)}${
        rest > 0 ? html`<li>${text("{count} more", { count: rest })}</li>` : ""}</ul>`];
}

function listItem({ severity, line, message, help }: FencedProblem): Html {
    const sentence = severity === "error"
        ? text("Error on line {line}: {message}", { line, message })
        : text("Warning on line {line}: {message}", { line, message });
    const advice = help === undefined ? html`` : html`<br/><span class="cnn-help">${withCode(help)}</span>`;
    return html`<li class="cnn-${severity}">${withCode(sentence)}${advice}</li>`;
}

/** A sentence with its parts in backticks as code. */
function withCode(sentence: string): readonly Html[] {
    return sentence.split(/`([^`]*)`/).map((part, at) => at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`);
}
