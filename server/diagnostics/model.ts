import type { ModelProblem } from "../evaluation/problems.ts";
import { axisName, formatShape } from "../sizes/shape.ts";
import { formatSize } from "../sizes/size.ts";
import { definedBy, type Entries } from "./entry.ts";
import { modelFixes } from "./fixes/model.ts";
import { namingFixes, suggestionFixes } from "./fixes/naming.ts";
import { count, didYouMean, listOf, quote, quotedList } from "./wording.ts";

type Worded = Exclude<ModelProblem, { readonly code: "number-too-large" }>;
type Facts<Code extends ModelProblem["code"]> = Extract<ModelProblem, { readonly code: Code }>;

/** What evaluation finds wrong. */
const modelEntries: Entries<Worded> = {
    "unknown-name": { severity: "error", message: unknownName },
    "unknown-layer": { severity: "error", message: unknownLayer },
    "unknown-argument": {
        severity: "error",
        message: ({ callee, name, suggestion, known }) =>
            `${quote(callee)} has no argument ${quote(name)}` + didYouMean(
                suggestion, known.length === 0 ? "it takes none" : `it takes ${quotedList(known)}`,
            ),
    },
    "missing-argument": {
        severity: "error",
        message: ({ callee, name, expected }) => `${quote(callee)} needs ${quote(name)}: ${expected}`,
    },
    "duplicate-argument": {
        severity: "error",
        message: ({ name }) => `multiple values for argument ${quote(name)}`,
    },
    "too-many-arguments": { severity: "error", message: tooManyArguments },
    "wrong-type": {
        severity: "error",
        message: ({ what, expected, found, suggestion }) =>
            `${what} must be ${expected}, not ${found}${didYouMean(suggestion)}`,
    },
    "unknown-attribute": {
        severity: "error",
        message: ({ name, of, suggestion }) => `${of} has no ${quote(`.${name}`)}${didYouMean(suggestion)}`,
    },
    "invalid-operation": { severity: "error", message: ({ operation, reason }) => `${operation}: ${reason}` },
    "duplicate-name": {
        severity: "error",
        message: ({ name, what }) => `there is already ${/^[aeiou]/.test(what) ? "an" : "a"} ${what} named ${quote(name)}; choose another name`,
    },
    "changed-kind": {
        severity: "error",
        message: ({ name, from, to }) => `${quote(name)} stands for ${from} and cannot become ${to}; use a new name`,
    },
    "wrong-result-count": {
        severity: "error",
        message: ({ callee, results, names }) =>
            `${quote(callee)} gives ${count(results, "value")}, and the line names ${names}`,
    },
    "no-current-value": {
        severity: "error",
        message: ({ callee }) =>
            `there is no line above for ${quote(callee)} to continue from; write what it takes: \`x -> ${callee}(…)\``,
    },
    "no-such-in": {
        severity: "error",
        message: ({ where }) => `there is no \`in\` ${where}; name the value instead`,
    },
    "misplaced-statement": {
        severity: "error",
        message: ({ statement, where, instead }) =>
            `${quote(statement)} cannot stand ${where}${instead === "" ? "" : `; ${instead}`}`,
    },
    "missing-input": {
        severity: "error",
        message: ({ model }) => `${quote(model)} has no input; begin it with \`input image: [3, 224, 224]\``,
    },
    "missing-output": {
        severity: "warning",
        message: ({ model }) =>
            `${quote(model)} names no output, so its last line is taken; name it with \`output\``,
    },
    "missing-default": {
        severity: "error",
        message: ({ model, parameter }) =>
            `${quote(parameter)} needs a default, since ${quote(model)} is a model and nothing calls it: ` +
            `\`${parameter} = …\``,
    },
    "invalid-input-size": {
        severity: "error",
        message: ({ name, value }) =>
            `a size of the input ${quote(name)} must be a whole number of at least 1, not ${value}`,
    },
    "failed-claim": { severity: "error", message: failedClaim },
    "failed-require": {
        severity: "error",
        message: ({ condition, message, numbers }) =>
            `${message ?? `${quote(condition)} does not hold`}${numbers === "" ? "" : `: ${numbers}`}`,
    },
    "failed-import": { severity: "error", message: failedImport },
    "missing-file": {
        severity: "error",
        message: ({ path, what }) => `there is no file "${path}" for ${what}; the path is relative to this file`,
    },
    "recursion-limit": {
        severity: "error",
        message: ({ name, limit }) =>
            `${quote(name)} is nested more than ${limit} calls deep; check that its recursion ends`,
    },
    "layer-limit": {
        severity: "error",
        message: ({ limit }) => `the file makes more than ${grouped(limit)} layers; check the counts of its loops`,
    },
    "step-limit": {
        severity: "error",
        message: ({ limit }) =>
            `evaluation stopped after ${grouped(limit)} steps; check the counts of loops and recursion`,
    },
    "unknown-decorator": {
        severity: "error",
        message: ({ name, suggestion, place }) =>
            `there is no decorator ${quote(`@${name}`)} for ${place}` +
            didYouMean(suggestion === undefined ? undefined : `@${suggestion}`),
    },
    "shared-weights": {
        severity: "hint",
        message: ({ path, uses }) => `${uses} layers share the weights of ${quote(path)}, which count once`,
    },
    "shared-weights-mismatch": {
        severity: "error",
        message: ({ path, left, right }) =>
            `layers with the path ${quote(path)} share weights and must be of one kind and size: ` +
            `${left} and ${right} differ`,
    },
};

export const modelDefinitions = definedBy(modelEntries, (facts, context) => [
    ...suggestionFixes(facts, context.span, context.file),
    ...namingFixes(facts, context.span, context.file, context.uses),
    ...modelFixes(facts, context),
]);

function unknownName({ name, suggestion, reason }: Facts<"unknown-name">): string {
    switch (reason) {
        case "not-yet":
            return `${quote(name)} is given only further down; a name has to be given on an earlier line`;
        case "not-reached":
            return `${quote(name)} was not given here: the line that gives it was not reached`;
        case "is-called":
            return `${quote(name)} is something to call; write ${quote(`${name}(…)`)}`;
        default:
            return `there is no name ${quote(name)} here` +
                (name === "range()" ? "; `0..3` counts 0, 1 and 2" : didYouMean(suggestion));
    }
}

function unknownLayer({ name, suggestion, reason }: Facts<"unknown-layer">): string {
    switch (reason) {
        case "is-a-value":
            return `${quote(name)} is not a layer or block but a name; write it without parentheses`;
        case "is-a-model":
            return `${quote(name)} is a model, and models are not called; make it a block`;
        case "is-a-function":
            return `${quote(name)} is a function of numbers and makes no value; use it in an argument`;
        default:
            return `there is no layer or block ${quote(name)}${didYouMean(suggestion)}`;
    }
}

function tooManyArguments({ callee, given, most, hint }: Facts<"too-many-arguments">): string {
    const taken = most === 0 ? "no arguments without a name" : `at most ${count(most, "argument")} without a name`;
    return `${quote(callee)} takes ${taken}, and ${given} ${given === 1 ? "is" : "are"} given${hint === undefined ? "" : `; ${hint}`}`;
}

function failedClaim({ claimed, actual, axes }: Facts<"failed-claim">): string {
    const differing = axes.flatMap((axis) => {
        const size = actual[axis];
        return size === undefined ? [] : [`${axisName(axis, actual.length)} is ${formatSize(size)}`];
    });
    return `the shape is ${formatShape(actual)}, not ${claimed}` +
        (differing.length === 0 || actual.length === 1 ? "" : `: ${listOf(differing)}`);
}

function failedImport({ path, reason }: Facts<"failed-import">): string {
    switch (reason) {
        case "missing":
            return `there is no file "${path}"; the path is relative to this file`;
        case "circular":
            return `"${path}" imports this file in turn; move what both need into a third file`;
        case "empty":
            return `"${path}" has no block or let to bring in`;
        case "broken":
            return `"${path}" has errors of its own; what could be read of it is used`;
    }
}

/** 100,000 */
function grouped(value: number): string {
    return value.toLocaleString("en-US");
}
