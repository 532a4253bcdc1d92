import type { Block } from "../../../grammar/syntax-tree.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import { callsOf, type CallReference } from "../../names/references.ts";
import { defineCheck } from "../check.ts";
import { removeItem } from "../edits.ts";
import { isSettled } from "../settled.ts";
import { text } from "../../text.ts";

/**
 * A block that no line uses, in a file with a model: a file without one is for imports. A block that only an unused
 * block uses is not reported.
 */
export const unusedBlock = defineCheck({
    code: "unused-block",
    severity: "warning",
    unnecessary: true,
    message: ({ name }: UnusedBlock) => text("block `{name}` is never used", { name }),
    help: () => text("use it, or delete it"),
    *inFile(analysis) {
        const { file, models, names, uri } = analysis;
        if (models.length === 0 || !isSettled(analysis)) {
            return;
        }
        for (const block of blocksNotEntered(analysis)) {
            const name = block.name?.text ?? "";
            const isItsOwn = ({ call }: CallReference): boolean => block.start <= call.start && call.end <= block.end;
            if (callsOf(block, names).every(isItsOwn)) {
                yield {
                    location: { uri, span: block.name ?? block },
                    scope: undefined,
                    facts: { name },
                    fixes: () => [{
                        title: text("Remove block `{name}`", { name }), edits: removeItem(file, block), preferred: false,
                    }],
                };
            }
        }
    },
});

interface UnusedBlock {
    readonly name: string;
}

/** The file's blocks that no model uses. */
function blocksNotEntered({ file, models, uri }: Analysis): readonly Block[] {
    const entered = new Set(models.flatMap(({ scopes }) => scopes.flatMap(({ definition }) =>
        definition?.uri === uri ? [definition.span.start] : [])));
    return file.tree.items.filter((item) => item.kind === "block").filter(({ start }) => !entered.has(start));
}
