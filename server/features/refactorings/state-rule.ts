import type { Input } from "../../../grammar/syntax-tree.ts";
import { requireFixes, undeclaredRules } from "../../diagnostics/checks/size-rule.ts";
import { sharingRule } from "../../diagnostics/size-requirements.ts";
import type { FindRefactorings } from "./refactoring.ts";
import { selectedLines } from "./selected-lines.ts";

/** Adds the `require` that states the rule for an input's sizes. */
export const stateRule: FindRefactorings = ({ file, selection, analysis }) => {
    const lines = selectedLines(file, selection);
    const inputs = lines?.statements.filter((statement): statement is Input => statement.kind === "input") ?? [];
    const graph = analysis.models.find(({ location }) => location.span.start === lines?.item.start);
    if (graph === undefined || inputs.length === 0) {
        return [];
    }
    const rules = undeclaredRules(graph, analysis).filter(({ input }) =>
        inputs.some(({ start }) => start === input.location.span.start));
    const fixes = sharingRule(rules).flatMap((shared) => requireFixes(graph, analysis, shared));
    return fixes.map(({ title, edits }, index) => ({
        id: `state-rule-${index}`, kind: "refactor.rewrite", title, renamesTensors: false, requires: true,
        rewrite: () => ({ changes: edits }),
    }));
};
