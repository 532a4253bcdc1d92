import { operatorSigns, punctuation } from "../../../../grammar/tokens.ts";
import type { ForeignCall } from "../../../../grammar/syntax-problem.ts";
import type { ParsedFile } from "../../../../grammar/parsed-file.ts";
import { nodePathAt } from "../../../../grammar/traversal.ts";
import { defineDiagnostic, type FactsOf, type ProblemContext } from "../../definition.ts";
import type { Fix } from "../../fix.ts";
import { removeArgumentAt } from "../../fixes/naming.ts";
import { foundOnce } from "../../../graph/found-once.ts";
import { layerOf, translateCall } from "../../foreign-calls.ts";
import { isValidFlow } from "../../suggested-flow.ts";
import { codeList, text, type Text } from "../../../text.ts";
import { repair } from "./repair.ts";

type ForeignSyntax = FactsOf<"foreign-syntax">;

export const foreignSyntax = defineDiagnostic({
    code: "foreign-syntax",
    severity: "error",
    message,
    help: (facts, context) => facts.call === undefined ? help(facts, context) : callHelp(facts.call, context),
    fixes: (facts, context) => {
        if (facts.found === "None") {
            return noneFixes(context);
        }
        return facts.call === undefined
            ? repair(facts, context, fixTitle(facts))
            : callFixes(facts.call, context);
    },
});

/** Signs of this language with a different meaning. */
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

/** The equivalent of another library's call, if it is certain. */
function translated(call: ForeignCall, { file, names }: ProblemContext): string | undefined {
    const text = translateCall(call, file);
    return text !== undefined && isValidFlow(text, names) ? text : undefined;
}

function callHelp(call: ForeignCall, context: ProblemContext): Text {
    const replacement = translated(call, context);
    if (replacement !== undefined) {
        return text("write `{replacement}`", { replacement: shortened(replacement) });
    }
    if (call.of.kind === "self") {
        return memberHelp(call, context);
    }
    if (call.name === "size") {
        return text("remove it: shapes leave out the batch");
    }
    const layer = layerOf(call);
    return layer === undefined
        ? text("no layer corresponds to it")
        : text("use `{layer}`, which takes {parameters}", {
            layer: layer.name, parameters: codeList([...layer.arguments.keys()]),
        });
}

/** `self.conv1(x)`: layers are written where they are used. */
function memberHelp({ name, arguments: [first] }: ForeignCall, context: ProblemContext): Text {
    const { file } = context;
    const made = callsByTarget(file).get(name) ?? [];
    const [only, ...others] = made.map((call) => translated({ ...call, target: undefined }, context));
    const value = first?.value.kind === "name" ? file.text.slice(first.start, first.end) : undefined;
    const layer = only !== undefined && others.length === 0 ? only : "conv(64, 3)";
    return text("write the layer where it is used, as in `{flow}`", {
        flow: value === undefined ? layer : `${value} -> ${layer}`,
    });
}

const callsByTarget = foundOnce(({ problems }: ParsedFile): ReadonlyMap<string | undefined, readonly ForeignCall[]> =>
    Map.groupBy(problems.flatMap((problem) =>
        (problem.code === "foreign-syntax" && problem.call !== undefined ? [problem.call] : [])), ({ target }) => target));

function callFixes(call: ForeignCall, context: ProblemContext): readonly Fix[] {
    const replacement = translated(call, context);
    return replacement === undefined ? [] : [{
        title: text("Change to `{replacement}`", { replacement: shortened(replacement) }),
        edits: [{ span: { start: call.start, end: call.end }, text: replacement }], preferred: true, certain: true,
    }];
}

/** A chain on one line; of a long one, the first steps. */
function shortened(flow: string): string {
    const steps = flow.split(/\s*->\s*/);
    return steps.length > 3 ? `${steps.slice(0, 2).join(" -> ")} -> …` : steps.join(" -> ");
}

function help({ found, instead }: ForeignSyntax, context: ProblemContext): Text | undefined {
    if (instead === "" && found === "None") {
        return noneHelp(context);
    }
    if (/^\w+\{/.test(found)) {
        return text("names are fixed; write out the lines, or `return` the values from a block");
    }
    if (found === "while") {
        return text("use `repeat 3 { … }` or `for i in 0..3 { … }`");
    }
    if (instead === "#" || (signs.has(found) && instead !== "" && instead !== "{")) {
        // The message already contains it.
        return undefined;
    }
    if (instead === "") {
        return found === ";" ? text("remove it; a statement ends with its line") : text("remove it");
    }
    return instead === "{"
        ? text("enclose the body in `{` and `}`")
        : text("write `{instead}`", { instead });
}

/** `None` has no equivalent; the alternative depends on its place. */
function noneHelp({ file, span }: ProblemContext): Text {
    const path = nodePathAt(file.tree, span.start);
    if (path.some(({ kind }) => kind === "claim" || kind === "input")) {
        return text("remove it: shapes leave out the batch");
    }
    if (path.some(({ kind }) => kind === "call")) {
        return text("remove the argument");
    }
    return text("use a boolean, or another number or string");
}

function noneFixes(context: ProblemContext): readonly Fix[] {
    const { file, span } = context;
    const path = nodePathAt(file.tree, span.start);
    if (path.some(({ kind }) => kind === "call")) {
        return removeArgumentAt(context, true);
    }
    const [blanks] = /^\s*,\s*/.exec(file.text.slice(span.end)) ?? [];
    return blanks === undefined || !path.some(({ kind }) => kind === "claim" || kind === "input") ? [] : [{
        title: text("Remove `None`"), preferred: true,
        edits: [{ span: { start: span.start, end: span.end + blanks.length }, text: "" }],
    }];
}

function fixTitle({ found, instead, fix }: ForeignSyntax): Text | undefined {
    if (found === "/*" || found === "\"\"\"" || found === "'''") {
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
