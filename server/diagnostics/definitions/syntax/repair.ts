import type { SyntaxProblem } from "../../../../grammar/syntax-problem.ts";
import type { ProblemContext } from "../../definition.ts";
import type { Fix } from "../../fix.ts";
import { text, type Text } from "../../../text.ts";

/** The parser's replacement as a fix; its title describes the change unless the diagnostic has a better one. */
export function repair({ fix }: SyntaxProblem, { file }: ProblemContext, title?: Text): readonly Fix[] {
    if (fix === undefined) {
        return [];
    }
    const { span, text: replacement } = fix;
    const before = file.text.slice(span.start, span.end);
    return [{
        title: title ?? changeTitle(before, replacement),
        edits: [{ span, text: replacement }], preferred: true, certain: true,
    }];
}

function changeTitle(before: string, after: string): Text {
    const [removed, added] = [before.trim(), after.trim()];
    if (after === "") {
        return text("Remove `{removed}`", { removed });
    }
    if (added === "") {
        return text("Start a new line");
    }
    return removed === ""
        ? text("Add `{added}`", { added: added.replace(/\s+/g, "") })
        : text("Change to `{added}`", { added });
}
