import { nodesOfKind } from "../../../grammar/traversal.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import { defineCheck } from "../check.ts";
import { removeItem, removeStatement } from "../edits.ts";
import { isSettled } from "../settled.ts";
import { text } from "../../text.ts";

/**
 * A number or function that nothing reads. A file without a model is for imports, so only those in its blocks are
 * reported.
 */
export const unusedLet = defineCheck({
    code: "unused-let",
    severity: "warning",
    unnecessary: true,
    message: ({ name }: UnusedLet) => text("`{name}` is never read", { name }),
    help: () => text("use it, or delete the line"),
    *inFile(analysis) {
        const { file, names: { names }, uri } = analysis;
        if (!isSettled(analysis)) {
            return;
        }
        let readInFile: ReadonlySet<string> | undefined;
        for (const item of file.tree.items) {
            const isOwn = item.kind === "let" && analysis.models.length > 0;
            const lets = item.kind === "let" ? (isOwn ? [item] : []) : nodesOfKind(item, "let");
            for (const one of lets) {
                const { name } = one;
                const isRead = name === undefined || name.text === "_" ||
                    (one === item || one.parameters !== undefined
                        ? (readInFile ??= namesRead(analysis)).has(name.text)
                        : names.isRead(name, item));
                if (!isRead) {
                    yield {
                        location: { uri, span: { start: name.start, end: name.end } },
                        scope: undefined,
                        facts: { name: name.text },
                        fixes: () => [{
                            title: text("Remove `{name}`", { name: name.text }),
                            edits: one === item ? removeItem(file, item) : removeStatement(file, one),
                            preferred: true,
                        }],
                    };
                }
            }
        }
    },
});

interface UnusedLet {
    readonly name: string;
}

/** All names that the file reads or calls, whatever they resolve to. */
function namesRead({ file, names: { names } }: Analysis): ReadonlySet<string> {
    const read = new Set<string>();
    for (const item of file.tree.items) {
        for (const { kind, node } of names.of(item).references) {
            if (kind !== "argument") {
                read.add(node.text);
            }
        }
    }
    return read;
}
