import type { Change } from "../../grammar/change.ts";
import { parse } from "../../grammar/parser.ts";
import { reparse } from "../../grammar/reparse.ts";
import type { SyntaxProblem } from "../../grammar/syntax-problem.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Block, Call, Decorator, Model, Node } from "../../grammar/syntax-tree.ts";
import { nodePathAt, nodesOfKind } from "../../grammar/traversal.ts";
import { bindBlockInput } from "../evaluation/block-calls.ts";
import { locate, type BodyState, type Frame } from "../evaluation/context.ts";
import { unknownDatum } from "../evaluation/data.ts";
import { evaluateDecorators } from "../evaluation/decorators.ts";
import { Evaluation } from "../evaluation/evaluation.ts";
import { interpreter } from "../evaluation/interpreter.ts";
import { evaluateModel } from "../evaluation/models.ts";
import { fileFrame } from "../evaluation/names.ts";
import type { AnalysisOptions } from "../evaluation/options.ts";
import type { Occurrence, Problem } from "../evaluation/problems.ts";
import {
    newRecords, type CallRecord, type ConstantValues, type NamedThing, type Records, type Use, type UsedNode,
} from "../evaluation/records.ts";
import { Trace } from "../evaluation/trace.ts";
import type { Scope } from "../graph/graph.ts";
import { Budget, limits } from "../limits.ts";
import type { AnalysisHost } from "../names/host.ts";
import { languageName } from "../names/language-names.ts";
import { loadProgram, type FileScope, type FunctionDeclaration, type Program } from "../names/program.ts";
import type { Analysis } from "./analysis.ts";
import { DeclaredNames, EvaluatedFile, evaluatedModel, type EvaluatedModel } from "./evaluated-models.ts";
import { evaluateLets } from "./imported-constants.ts";
import { mergeMaps } from "./merged-maps.ts";
import { groupOccurrences } from "./problem-grouping.ts";
import { sketchUnusedBlocks } from "./sketches.ts";

/**
 * Analyses one file with its imports: its models as graphs, all problems, and the values of each line. Does no I/O and
 * never throws; files that the host has not read yet are in `pending`. `file` avoids parsing the text again.
 */
export function analyze(
    uri: string, host: AnalysisHost, options: AnalysisOptions = {}, file: ParsedFile = parseFrom(uri, host),
): Analysis {
    return analyzeParsed(uri, host, options, file).analysis;
}

/** An analysis, and the results that the next version of the file may reuse. */
export interface AnalyzedFile {
    readonly analysis: Analysis;
    readonly evaluated: EvaluatedFile;
}

/**
 * Analyses a version of a file like `analyze`, and reuses what an edit leaves unchanged from the previous version,
 * which must not be read any more. The host's files must be the same as for that version.
 */
export function analyzeNext(
    previous: AnalyzedFile | undefined, uri: string, host: AnalysisHost, text: string,
): AnalyzedFile {
    if (previous === undefined) {
        return analyzeParsed(uri, host, {}, parse(text));
    }
    const { file, change } = reparse(previous.analysis.file, text);
    return analyzeParsed(uri, host, {}, file, { evaluated: previous.evaluated, change });
}

function analyzeParsed(
    uri: string, host: AnalysisHost, options: AnalysisOptions, file: ParsedFile,
    previous?: { readonly evaluated: EvaluatedFile; readonly change: Change },
): AnalyzedFile {
    const newBudget = (): Budget => new Budget(Math.min(options.steps ?? limits.steps, limits.steps));
    const budget = newBudget();
    const program = loadProgram(uri, file, host);
    const gathered = new Gathered(program);
    const declared = new DeclaredNames(program.main);
    const kept = previous?.evaluated.keptIn(declared, previous.change) ?? [];
    const { ofConstants, imported } = evaluateLets(
        program, previous?.evaluated.imported,
        { host, uri, constants: gathered.constants, samples: options.samples, budget: newBudget() });
    const models = program.main.models.map((item, model): EvaluatedModel => {
        const known = kept[model];
        if (known !== undefined) {
            budget.spend(known.steps);
            return known;
        }
        const evaluation = new Evaluation({
            host, uri, model, hypothetical: false, records: newRecords(), constants: gathered.constants,
            samples: options.samples, budget, trace: options.trace === true ? new Trace(gathered.constants) : undefined,
        });
        return evaluatedModel(item, evaluateModel(item, program.main, evaluation, options), evaluation);
    });
    if (budget.isExceeded && kept.some((model) => model !== undefined)) {
        // What is evaluated before the limit depends on all models.
        return analyzeParsed(uri, host, options, file);
    }
    models.forEach((model) => { gathered.add(model); });
    const ofLets = imported === undefined ? [ofConstants] : [imported, ofConstants];
    for (const lets of ofLets) {
        gathered.addOccurrences(lets.occurrences);
        gathered.addFiles(lets);
    }
    const all = [...models, ...ofLets].map(({ records }) => records);
    const uses = mergeMaps<UsedNode, readonly Use[]>(all.map((records) => records.uses), (lists) => lists.flat());
    const things = mergeMaps<Node, readonly NamedThing[]>(
        all.map((records) => records.things), (lists) => lists.flat());
    const hypothetical = newRecords();
    checkUnreached(program.main, host, gathered, uses, hypothetical);
    const sketches = sketchUnusedBlocks(program.main, host, gathered.constants, uses);
    return {
        analysis: {
            uri, file, names: program.main, imported: program.imported, models: models.map(({ graph }) => graph),
            problems: [
                ...stillTrue(file, gathered.occurrences).map((finding): Problem => ({
                    span: { start: finding.start, end: finding.end }, related: [], occurrences: [], source: "syntax",
                    finding,
                })),
                ...groupOccurrences(uri, gathered.occurrences, gathered.scopes, causeOf).map(
                    ({ span, first, members, inside, uses: places }): Problem => ({
                        span, ...first.finding, related: [...inside, ...first.related, ...places],
                        occurrences: members,
                    })),
            ],
            uses, things, sketches,
            calls: mergeMaps<Call | Decorator, CallRecord>(
                [...all, hypothetical].map((records) => records.calls), (records) => records.reduce((_, last) => last)),
            pending: [...gathered.pending], dependencies: [...gathered.dependencies],
        },
        evaluated: new EvaluatedFile(models, declared, ofConstants, imported),
    };
}

function parseFrom(uri: string, host: AnalysisHost): ParsedFile {
    const text = host.readText(uri);
    return parse(text === undefined || text === "pending" ? "" : text.text);
}

/** The combined results of evaluating a file's models. */
class Gathered {
    readonly occurrences: Occurrence[];
    readonly scopes: Scope[] = [];
    readonly constants: ConstantValues = new Map();
    readonly pending: Set<string>;
    readonly dependencies: Set<string>;

    constructor(program: Program) {
        this.occurrences = program.findings.map(({ location, finding, first }) => ({
            location, scope: undefined, finding: { source: "model", finding },
            related: first === undefined ? [] : [{ ...first, role: "first" }],
        }));
        this.pending = new Set(program.pending);
        this.dependencies = new Set(program.dependencies);
    }

    add(model: EvaluatedModel): void {
        this.addOccurrences(model.occurrences);
        this.#addAll(model.graph.scopes, this.scopes);
        this.addFiles(model);
    }

    addOccurrences(occurrences: readonly Occurrence[]): void {
        this.#addAll(occurrences, this.occurrences);
    }

    addFiles({ pending, dependencies }: Pick<EvaluatedModel, "pending" | "dependencies">): void {
        for (const uri of pending) {
            this.pending.add(uri);
        }
        for (const uri of dependencies) {
            this.dependencies.add(uri);
        }
    }

    /** One by one: spreading a hundred thousand elements into push would overflow the stack. */
    #addAll<T>(from: readonly T[], to: T[]): void {
        for (const one of from) {
            to.push(one);
        }
    }
}

/**
 * Evaluates what no model reaches: unused functions and blocks, and branches not taken. Reports only problems that do
 * not depend on values: names, arguments and types.
 */
function checkUnreached(
    file: FileScope, host: AnalysisHost, gathered: Gathered, uses: Analysis["uses"], records: Records,
): void {
    const budget = new Budget(limits.steps);
    const known = new Set(gathered.occurrences.map(occurrenceKey));
    // Each has its own evaluation: models may have inputs and sizes of the same names.
    const check = (run: (evaluation: Evaluation) => void): void => {
        if (budget.isExceeded) {
            return;
        }
        const evaluation = new Evaluation({
            host, uri: file.uri, model: -1, hypothetical: true, records, constants: gathered.constants,
            samples: undefined, budget,
        });
        evaluation.untilStopped(() => { run(evaluation); });
        gathered.addOccurrences(evaluation.occurrences.filter((occurrence) =>
            occurrence.finding.source === "model" && !known.has(occurrenceKey(occurrence))));
        gathered.addFiles(evaluation);
    };
    for (const called of file.called.values()) {
        if (called.kind === "function" && called.file === file) {
            check((evaluation) => { checkFunction(called, evaluation); });
        }
    }
    for (const item of file.parsed.tree.items) {
        if ((item.kind === "block" || item.kind === "model") && hasUnreached(item, file, uses)) {
            check((evaluation) => { checkBody(item, file, evaluation); });
        } else if (item.decorators.length > 0 && (item.kind === "let" || item.kind === "import")) {
            check((evaluation) => {
                evaluateDecorators(item.decorators, "statement", {
                    evaluation, interpreter, frame: fileFrame(file), body: undefined,
                });
            });
        }
    }
}

function occurrenceKey(occurrence: Occurrence): string {
    const { span } = occurrence.location;
    return `${span.start}|${span.end}|${codeOf(occurrence)}`;
}

/**
 * The syntax problems, except those that evaluation reports better: missing parentheses after a name that cannot be
 * called, and a missing `let` before an expression of values.
 */
function stillTrue(file: ParsedFile, occurrences: readonly Occurrence[]): readonly SyntaxProblem[] {
    if (!file.problems.some(({ code }) => code === "missing-parentheses" || code === "missing-let")) {
        return file.problems;
    }
    const uncalled = new Set<number>();
    const values = new Set<string | undefined>();
    for (const { location: { span }, finding: { finding } } of occurrences) {
        if (finding.code === "unknown-layer") {
            uncalled.add(span.start);
        } else if (finding.code === "wrong-type" && "shape" in finding.found) {
            const named = nodePathAt(file.tree, span.start).find((node) => node.kind === "let");
            values.add(named?.name?.text);
        }
    }
    return file.problems.filter((problem) => {
        switch (problem.code) {
            case "missing-parentheses": return !uncalled.has(problem.start);
            case "missing-let": return !values.has(problem.name);
            default: return true;
        }
    });
}

/**
 * The key by which findings at one place are grouped: values that differ in channels in one use may differ in size in
 * another.
 */
function causeOf(occurrence: Occurrence): string {
    const code = codeOf(occurrence);
    return code === "channel-mismatch" || code === "size-mismatch" ? "mismatch" : code;
}

function codeOf({ finding }: Occurrence): string {
    return finding.finding.code;
}

/** Whether a body has calls that were never evaluated. */
function hasUnreached(item: Block | Model, file: FileScope, uses: Analysis["uses"]): boolean {
    return nodesOfKind(item, "call").some((call) => !uses.has(call) && isStep(call, item, file));
}

/** Whether a call is a step; calls of functions are expressions, and not recorded. */
function isStep(call: Call, item: Block | Model, file: FileScope): boolean {
    const name = call.callee.text;
    const ofLanguage = languageName(name);
    if (ofLanguage !== undefined) {
        return ofLanguage === "layer";
    }
    return file.called.get(name)?.kind !== "function" &&
        file.names.bodyScope(item)?.find("callable", name) === undefined;
}

function checkFunction(declaration: FunctionDeclaration, evaluation: Evaluation): void {
    const names = new Map(declaration.parameters.map((parameter) => [parameter.name.text, unknownDatum]));
    const frame: Frame = { ...fileFrame(declaration.file), names };
    const { value } = declaration.declaration;
    if (value !== undefined) {
        interpreter.evaluateExpression(value, { evaluation, interpreter, frame, body: undefined });
    }
}

function checkBody(item: Block | Model, file: FileScope, evaluation: Evaluation): void {
    if (item.body === undefined) {
        return;
    }
    const frame: Frame = {
        file, names: new Map(), functions: new Map(), scope: undefined, kind: item.kind, node: item, uncertain: false,
        reportedAtRefusal: undefined, returned: undefined,
    };
    const location = locate({ evaluation, interpreter, frame, body: undefined }, item);
    const scope = evaluation.openScope({
        kind: "model", path: item.name?.text ?? "", weightPath: "", label: "", parent: undefined, location,
        definition: undefined, round: undefined,
    });
    const input = item.kind === "block" ? evaluation.unknownValue() : undefined;
    const body: BodyState = {
        frame, scope, input, current: input, counters: new Map(), inLoop: false, namedByRound: false,
    };
    const context = { evaluation, interpreter, frame, body };
    if (item.kind === "block") {
        evaluateDecorators(item.decorators, "block", context);
    }
    if (item.kind === "block") {
        bindBlockInput(item, input, frame);
    }
    for (const parameter of item.parameters) {
        if (parameter.default !== undefined) {
            interpreter.evaluateExpression(parameter.default, context);
        }
        frame.names.set(parameter.name.text, unknownDatum);
    }
    if (item.kind === "model") {
        evaluateDecorators(item.decorators, "model", context);
    }
    interpreter.runBody(item.body, context);
}
