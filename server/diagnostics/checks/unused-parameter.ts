import type { Block, Let, Model, Parameter } from "../../../grammar/syntax-tree.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import { callsOf } from "../../names/references.ts";
import { defineCheck } from "../check.ts";
import { removeArgument, removeFrom } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { isSettled } from "../settled.ts";
import { text } from "../../text.ts";

/** A parameter that its block, model or function never reads, so that its argument has no effect. */
export const unusedParameter = defineCheck({
    code: "unused-parameter",
    severity: "warning",
    unnecessary: true,
    message: ({ name, owner }: UnusedParameter) =>
        text("parameter `{name}` of `{owner}` is never read", { name, owner }),
    help: () => text("use it, or delete it"),
    *inFile(analysis) {
        if (!isSettled(analysis)) {
            return;
        }
        for (const item of analysis.file.tree.items) {
            const parameters = item.kind === "import" ? undefined : item.parameters;
            if (item.kind === "import" || parameters === undefined || parameters.length === 0) {
                continue;
            }
            for (const parameter of parameters) {
                const { name } = parameter;
                if (!analysis.names.names.isRead(name, item)) {
                    yield {
                        location: { uri: analysis.uri, span: { start: name.start, end: name.end } },
                        scope: undefined,
                        facts: { name: name.text, owner: item.name?.text ?? item.kind },
                        fixes: () => withoutParameter(item, parameters, parameter, analysis),
                    };
                }
            }
        }
    },
});

interface UnusedParameter {
    readonly name: string;
    /** The block, model or function. */
    readonly owner: string;
}

/** Removes the parameter, and its arguments in this file's calls. */
function withoutParameter(
    item: Block | Model | Let, parameters: readonly Parameter[], parameter: Parameter, { file, names, calls }: Analysis,
): readonly Fix[] {
    const removals = callsOf(item, names).flatMap(({ call }) => {
        const argument = calls.get(call)?.bound.byParameter.get(parameter.name.text);
        return argument === undefined ? [] : removeArgument(file, call, argument);
    });
    const edits = [...removeFrom(file, parameters, parameter), ...removals];
    const ordered = edits.toSorted((a, b) => a.span.start - b.span.start);
    const overlap = ordered.some(({ span }, at) => span.end > (ordered[at + 1]?.span.start ?? Infinity));
    return overlap ? [] : [{ title: text("Remove parameter `{name}`", { name: parameter.name.text }), edits, preferred: false }];
}
