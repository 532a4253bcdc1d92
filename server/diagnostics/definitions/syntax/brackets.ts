import { closerOf } from "../../../../grammar/brackets.ts";
import { defineDiagnostic } from "../../definition.ts";
import { text } from "../../../text.ts";
import { repair } from "./repair.ts";

export const unclosedBracket = defineDiagnostic({
    code: "unclosed-bracket",
    severity: "error",
    message: ({ bracket }) => text("`{bracket}` is never closed", { bracket }),
    help: ({ bracket }) => text("add `{closer}`", { closer: closerOf[bracket] }),
    notes: ({ bracket, other }) => [{
        message: bracket === "{" ? text("`}` is missing here") : text("`{bracket}` is opened here", { bracket }),
        span: other,
    }],
    fixes: repair,
});

export const strayBracket = defineDiagnostic({
    code: "stray-bracket",
    severity: "error",
    message: ({ bracket }) => text("unmatched closing bracket `{bracket}`", { bracket }),
    help: () => text("remove it, or open a bracket before it"),
    fixes: repair,
});

export const nestingTooDeep = defineDiagnostic({
    code: "nesting-too-deep",
    severity: "error",
    message: ({ limit }) => text("nested more than {limit} levels deep", { limit }),
    help: () => text("split this into several lines or `let` statements"),
});
