import type { Value } from "../graph/graph.ts";
import { thingsKept } from "../evaluation/evaluation.ts";
import type { NamedThing, Use } from "../evaluation/records.ts";
import { formatInteger } from "../quantities.ts";
import { formatShape } from "../sizes/shape.ts";
import { bulletList, codeBlock, inlineCode, markdown, paragraphs, plainText, worded, type Markdown } from "./markdown.ts";
import { summarizeShapes } from "./shape-summary.ts";

/** The maximum number of values of one name in a hover. */
const mostMeanings = 8;

/** The values of a name, for each evaluation of the line. */
export function nameHover(name: string, things: readonly NamedThing[]): Markdown | undefined {
    const meanings = meaningsHover(name, things);
    return meanings === undefined || things.length < thingsKept
        ? meanings
        : paragraphs(meanings, worded("These are the first {count} uses.", { count: plainText(formatInteger(things.length)) }));
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
        worded("{value} in {place}", {
            value: inlineCode(first?.text ?? ""), place: andMore(placeOf(first?.scope), others.length),
        }));
    const rest = groups.length - places.length;
    return paragraphs(
        codeBlock(printedHead(name, groups.map(([first]) => first?.text ?? ""))),
        groups.length > 1 ? bulletList(rest > 0 ? [...places, worded("and {count} more", { count: rest })] : places) : undefined,
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
            codeBlock(`${name}: ${shape}`), worded("The block has no use yet: sizes are functions of its input's."),
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
            ...(rest > 0 ? [worded("and {count} more", { count: rest })] : []),
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
    return worded("from {origin}", { origin: andMore(originOf(values[0]), more) });
}

function andMore(first: Markdown, count: number): Markdown {
    return count === 0 ? first : worded("{first} and {count} more", { first, count });
}

function originOf(value: Value | undefined): Markdown {
    const producer = value?.producer;
    if (producer === undefined) {
        return worded("a line with an error");
    }
    return producer.kind === "input"
        ? worded("the input {name}", { name: inlineCode(producer.name) })
        : markdown`${plainText(producer.definition.name)}, ${inlineCode(producer.path)}`;
}

function placeOf(scope: NamedThing["scope"]): Markdown {
    return scope === undefined ? worded("the file") : inlineCode(scope.path === "" ? scope.label : scope.path);
}
