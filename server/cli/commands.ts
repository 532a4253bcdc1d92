import { basename } from "node:path";
import {
    analyze, concerns, embeddedFile, emitDecodedOnnx, emitOnnx, emitPytorch, findDiagnostics, largestOnnxFile,
    modelWithExternalWeights, text, totalCost, trainedWeights, weightsFile,
    type Analysis, type AnalysisHost, type AnalysisOptions, type DecoratorValue, type Diagnostic, type ModelGraph,
    type OnnxModel, type Refusal,
} from "../service.ts";
import { countOf, formatInteger } from "../quantities.ts";
import { fileContent, isStream, writeFiles } from "./file-output.ts";
import { describeFileError, fileHost, openTensors, type FileHost, pathOf, readFile, uriOf } from "./files.ts";
import { Misuse } from "./misuse.ts";
import { print, printDiagnostics, printError } from "./output.ts";
import { diagnosticText, places } from "./report.ts";

/** Which model of a file to use, and the values of its parameters and dynamic sizes. */
export interface ModelOptions {
    readonly model?: string;
    readonly set?: ReadonlyMap<string, DecoratorValue>;
    readonly input?: ReadonlyMap<string, number>;
}

export interface ExportOptions extends ModelOptions {
    readonly to: "onnx" | "pytorch";
    /** Whether an ONNX model ends in boxes and masks instead of the outputs they are decoded from. */
    readonly decode?: boolean;
    readonly output: string;
    readonly version: string;
}

/** The exit codes of the process. */
export const exitCode = {
    clean: 0,
    /** The network has errors. */
    errors: 1,
    /** Invalid command line arguments, or an unreadable file. */
    misuse: 2,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Exports a model in the requested format, if it has no errors. */
export async function exportModel(file: string, options: ExportOptions): Promise<ExitCode> {
    if (options.decode === true && options.to !== "onnx") {
        throw new Misuse("--decode needs --to onnx");
    }
    const { host, graph, errors } = openModel(file, options);
    if (errors.length > 0) {
        const lookUp = places(host);
        printDiagnostics(errors.map((one) => diagnosticText(one, lookUp)), process.stderr);
        printError(`\n${graph.name} is not exported, because it has ${tally(errors)}.\n`);
        return exitCode.errors;
    }
    const sources = host.readPaths();
    const written = options.to === "onnx"
        ? await exportOnnx(graph, options, sources)
        : await exportPytorch(graph, file, options, sources);
    if (typeof written !== "string") {
        printError(`${graph.name} is not exported. ${written.refused}\n`);
        return exitCode.errors;
    }
    // A stream has only the file itself.
    (isStream(options.output) ? printError : print)(`${written}\n`);
    return exitCode.clean;
}

/** Writes an ONNX file with trained and seeded weights; returns a description of the output. */
async function exportOnnx(
    graph: ModelGraph, options: ExportOptions, sources: readonly string[],
): Promise<string | Refusal> {
    const common = { producerVersion: options.version, trained: true };
    const model = options.decode === true
        ? emitDecodedOnnx(graph, common)
        : emitOnnx(graph, { ...common, batch: "N", everyLayer: false });
    if ("refused" in model) {
        return model;
    }
    using trained = openTrained(graph, model.weights);
    const embedded = embeddedFile(model, trained);
    const written = [options.output];
    if (embedded.length <= largestOnnxFile) {
        await writeFiles([{ path: options.output, content: embedded }], sources);
    } else if (isStream(options.output)) {
        return { refused: text("Its weights are more than 2 GB, which ONNX keeps in a second file: name a file for the output.") };
    } else {
        const dataFile = `${options.output}.data`;
        const own = modelWithExternalWeights(model, basename(dataFile));
        await writeFiles([
            { path: dataFile, content: weightsFile(model, trained) },
            { path: options.output, content: { length: own.length, chunks: () => [own] } },
        ], sources);
        written.push(dataFile);
    }
    return `Wrote ${written.join(" and ")}: ${describeModel(graph)}, ${formatInteger(embedded.length)} bytes. ` +
        describeWeights(graph, model.seed) + (options.decode === true ? ` ${describeOutputs(model)}` : "");
}

function describeOutputs({ proto }: OnnxModel): string {
    const names = proto.graph?.output.map(({ name }) => name) ?? [];
    return `Its outputs are ${new Intl.ListFormat("en").format(names)}.`;
}

/** Opens the model's `@weights` file, if it has one. */
function openTrained(
    graph: ModelGraph, needed: OnnxModel["weights"],
): ReturnType<typeof openTensors> | undefined {
    const file = graph.weightsFile;
    try {
        return file === undefined ? undefined : openTensors(file.uri, needed);
    } catch (error) {
        throw new Misuse(`cannot read ${file?.path ?? ""}: ${describeFileError(error)}`);
    }
}

function describeWeights(graph: ModelGraph, seed: number): string {
    const trained = trainedWeights(graph);
    const random = `random, from seed ${seed}`;
    if (trained === undefined || trained.matched === 0) {
        return `The weights are ${random}.`;
    }
    const { matched, total, path } = trained;
    return matched === total
        ? `The weights are from ${path}.`
        : `${matched} of ${countOf(total, "tensor")} are from ${path}, and the rest ${random}.`;
}

/** Writes a Python module with a class for each block; returns a description of the output. */
async function exportPytorch(
    graph: ModelGraph, file: string, options: ExportOptions, sources: readonly string[],
): Promise<string | Refusal> {
    const module = emitPytorch(graph, basename(file));
    if ("refused" in module) {
        return module;
    }
    await writeFiles([{ path: options.output, content: fileContent(module.text) }], sources);
    return `Wrote ${options.output}: ${describeModel(graph)}, the class ${module.className}. ` +
        "Its tensors are named after the layers' paths; PyTorch initializes them.";
}

function describeModel(graph: ModelGraph): string {
    return `${graph.name}, ${formatInteger(totalCost(graph).parameters.value)} parameters`;
}

export interface OpenedModel {
    readonly host: FileHost;
    readonly analysis: Analysis;
    readonly graph: ModelGraph;
    /** The errors of the model and its dependencies. */
    readonly errors: readonly Diagnostic[];
}

/** Reads a file and chooses its model; throws `Misuse` if a name or a file does not exist. */
export function openModel(
    file: string, options: ModelOptions & { readonly to?: string }, host: FileHost = fileHost([file]),
): OpenedModel {
    const { set: parameters = new Map(), input: samples = new Map() } = options;
    const analysis = analyzeFile(file, host, { parameters, samples, trace: options.to === "pytorch" });
    const graph = chooseModel(analysis, options.model);
    checkNames("--set", parameters, graph.parameters.map(({ name }) => name), `parameters of ${graph.name}`);
    const sizes = graph.inputs.flatMap(({ dynamicSizes }) => dynamicSizes.map(({ name }) => name));
    checkNames("--input", samples, sizes, `dynamic sizes of ${graph.name}`);
    const errors = findDiagnostics(analysis)
        .filter((one) => isError(one) && concerns(one.span, graph, analysis.models));
    return { host, analysis, graph, errors };
}

/** Analyses a file; throws `Misuse` if it cannot be read. */
export function analyzeFile(file: string, host: AnalysisHost, options: AnalysisOptions): Analysis {
    readFile(file);
    return analyze(uriOf(file), host, options);
}

function chooseModel({ uri, models }: Analysis, name: string | undefined): ModelGraph {
    const [first] = models;
    if (first === undefined) {
        throw new Misuse(`${pathOf(uri)} has no model`);
    }
    const names = models.map((model) => model.name).join(", ");
    if (name === undefined) {
        if (models.length > 1) {
            printError(`Using ${first.name}, the first of ${names}; --model NAME selects another.\n\n`);
        }
        return first;
    }
    const found = models.find((model) => model.name === name);
    if (found === undefined) {
        throw new Misuse(`${pathOf(uri)} has no model ${name}; it has ${names}`);
    }
    return found;
}

function checkNames(option: string, values: ReadonlyMap<string, unknown>, known: readonly string[], of: string): void {
    for (const name of values.keys()) {
        if (!known.includes(name)) {
            const choice = known.length === 0 ? `there are no ${of}` : `the ${of} are ${known.join(", ")}`;
            throw new Misuse(`${option} ${name}: ${choice}`);
        }
    }
}

export function isError({ severity }: Diagnostic): boolean {
    return severity === "error";
}

/** "2 errors and 1 warning"; hints and information are counted as remarks. */
export function tally(diagnostics: readonly Diagnostic[]): string {
    const errors = diagnostics.filter(isError).length;
    const warnings = diagnostics.filter(({ severity }) => severity === "warning").length;
    const counted = [[errors, "error"], [warnings, "warning"], [diagnostics.length - errors - warnings, "remark"]] as const;
    const parts = counted.filter(([number]) => number > 0).map(([number, noun]) => countOf(number, noun));
    return new Intl.ListFormat("en").format(parts);
}
