import { CompletionItemKind } from "vscode-languageserver-types";
import { nodePathAt } from "../../grammar/traversal.ts";
import { isUnknown, printDatum } from "../evaluation/data.ts";
import type { NamedThing } from "../evaluation/records.ts";
import { attributeOf, valueAttributes } from "../evaluation/value-attributes.ts";
import type { Value } from "../graph/graph.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { completionItem, type Completion } from "./completion-items.ts";

/** The maximum number of different values before they become a range. */
const mostWrittenOut = 3;

/** The attributes of the value whose name is at an offset, each with what it is now: `channels` with `64`. */
export function attributeCompletions({ analysis }: AnalyzedDocument, objectOffset: number): readonly Completion[] {
    const node = nodePathAt(analysis.file.tree, objectOffset).findLast(({ kind }) => kind === "name" || kind === "in");
    const things = node === undefined ? [] : analysis.things.get(node) ?? analysis.sketches.things.get(node) ?? [];
    const values = things.flatMap(valueOf).filter(({ shape }) => shape !== undefined);
    return [...valueAttributes.keys()].flatMap((name, index) => {
        const data = values.map((value) => attributeOf(value, name));
        // Some values have other axes: an attribute that none of them has is of no use.
        return data.length > 0 && data.every((datum) => datum === undefined) ? [] : [{
            ...completionItem(name, CompletionItemKind.Property, "0"),
            sortText: String(index),
            labelDetails: {
                description: summarize(data.flatMap((datum) =>
                    (datum === undefined || isUnknown(datum) ? [] : printDatum(datum)))),
            },
            reference: { kind: "attribute", name },
        }];
    });
}

function valueOf({ value }: NamedThing): readonly Value[] {
    return "printed" in value ? [] : [value];
}

/** `64`, `64 | 128` or `64…512`. */
function summarize(values: readonly string[]): string {
    const different = [...new Set(values)];
    const numbers = different.map(Number);
    return different.length <= mostWrittenOut || numbers.some(Number.isNaN)
        ? [...different.slice(0, mostWrittenOut), ...(different.length > mostWrittenOut ? ["…"] : [])].join(" | ")
        : `${Math.min(...numbers)}…${Math.max(...numbers)}`;
}
