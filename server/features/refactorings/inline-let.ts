import type { Let, Span } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import { removeItem, removeStatement, type TextChange } from "../../diagnostics/edits.ts";
import { declarationsAt, nameAt } from "../../names/resolution.ts";
import { readsOf, type ResolvedReference } from "../../names/references.ts";
import { plural, text } from "../../text.ts";
import { commentsIn } from "./moved-lines.ts";
import type { FindRefactorings, Refused, Rewrite, Selected } from "./refactoring.ts";
import { hasWholeValues, isAtom } from "./replaced-expressions.ts";

/** Replaces uses of a `let` with its value. */
export const inlineLet: FindRefactorings = (selected) => {
    const { file, selection, analysis: { names } } = selected;
    const [target, ...others] = declarationsAt(selection.start, names);
    const node = target?.declaration.first.node;
    if (target === undefined || others.length > 0 || target.file !== names || node?.kind !== "let" ||
        node.parameters !== undefined || node.name === undefined || node.value === undefined) {
        return [];
    }
    const name = node.name.text;
    const reads = readsOf(target, [names]);
    const at = nameAt(selection.start, names);
    const own = at?.kind === "reference" ? reads.filter(({ reference }) => reference === at.reference) : [];
    const isRebound = target.declaration.bindings.length > 1 || reads.some(({ meanings }) => meanings.length > 1);
    const inlined = (some: readonly ResolvedReference[], more: readonly TextChange[]): Rewrite | Refused => isRebound
        ? { refusal: text("`{name}` has several values", { name }) }
        : { changes: [...some.flatMap(({ reference }) => useChanges(reference.node, node, selected)), ...more] };
    const count = reads.length;
    return [
        ...(own.length === 0 || count === 1 ? [] : [{
            id: "inline-let", kind: "refactor.inline" as const, renamesTensors: false,
            title: text("Inline this use of `{name}`", { name }),
            rewrite: () => inlined(own, []),
        }]),
        ...(count === 0 ? [] : [{
            id: "inline-lets", kind: "refactor.inline" as const, renamesTensors: false,
            title: plural(
                count, "Inline `{name}` and delete it", "Inline {count} uses of `{name}` and delete it", { name, count },
            ),
            ...(file.tree.items.some((item) => item === node) ? { removes: name } : {}),
            rewrite: () => inlined(reads, removal(node, selected)),
        }]),
    ];
};

function useChanges({ start, end }: Span, { value }: Let, { file }: Selected): readonly TextChange[] {
    if (value === undefined) {
        return [];
    }
    const written = file.text.slice(value.start, value.end);
    const parent = nodePathAt(file.tree, start).findLast((node) => node.kind !== "name");
    return [{ span: { start, end }, text: isAtom(value) || hasWholeValues(parent) ? written : `(${written})` }];
}

/** Removes a `let` but no comment. */
function removal(node: Let, { file }: Selected): readonly TextChange[] {
    const isItem = file.tree.items.some((item) => item === node);
    const removed = isItem ? removeItem(file, node) : [];
    const isCommented = removed.some(({ span }) => commentsIn(file, span).length > 0);
    return isItem && !isCommented ? removed : removeStatement(file, node);
}
