import type { Value } from "../graph/graph.ts";
import { thingsKept } from "../evaluation/evaluation.ts";
import type { NamedThing, Use } from "../evaluation/records.ts";
import { formatInteger } from "../quantities.ts";
import { formatShape } from "../sizes/shape.ts";
import { bulletList, codeBlock, emptyMarkdown, inlineCode, markdown, ownMarkdown, paragraphs, plainText, type Markdown } from "./markdown.ts";
import { summarizeShapes } from "./shape-summary.ts";

/** The maximum number of values of one name in a hover. */
const mostMeanings = 8;

/** The values of a name, for each evaluation of the line. */
export function nameHover(name: string, things: readonly NamedThing[]): Markdown | undefined {
    const meanings = meaningsHover(name, things);
    return meanings === undefined || things.length < thingsKept
        ? meanings
        : paragraphs(meanings, markdown`These are the first ${plainText(formatInteger(things.length))} uses.`);
}

function meaningsHover(name: string, things: readonly NamedThing[]): Markdown | undefined {
    const values = things.flatMap(({ value }) => ("printed" in value ? [] : [value]));
    if (values.length > 0) {
        return valuesHover(name, values);
    }
    const printed = things.flatMap(({ scope, value }) => ("printed" in value ? [{ scope, text: value.printed }] : []));
    const groups = [...Map.groupBy(printed, ({ text }) => text).values()];
    if (groups.length === 0) {
        return undefined;
    }
    const places = groups.slice(0, mostMeanings).map(([first, ...others]) =>
        markdown`${inlineCode(first?.text ?? "")} in ${placeOf(first?.scope)}${andMore(others.length)}`);
    const rest = groups.length - places.length;
    return paragraphs(
        codeBlock(printedHead(name, groups.map(([first]) => first?.text ?? ""))),
        groups.length > 1 ? bulletList(rest > 0 ? [...places, markdown`and ${rest} more`] : places) : undefined,
    );
}

/** `stride = 1 | 2`: a name with its different values, at most three. */
export function printedHead(name: string, printed: readonly string[]): string {
    return `${name} = ${printed.slice(0, 3).join(" | ")}${printed.length > 3 ? " | …" : ""}`;
}

/** The values that a line binds to a name. */
export function resultHover(name: string, uses: readonly Use[], result: number): Markdown | undefined {
    const values = uses.flatMap((use) => use.values[result] ?? []);
    return values.length === 0 ? undefined : valuesHover(name, values);
}

/** A value of an unused block, as a function of the block's input. */
export function sketchHover(name: string, value: Value | undefined): Markdown | undefined {
    const shape = summarizeShapes([value?.shape], "formulas");
    return shape === undefined
        ? undefined
        : paragraphs(
            codeBlock(`${name}: ${shape}`), markdown`The block has no use yet: sizes are functions of its input's.`,
        );
}

function valuesHover(name: string, values: readonly Value[]): Markdown {
    const shape = summarizeShapes(values.map((value) => value.shape)) ?? formatShape(undefined);
    const groups = [...groupedByOrigin(values).values()];
    const rest = groups.length - mostMeanings;
    const [only] = groups.length === 1 ? groups : [];
    return paragraphs(
        codeBlock(`${name}: ${shape}`),
        only !== undefined ? originsOf(only) : bulletList([
            ...groups.slice(0, mostMeanings)
                .map((group) => markdown`${inlineCode(formatShape(group[0]?.shape))} ${originsOf(group)}`),
            ...(rest > 0 ? [markdown`and ${rest} more`] : []),
        ]),
    );
}

/** Values of the same shape from layers of the same kind: repeated uses of a block are listed once. */
function groupedByOrigin(values: readonly Value[]): ReadonlyMap<string, readonly Value[]> {
    return Map.groupBy(values, ({ shape, producer }) =>
        `${formatShape(shape)} ${producer?.kind === "layer" ? producer.definition.name : producer?.name ?? ""}`);
}

function originsOf(values: readonly Value[]): Markdown {
    const more = new Set(values.map(({ producer }) => producer)).size - 1;
    return markdown`from ${originOf(values[0])}${andMore(more)}`;
}

function andMore(count: number): Markdown {
    return count === 0 ? emptyMarkdown : markdown` and ${count} more`;
}

function originOf(value: Value | undefined): Markdown {
    const producer = value?.producer;
    if (producer === undefined) {
        return markdown`a line with an error`;
    }
    return producer.kind === "input"
        ? markdown`the input ${inlineCode(producer.name)}`
        : markdown`${ownMarkdown(producer.definition.name)}, ${inlineCode(producer.path)}`;
}

function placeOf(scope: NamedThing["scope"]): Markdown {
    return scope === undefined ? markdown`the file` : inlineCode(scope.path === "" ? scope.label : scope.path);
}
