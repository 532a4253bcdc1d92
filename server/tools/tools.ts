import * as v from "valibot";
import {
    applyChanges, Budget, defaultSeverities, firstSizes, inputRule, limits, nearestName, newFixTrials, reported,
    ruleText, summarize, summaryTable, totalCost, triedHelp, tryFix, type AnalysisOptions, type Diagnostic,
    type ModelGraph,
} from "../service.ts";
import { chosenSize } from "../protocol.ts";
import { countOf, formatInteger } from "../quantities.ts";
import { defineTool, ToolError, type Tool, type ToolAnswer, type ToolSource } from "./tool.ts";

const source = {
    text: v.optional(v.pipe(v.string(), v.description("The text of a .cnn file. Pass either text or path."))),
    path: v.optional(v.pipe(v.string(), v.description("The path of a .cnn file. Pass either text or path."))),
};

const model = v.optional(v.pipe(v.string(), v.description("The name of a model in the file. Default: the first model.")));

const sizes = v.optional(v.pipe(
    v.record(v.string(), chosenSize),
    v.description("Values of dynamic input sizes by name, such as {\"H\": 256, \"W\": 256}. Default: those in the file."),
));

/** The fixes of this many problems are tried: each try analyses the file once more. */
const mostTried = 20;
/** The number of problems that an answer lists. */
const mostListed = 50;

const check = defineTool({
    name: "cnn_check",
    title: "Check a .cnn network",
    description: "Checks the text of a convolutional network in the .cnn language, or a .cnn file, and returns its " +
        "errors, warnings and hints with their lines, causes and advice. Use it after writing or changing a network: " +
        "the checker computes every shape, so a network without errors runs.",
    input: v.object(source),
    run: async (input, environment) => {
        const opened = await environment.open(input);
        const budget = new Budget(limits.helpTrials);
        const diagnostics = reported(opened.found, opened.analysis).slice(0, mostListed)
            .map((one, index) => described(one, opened, index < mostTried ? budget : undefined));
        const models = opened.analysis.models.map((graph) => ({ name: graph.name, ...totals(graph) }));
        const lines = diagnostics.map(({ line, column, severity, code, message, help, notes }) => [
            `${line}:${column}: ${severity} ${code}: ${message}`,
            ...help === undefined ? [] : [`  help: ${help}`], ...notes.map((note) => `  note: ${note}`),
        ].join("\n"));
        const valid = !diagnostics.some(({ severity }) => severity === "error");
        const summary = models.map(({ name, parameters, macs }) =>
            `${name}: ${formatInteger(parameters)} parameters, ${formatInteger(macs)} MACs`);
        return {
            text: [valid ? "The network has no errors." : "The network has errors.", ...lines, ...summary].join("\n"),
            data: { valid, diagnostics, models },
        };
    },
});

const summary = defineTool({
    name: "cnn_summary",
    title: "Summarize a .cnn model",
    description: "Returns a table of the layers of a model in the .cnn language: the output shape, parameters, " +
        "multiply-adds, memory and receptive field of each, the totals, and the memory of inference and training. Use it to compare architectures or to find where " +
        "a model spends its parameters and computation.",
    input: v.object({ ...source, model, sizes }),
    run: async (input, environment) => {
        const opened = await environment.open(input, withSizes(input.sizes));
        const graph = chosenModel(opened, input.model);
        const lineOf = ({ uri, span }: Parameters<Parameters<typeof summarize>[1]>[0]): number =>
            uri === opened.analysis.uri ? opened.document.positionAt(span.start).line + 1 : 0;
        const summary = summarize(graph, lineOf);
        return { text: summaryTable(summary), data: { ...summary } };
    },
});

const inputSizes = defineTool({
    name: "cnn_input_sizes",
    title: "List the input sizes of a .cnn model",
    description: "Returns which sizes the dynamic input dimensions of a .cnn model can have, such as \"H must be a " +
        "multiple of 32\", with the smallest sizes that fit. Use it before you feed images of another size to a model.",
    input: v.object({ ...source, model }),
    run: async (input, environment) => {
        const graph = chosenModel(await environment.open(input), input.model);
        const rules = inputRule(graph).sizes.map((rule) => ({
            name: rule.name, default: rule.sample, rule: ruleText(rule), first: firstSizes(rule.fits, 10),
        }));
        const lines = rules.map(({ rule, first }) => `${rule} (${first.join(", ")}, …)`);
        return {
            text: rules.length === 0 ? `${graph.name} has no dynamic sizes.` : lines.join("\n"),
            data: { model: graph.name, sizes: rules },
        };
    },
});

const explain = defineTool({
    name: "cnn_explain_diagnostic",
    title: "Explain a diagnostic of the .cnn checker",
    description: "Returns the documentation of a diagnostic code of the .cnn checker, such as channel-mismatch: what " +
        "it reports, why, and an example of wrong and right code.",
    input: v.object({ code: v.pipe(v.string(), v.description("The code of the diagnostic, such as channel-mismatch.")) }),
    run: async ({ code }, environment): Promise<ToolAnswer> => {
        const page = defaultSeverities.has(code) ? await environment.page(code) : undefined;
        if (page === undefined) {
            const near = nearestName(code, defaultSeverities.keys());
            throw new ToolError(`There is no diagnostic ${code}${near === undefined ? "." : `; did you mean ${near}?`}`);
        }
        return { text: page, data: { code, severity: defaultSeverities.get(code), page } };
    },
});

const fix = defineTool({
    name: "cnn_fix",
    title: "Fix a problem of a .cnn network",
    description: "Fixes one problem that cnn_check reports and returns the new text; it does not change the file. Only " +
        "fixes after which the problem is gone and no other error appears are applied. Choose the problem by its code " +
        "or line; the default is the first problem with a fix.",
    input: v.object({
        ...source,
        code: v.optional(v.pipe(v.string(), v.description("The code of the problem, such as unknown-argument."))),
        line: v.optional(v.pipe(v.number(), v.integer(), v.description("The line of the problem, from 1."))),
    }),
    run: async (input, environment) => {
        const opened = await environment.open(input);
        const candidates = reported(opened.found, opened.analysis).filter((one) =>
            (input.code === undefined || one.code === input.code) &&
            (input.line === undefined || lineOf(one, opened) === input.line));
        for (const diagnostic of candidates.slice(0, mostTried)) {
            const trials = newFixTrials(diagnostic);
            const found = trials.candidates.find((one) => tryFix(one, trials, diagnostic, opened) === undefined);
            if (found !== undefined) {
                const text = applyChanges(opened.document.getText(), found.edits);
                const title: string = found.title;
                const { code } = diagnostic;
                return { text: `${title} (${code}, line ${lineOf(diagnostic, opened)}):\n\n${text}`, data: { title, code, text } };
            }
        }
        throw new ToolError(candidates.length === 0
            ? "No problem matches the code and line."
            : `None of the ${countOf(candidates.length, "problem")} has a fix.`);
    },
});

/** All tools, for the editor's assistants and for `cnn mcp`. */
export const tools: readonly Tool[] = [check, summary, inputSizes, explain, fix];

interface DescribedDiagnostic {
    readonly line: number;
    readonly column: number;
    readonly severity: string;
    readonly code: string;
    readonly message: string;
    readonly help?: string;
    readonly notes: readonly string[];
}

/** A problem, with the help of the first fix that passes its trial, if it is tried. */
function described(diagnostic: Diagnostic, opened: ToolSource, budget: Budget | undefined): DescribedDiagnostic {
    const { code, severity, message, notes, span } = diagnostic;
    const { line, character } = opened.document.positionAt(span.start);
    const help = budget === undefined ? diagnostic.help : triedHelp(diagnostic, opened, budget);
    return {
        line: line + 1, column: character + 1, severity, code, message, ...(help === undefined ? {} : { help }), notes,
    };
}

function lineOf({ span }: Diagnostic, { document }: ToolSource): number {
    return document.positionAt(span.start).line + 1;
}

function totals(graph: ModelGraph): { readonly parameters: number; readonly macs: number } {
    const { parameters, macs } = totalCost(graph);
    return { parameters: parameters.value, macs: macs.value };
}

function withSizes(chosen: Readonly<Record<string, number>> | undefined): AnalysisOptions {
    return { samples: new Map(Object.entries(chosen ?? {})) };
}

function chosenModel({ analysis: { models } }: ToolSource, name: string | undefined): ModelGraph {
    const found = name === undefined ? models[0] : models.find((one) => one.name === name);
    if (found === undefined) {
        const names = models.map((one) => one.name).join(", ");
        throw new ToolError(models.length === 0 ? "The file has no model." : `There is no model ${name}; there are ${names}.`);
    }
    return found;
}
