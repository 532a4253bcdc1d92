import type { Argument } from "../../../../grammar/syntax-tree.ts";
import { isInputSize, knownCallee } from "../../../evaluation/suggestions.ts";
import { defineDiagnostic, type FactsOf } from "../../definition.ts";
import {
    addTypicalArgument, argumentAt, listCall, removeArgumentAt, removeDecorator, suggestionFixes, surplusFixes,
} from "../../fixes/naming.ts";
import { codeList, documentationText, plural, text, type Text } from "../../../text.ts";

export const unknownArgument = defineDiagnostic({
    code: "unknown-argument",
    severity: "error",
    message: ({ callee, name, suggestion }) => suggestion === undefined
        ? text("`{callee}` has no argument `{name}`", { callee, name })
        : text("`{callee}` has no argument `{name}`; did you mean `{suggestion}`?", { callee, name, suggestion }),
    help: ({ name, suggestion, known }, context) => {
        if (isInputSize(name)) {
            return text("remove it: the size of the input is known");
        }
        if (suggestion !== undefined) {
            return undefined;
        }
        if (name === "activation") {
            return text("write the activation as a layer: `-> {layer}()`", {
                layer: layerNamedBy(argumentAt(context)) ?? "relu",
            });
        }
        return known.length === 0
            ? text("it takes no arguments")
            : text("it takes {known}", { known: codeList(known) });
    },
    fixes: (facts, context) => isInputSize(facts.name)
        ? removeArgumentAt(context, true)
        : [
            ...suggestionFixes(facts.suggestion, context),
            ...removeArgumentAt(context, facts.suggestion === undefined),
        ],
});

/** The layer that a string names, as in `activation="relu"`. */
function layerNamedBy(argument: Argument | undefined): string | undefined {
    const value = argument?.value;
    return value?.kind === "string" ? knownCallee(value.value) : undefined;
}

export const missingArgument = defineDiagnostic({
    code: "missing-argument",
    severity: "error",
    message: ({ callee, name, expected }) => {
        if (expected !== undefined && "minimum" in expected) {
            const { minimum, actual } = expected;
            return plural(
                minimum, "`{callee}` expects at least {minimum} value, got {actual}",
                "`{callee}` expects at least {minimum} values, got {actual}", { callee, minimum, actual },
            );
        }
        return expected !== undefined && "someValue" in expected
            ? text("`{callee}` expects at least one value, got only numbers", { callee })
            : text("missing argument `{name}` of `{callee}`", { callee, name });
    },
    help: ({ callee, expected }) => expected === undefined ? undefined : missingHelp(callee, expected),
    fixes: ({ callee, name }, context) => addTypicalArgument(callee, name, context),
});

function missingHelp(callee: string, expected: NonNullable<FactsOf<"missing-argument">["expected"]>): Text | undefined {
    if ("documented" in expected) {
        return text("it must be {expected}", { expected: documentationText(expected.documented) });
    }
    if ("signature" in expected) {
        return text("its signature is `{signature}`", { signature: expected.signature });
    }
    if ("minimum" in expected && callee === "mean") {
        return text("it averages several values; `global_avg_pool` averages the positions of one");
    }
    if (!("minimum" in expected)) {
        return undefined;
    }
    const { operand = "in" } = expected;
    return text("name the previous line and pass it, as in `{callee}({name}, {operand})`", {
        callee, name: operand === "x" ? "y" : "x", operand,
    });
}

export const duplicateArgument = defineDiagnostic({
    code: "duplicate-argument",
    severity: "error",
    message: ({ name }) => text("multiple values for argument `{name}`", { name }),
    help: () => text("keep one of them"),
    fixes: (_, context) => removeArgumentAt(context, true),
});

export const duplicateDecorator = defineDiagnostic({
    code: "duplicate-decorator",
    severity: "error",
    message: ({ name }) => text("`@{name}` is repeated", { name }),
    help: () => text("keep one of them"),
    fixes: (_, context) => removeDecorator(context),
});

export const tooManyArguments = defineDiagnostic({
    code: "too-many-arguments",
    severity: "error",
    message: ({ callee, actual, most }) => most === 0
        ? text("`{callee}` takes no positional arguments, got {actual}", { callee, actual })
        : plural(
            most, "`{callee}` takes at most {most} positional argument, got {actual}",
            "`{callee}` takes at most {most} positional arguments, got {actual}", { callee, actual, most },
        ),
    help: ({ callee, hint, most }, context) => {
        switch (hint?.habit) {
            case "value-first":
                return text("write the value before the arrow: `{value} -> {callee}(…)`", { value: hint.value, callee });
            case "input-channels":
                return text("omit the input's channels, which are known");
            case "list":
                return text("write one list: `{call}`", { call: listCall(context) });
            case "unnamed":
                return text("write its name: `{parameter}={value}`", {
                    parameter: hint.parameter, value: context.file.text.slice(context.span.start, context.span.end),
                });
            case undefined:
                return most === 0
                    ? text("pass arguments by name, or remove them")
                    : text("pass the others by name, or remove them");
        }
    },
    fixes: ({ hint }, context) => surplusFixes(hint, context),
});
