import { operatorSigns, punctuation } from "../../../../grammar/tokens.ts";
import { defineDiagnostic, type FactsOf } from "../../definition.ts";
import { text, type Text } from "../../text.ts";
import { repair } from "./repair.ts";

type ForeignSyntax = FactsOf<"foreign-syntax">;

export const foreignSyntax = defineDiagnostic({
    code: "foreign-syntax",
    severity: "error",
    message,
    help,
    fixes: (facts, context) => repair(facts, context, fixTitle(facts)),
});

/** Signs of this language, which mean something else. */
const signs: ReadonlySet<string> = new Set([...operatorSigns, ...punctuation]);

function message({ found, instead }: ForeignSyntax): Text {
    if (instead === "#") {
        return text("comments start with `#`, not `{found}`", { found });
    }
    if (/^['“„”]/.test(found)) {
        return text("expected a string in double quotes, got {found}", { found });
    }
    if (found.startsWith("(") && instead.startsWith("[")) {
        return text("expected a list in square brackets, got `{found}`", { found });
    }
    if (signs.has(found)) {
        return instead === ""
            ? text("unexpected `{found}`", { found })
            : text("expected `{instead}`, got `{found}`", { instead, found });
    }
    return instead !== "" && found.normalize("NFKC") === instead
        ? text("`{found}` contains full-width characters", { found })
        : text("`{found}` is not part of the language", { found });
}

function help({ found, instead }: ForeignSyntax): Text | undefined {
    if (instead === "#" || (signs.has(found) && instead !== "" && instead !== "{")) {
        // The message names it.
        return undefined;
    }
    if (instead === "") {
        return found === ";" ? text("remove it; a statement ends with its line") : text("remove it");
    }
    return instead === "{"
        ? text("enclose the body in `{` and `}`")
        : text("write `{instead}`", { instead });
}

function fixTitle({ found, instead, fix }: ForeignSyntax): Text | undefined {
    if (found === "/*") {
        return text("Write the comment with `#`");
    }
    if (instead === "{") {
        return fix !== undefined && fix.text.includes("}") ? text("Enclose the body in `{` and `}`") : text("Add `{`");
    }
    return instead === "" ? undefined : text("Change to `{instead}`", { instead });
}

export const foreignNetwork = defineDiagnostic({
    code: "foreign-network",
    severity: "error",
    message: ({ library }) => text("this network is written for {library}", { library }),
    help: ({ name }) =>
        text("start with `model {name} {` and `input image: [3, 224, 224]`, then write one layer per line", { name }),
});
