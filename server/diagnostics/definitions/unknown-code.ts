import { defineDiagnostic } from "../definition.ts";
import { suggestionFixes } from "../fixes/naming.ts";
import { text } from "../../text.ts";

export const unknownCode = defineDiagnostic({
    code: "unknown-code",
    severity: "warning",
    message: ({ name, suggestion }) => suggestion === undefined
        ? text("unknown diagnostic `{name}`", { name })
        : text("unknown diagnostic `{name}`; did you mean `{suggestion}`?", { name, suggestion }),
    help: ({ suggestion }) => suggestion === undefined
        ? text("use the code that is shown with the message, such as `unused-value`")
        : undefined,
    fixes: ({ suggestion }, context) => suggestionFixes(suggestion, context),
});
