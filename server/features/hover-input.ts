import { judgedSizes, sharingRule } from "../diagnostics/size-requirements.ts";
import { rulesText } from "../diagnostics/size-rule-text.ts";
import type { Value } from "../graph/graph.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { SizeRule } from "../graph/input-rule.ts";
import { formatShape } from "../sizes/shape.ts";
import { bulletList, codeBlock, paragraphs, plainText, worded, type Markdown } from "./markdown.ts";

/** An input, named at `start`: its default shape, and the sizes that its model accepts. */
export function inputHover(name: string, start: number, value: Value | undefined, analysis: Analysis): Markdown {
    const rules = rulesWhere(analysis, ({ input }) => input.nameSpan.start === start);
    return paragraphs(
        codeBlock(`input ${name}: ${formatShape(value?.shape)}`),
        bulletList(sharingRule(rules).map((shared) => plainText(rulesText(shared)))),
    );
}

/** A dynamic size, declared at `start`: its default, and the sizes that its model accepts. */
export function dynamicSizeHover(start: number, analysis: Analysis): Markdown | undefined {
    const [rule] = rulesWhere(analysis, ({ declaration }) => declaration.location.span.start === start);
    return rule === undefined ? undefined : paragraphs(
        codeBlock(`${rule.name} = ${rule.sample}`),
        worded("A dynamic size; {size} is the default, which is shown and run.", { size: rule.sample }),
        plainText(rulesText([rule])),
    );
}

/** The rules of dynamic sizes; none of a model with errors, because its conditions are incomplete. */
function rulesWhere(analysis: Analysis, matches: (rule: SizeRule) => boolean): readonly SizeRule[] {
    return analysis.models.flatMap((graph) => judgedSizes(graph, analysis).map(({ rule }) => rule)).filter(matches);
}
