import { formatShape } from "../../../sizes/shape.ts";
import { defineDiagnostic } from "../../definition.ts";
import { claimFixes, countFixes, defaultFixes, inputFixes, outputFixes, sizeFixes } from "../../fixes/model.ts";
import { plural, text } from "../../../text.ts";

export const missingInput = defineDiagnostic({
    code: "missing-input",
    severity: "error",
    message: ({ model }) => text("model `{model}` has no input", { model }),
    help: () => text("start it with `input image: [3, 224, 224]`"),
    fixes: (_, context) => inputFixes(context),
});

export const missingOutput = defineDiagnostic({
    code: "missing-output",
    severity: "warning",
    message: ({ model }) => text("model `{model}` has no `output`, so its last line is used", { model }),
    help: () => text("name the result with `output`"),
    fixes: (_, context) => outputFixes(context),
});

export const missingDefault = defineDiagnostic({
    code: "missing-default",
    severity: "error",
    message: ({ parameter }) => text("parameter `{parameter}` of a model needs a default value", { parameter }),
    help: ({ parameter }) => text("nothing calls a model; write `{parameter} = …`", { parameter }),
    fixes: ({ parameter }, context) => defaultFixes(parameter, context),
});

export const invalidInputSize = defineDiagnostic({
    code: "invalid-input-size",
    severity: "error",
    message: ({ name, value, most }) => most === undefined
        ? text("a size of input `{name}` must be an integer of at least 1, got {value}", { name, value })
        : text("a size of input `{name}` must be at most {limit}, got {value}", {
            name, limit: most.toLocaleString("en-US"), value,
        }),
    help: ({ most }) => most === undefined
        ? text("leave out the batch, and write a dynamic size with its default, as in `H = 224`")
        : text("write the size of one image, as in `H = 224`"),
    fixes: ({ most }, context) => most === undefined ? sizeFixes(context) : [],
});

export const noCurrentValue = defineDiagnostic({
    code: "no-current-value",
    severity: "error",
    message: ({ callee }) => text("`{callee}` has no value to continue from", { callee }),
    help: ({ callee }) => text("write the value before it: `x -> {callee}(…)`", { callee }),
});

export const noSuchIn = defineDiagnostic({
    code: "no-such-in",
    severity: "error",
    message: ({ where }) => where === "outside"
        ? text("`in` is not available outside a block or model")
        : text("`in` is not available before the first input"),
    help: () => text("name the value instead"),
});

export const misplacedStatement = defineDiagnostic({
    code: "misplaced-statement",
    severity: "error",
    message: ({ statement, where }) => {
        switch (where) {
            case "block": return text("`{statement}` is not allowed in a block", { statement });
            case "model": return text("`{statement}` is not allowed in a model", { statement });
            case "loop": return text("`{statement}` is not allowed in a loop", { statement });
        }
    },
    help: ({ statement, where }) => {
        switch (statement) {
            case "input":
                return where === "block"
                    ? text("a block's input is `in`")
                    : text("move it to the start of the model");
            case "output":
                return where === "block"
                    ? text("a block returns its last line, or use `return`")
                    : text("name the value and put `output` after the loop");
            case "return":
                return where === "model"
                    ? text("name the result with `output`")
                    : text("move `return` after the loop");
        }
    },
});

export const wrongResultCount = defineDiagnostic({
    code: "wrong-result-count",
    severity: "error",
    message: ({ callee, results, names }) => names === 0
        ? text("`{callee}` returns {results} values, but none is named", { callee, results })
        : plural(
            results, "`{callee}` returns {results} value, but {names} are named",
            "`{callee}` returns {results} values, but the number of names is {names}", { callee, results, names },
        ),
    help: ({ callee, results, names }) => results > names
        ? text("name each value, as in `a, b = {callee}(…)`", { callee })
        : text("return more values with `return a, b`, or use fewer names"),
    fixes: countFixes,
});

export const failedClaim = defineDiagnostic({
    code: "failed-claim",
    severity: "error",
    message: ({ claimed, actual }) => text("expected shape {claimed}, got {actual}", {
        claimed, actual: formatShape(actual),
    }),
    help: ({ claimed, actual }) => {
        if (claimed.includes("-1")) {
            return text("write `_` for any size");
        }
        const isFlat = !claimed.includes(",") && actual.length > 1;
        return isFlat && actual.slice(1).every(({ sample }) => sample === 1)
            ? text("remove the axes of size 1 with `flatten()`")
            : undefined;
    },
    fixes: (_, context) => claimFixes(context),
});

export const failedRequire = defineDiagnostic({
    code: "failed-require",
    severity: "error",
    message: ({ condition, message }) => message === undefined
        ? text("requirement `{condition}` is not met", { condition })
        : text("{message}", { message }),
    notes: ({ numbers }) => numbers.map(({ name, value }) => ({
        message: text("`{name}` is {value}", { name, value }),
    })),
});

export const recursionLimit = defineDiagnostic({
    code: "recursion-limit",
    severity: "error",
    message: ({ name, limit }) => text("`{name}` is nested more than {limit} calls deep", { name, limit }),
    help: () => text("end the recursion with an `if`"),
});

export const layerLimit = defineDiagnostic({
    code: "layer-limit",
    severity: "error",
    message: ({ limit }) => text("more than {limit} layers", { limit: limit.toLocaleString("en-US") }),
    help: () => text("check the numbers of loop rounds"),
});

export const stepLimit = defineDiagnostic({
    code: "step-limit",
    severity: "error",
    message: ({ limit }) => text("evaluation stopped after {limit} steps", { limit: limit.toLocaleString("en-US") }),
    help: () => text("check the numbers of loop rounds and the recursion"),
});

export const sizeLimit = defineDiagnostic({
    code: "size-limit",
    severity: "error",
    message: ({ limit }) => text("more than {limit} dynamic sizes in one model", { limit }),
    help: () => text("use one name for sizes that are equal, or write numbers"),
});

export const sharedWeights = defineDiagnostic({
    code: "shared-weights",
    severity: "hint",
    message: ({ path, uses }) => text("{uses} uses share the weights of `{path}`", { path, uses }),
    notes: () => [{ message: text("shared weights are counted once") }],
});

export const sharedWeightsMismatch = defineDiagnostic({
    code: "shared-weights-mismatch",
    severity: "error",
    message: ({ path }) => text("layers that share the weights of `{path}` differ", { path }),
    notes: ({ left, right }) => [{ message: text("{left} and {right}", { left, right }) }],
    help: () => text("layers with the same path must have the same kind and sizes"),
});
