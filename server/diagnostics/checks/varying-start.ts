import type { Analysis } from "../../analysis/analysis.ts";
import { lineStarts, type LineStart } from "../../names/line-starts.ts";
import { defineCheck } from "../check.ts";
import { sourceFixes, variationOf, type StartVariation } from "../line-source.ts";
import { codeList, text } from "../../text.ts";

/**
 * A line without a source after an `if` that computes a named value from its own source, such as a shortcut: if the
 * `if` is taken, the line starts from that value, otherwise from the value before. An `if` on the main path, which
 * continues from the previous line, is not reported, nor is a value that nothing else reads.
 */
export const varyingStart = defineCheck({
    code: "varying-start",
    severity: "warning",
    message: ({ start, name, taken, total }: VaryingStart) =>
        text("`{start}` continues from `{name}` in {taken} of {total} uses only", { start, name, taken, total }),
    help: ({ name, source }: VaryingStart) =>
        text("write the source: {sources}", { sources: codeList([`${source} ->`, `${name} ->`], "or") }),
    *inFile(analysis) {
        for (const { start, varying } of varyingStarts(analysis)) {
            const [step] = start.flow.steps;
            const { branch, name, source, taken, total } = varying;
            if (step === undefined) {
                continue;
            }
            const label = step.kind === "call" ? step.callee.text : step.kind;
            for (const { scope } of taken) {
                yield {
                    location: { uri: analysis.uri, span: { start: step.start, end: step.end } },
                    scope,
                    facts: { start: label, name, source, taken: taken.length, total },
                    related: [{
                        uri: analysis.uri, span: { start: branch.start, end: branch.end },
                        message: text("`{name}` is computed from `{source}` here", { name, source }),
                    }],
                    fixes: () => sourceFixes(start, [source, name]),
                };
            }
        }
    },
});

interface VaryingStart {
    /** The layer, block or loop that continues. */
    readonly start: string;
    readonly name: string;
    readonly source: string;
    readonly taken: number;
    readonly total: number;
}

function varyingStarts(
    analysis: Analysis,
): readonly { readonly start: LineStart; readonly varying: StartVariation }[] {
    const { file, names: { names } } = analysis;
    return file.tree.items.flatMap((item) => item.kind !== "block" && item.kind !== "model" ? [] :
        lineStarts(item).flatMap((start) => {
            const varying = variationOf(start, analysis);
            const [name] = varying?.branch.names ?? [];
            return varying === undefined || name === undefined || !names.isRead(name, item) ? [] : [{ start, varying }];
        }));
}
