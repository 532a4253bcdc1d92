import type { NamedThing } from "../../../names/file-names.ts";
import { nodePathAt } from "../../../../grammar/traversal.ts";
import { limits } from "../../../limits.ts";
import type { FileRefusal } from "../../../names/host.ts";
import { layers } from "../../../layers/catalogue.ts";
import { defineDiagnostic, type FactsOf, type ProblemContext } from "../../definition.ts";
import { rangeFixes, suggestedCallFixes, suggestionFixes } from "../../fixes/naming.ts";
import { text, type Text } from "../../../text.ts";

export const unknownName = defineDiagnostic({
    code: "unknown-name",
    severity: "error",
    message: ({ name, suggestion, reason }) => {
        switch (reason) {
            case "not-yet":
                return text("`{name}` is used before it is defined", { name });
            case "not-reached":
                return text("`{name}` is not defined here: the line that defines it did not run", { name });
            case "is-called":
                return layers.has(name)
                    ? text("`{name}` is a layer, not a value", { name })
                    : text("`{name}` is a block or function, not a value", { name });
            case "no-function":
                return suggestion === undefined || name === "range"
                    ? text("unknown function `{name}`", { name })
                    : text("unknown function `{name}`; did you mean `{suggestion}`?", { name, suggestion });
            default:
                return suggestion === undefined
                    ? text("unknown name `{name}`", { name })
                    : text("unknown name `{name}`; did you mean `{suggestion}`?", { name, suggestion });
        }
    },
    help: ({ name, reason }, context) => {
        switch (reason) {
            case "not-yet":
                return text("move its definition to an earlier line");
            case "not-reached":
                return text("define it on every path that leads here");
            case "is-called":
                return isBlockArgument(context)
                    ? text("a layer cannot be passed to a block; pass a string and choose the layer with `if`")
                    : text("call it: `{name}(…)`", { name });
            case "no-function":
                return functionHelp(name);
            default:
                return undefined;
        }
    },
    fixes: (facts, context) => facts.name === "range" && facts.reason === "no-function"
        ? rangeFixes(context)
        : suggestionFixes(facts.suggestion, context),
});

/** The equivalents of Python's functions for loops. */
function functionHelp(name: string): Text | undefined {
    switch (name) {
        case "range":
            return text("`0..3` counts 0, 1, and 2");
        case "enumerate":
            return text("count with `for i in 0..len(list)` and read `list[i]`");
        case "zip":
            return text("loop over a list of pairs, as in `for a, b in [[1, 2], [3, 4]]`");
        default:
            return undefined;
    }
}

export const unknownLayer = defineDiagnostic({
    code: "unknown-layer",
    severity: "error",
    message: ({ name, suggestion, reason }) => {
        switch (reason) {
            case "is-a-value":
                return text("`{name}` is not a layer or block", { name });
            case "is-a-model":
                return text("`{name}` is a model, and models cannot be called", { name });
            case "is-a-function":
                return text("`{name}` is a function of numbers, not a layer", { name });
            default:
                return suggestion === undefined
                    ? text("unknown layer or block `{name}`", { name })
                    : text("unknown layer or block `{name}`; did you mean `{suggestion}`?", { name, suggestion });
        }
    },
    help: ({ name, reason }, context) => {
        switch (reason) {
            case "is-a-value":
                return isParameter(name, context)
                    ? text("a layer cannot be passed to a block; pass a string and choose the layer with `if`")
                    : text("only layers and blocks can be called");
            case "is-a-model":
                return text("define `{name}` as a block", { name });
            case "is-a-function":
                return text("use it in an argument");
            default:
                return undefined;
        }
    },
    fixes: ({ suggestion }, context) => suggestedCallFixes(suggestion, context),
});

/** Whether a problem is about an argument of a block, or the default of a parameter. */
function isBlockArgument({ file, span }: ProblemContext): boolean {
    const path = nodePathAt(file.tree, span.start);
    const call = path.findLast((node) => node.kind === "call");
    return call === undefined
        ? path.some(({ kind }) => kind === "parameter")
        : !layers.has(call.callee.text) && call.arguments.some(({ value }) => value.start === span.start);
}

/** Whether the block around a problem has a parameter of this name. */
function isParameter(name: string, { file, span }: ProblemContext): boolean {
    const block = nodePathAt(file.tree, span.start).find((node) => node.kind === "block");
    return block?.parameters.some((parameter) => parameter.name.text === name) ?? false;
}

export const unknownAttribute = defineDiagnostic({
    code: "unknown-attribute",
    severity: "error",
    message: ({ name, of, suggestion }) => {
        if (suggestion !== undefined) {
            return text("unknown attribute `.{name}`; did you mean `.{suggestion}`?", { name, suggestion });
        }
        return "shape" in of
            ? text("a value of shape {shape} has no attribute `.{name}`", { shape: of.shape, name })
            : text("unknown attribute `.{name}`", { name });
    },
    help: ({ suggestion }) => suggestion === undefined
        ? text("values have `channels`, `height`, `width`, `depth`, `length`, `size`, `shape`, and `rank`")
        : undefined,
    fixes: ({ suggestion }, context) => suggestionFixes(suggestion, context),
});

export const unknownDecorator = defineDiagnostic({
    code: "unknown-decorator",
    severity: "error",
    message: ({ name, suggestion, place }) => {
        if (suggestion !== undefined) {
            return text("unknown decorator `@{name}`; did you mean `@{suggestion}`?", { name, suggestion });
        }
        switch (place) {
            case "line": return text("lines have no decorator `@{name}`", { name });
            case "input": return text("inputs have no decorator `@{name}`", { name });
            case "output": return text("outputs have no decorator `@{name}`", { name });
            case "model": return text("models have no decorator `@{name}`", { name });
            case "block": return text("blocks have no decorator `@{name}`", { name });
            case "statement": return text("this statement has no decorator `@{name}`", { name });
        }
    },
    fixes: ({ suggestion }, context) => suggestionFixes(suggestion, context),
});

export const duplicateName = defineDiagnostic({
    code: "duplicate-name",
    severity: "error",
    message: ({ name, what }) => duplicateNameText(what, name),
    help: () => text("choose another name"),
});

/** What already has a name. */
export function duplicateNameText(what: NamedThing | FactsOf<"duplicate-name">["what"], name: string): Text {
    switch (what) {
        case "layer": return text("`{name}` is already the name of a layer", { name });
        case "built-in function": return text("`{name}` is already the name of a built-in function", { name });
        case "block": return text("there is already a block named `{name}`", { name });
        case "function": return text("there is already a function named `{name}`", { name });
        case "model": return text("there is already a model named `{name}`", { name });
        case "let": return text("there is already a `let` named `{name}`", { name });
        case "input": return text("there is already an input named `{name}`", { name });
        case "output": return text("there is already an output named `{name}`", { name });
        case "dynamic-size": return text("there is already a dynamic size named `{name}`", { name });
        case "block-input":
        case "parameter":
        case "value":
        case "loop-variable":
            return text("the name `{name}` is already taken", { name });
    }
}

export const changedKind = defineDiagnostic({
    code: "changed-kind",
    severity: "error",
    message: ({ name, to }) => to === "value"
        ? text("`{name}` is a number, string, or list and cannot be rebound to a value", { name })
        : text("`{name}` is a value and cannot be rebound to a number, string, or list", { name }),
    help: () => text("use a new name"),
});

export const failedImport = defineDiagnostic({
    code: "failed-import",
    severity: "error",
    message: ({ path, reason }) => {
        switch (reason) {
            case "missing": return text("file \"{path}\" not found", { path });
            case "circular": return text("circular import: \"{path}\" imports this file", { path });
            case "too-deep":
                return text("\"{path}\" imports through more than {limit} files", { path, limit: limits.nestedImports });
            case "empty": return text("\"{path}\" defines no block or `let`", { path });
            case "broken": return text("\"{path}\" has syntax errors", { path });
            default: return refusalMessage(reason, path);
        }
    },
    help: ({ reason }) => {
        switch (reason) {
            case "missing": return text("the path is relative to this file");
            case "circular": return text("move what both files need into a third one");
            case "too-deep": return text("import the files that define the blocks");
            case "empty": return undefined;
            case "broken": return text("fix them there; what could be read is used");
            default: return refusalHelp(reason);
        }
    },
});

export const missingFile = defineDiagnostic({
    code: "missing-file",
    severity: "error",
    message: ({ path, refusal }) => refusal === undefined
        ? text("file \"{path}\" not found", { path })
        : refusalMessage(refusal, path),
    help: ({ refusal }) => refusal === undefined ? text("the path is relative to this file") : refusalHelp(refusal),
});

function refusalMessage(refusal: FileRefusal, path: string): Text {
    switch (refusal) {
        case "special": return text("\"{path}\" is not a regular file", { path });
        case "too-large": return text("\"{path}\" is larger than {limit} MiB", { path, limit: limits.importedBytes / 2 ** 20 });
        case "not-text": return text("\"{path}\" is not a text file", { path });
        case "outside": return text("\"{path}\" is outside this workspace, which is not trusted", { path });
        case "elsewhere": return text("\"{path}\" is on another machine", { path });
        case "unsaved": return text("\"{path}\" is relative to this file, which is not saved yet", { path });
    }
}

function refusalHelp(refusal: FileRefusal): Text | undefined {
    switch (refusal) {
        case "outside": return text("trust the workspace, or copy the file into it");
        case "elsewhere": return text("copy the file into the workspace");
        case "unsaved": return text("save this file");
        default: return undefined;
    }
}
