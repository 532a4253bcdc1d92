import { TextDocument } from "vscode-languageserver-textdocument";
import type { PreviewGraph } from "../server/protocol.ts";
import {
    analyze, findDiagnostics, parse, previewGraph, reported, type AnalysisHost, type Diagnostic,
} from "../server/service.ts";

/** The network in a fence, and what is wrong with it. */
export interface FencedNetwork {
    readonly graphs: readonly PreviewGraph[];
    /** Errors and warnings, in the order of the text. */
    readonly problems: readonly FencedProblem[];
    /** Whether it imports files, which are not read. */
    readonly imports: boolean;
    /** Whether evaluation has ended early, so that graphs and problems are incomplete. */
    readonly isTooLarge: boolean;
}

export interface FencedProblem extends Pick<Diagnostic, "message" | "help"> {
    readonly severity: "error" | "warning";
    /** From 1. */
    readonly line: number;
}

const uri = "markdown:fence.cnn";

/** Evaluation ends after these steps, a fraction of a second: the extension host renders pages while they are typed. */
export const mostSteps = 20_000;

/** Analyses the text of a fence; undefined for an excerpt, which has only lines of a network. */
export function readFence(source: string): FencedNetwork | undefined {
    const file = parse(source);
    const kinds = new Set(file.tree.items.map(({ kind }) => kind));
    const hasLines = file.problems.some((one) => one.code === "unexpected-token" && one.expected === "model");
    if (!kinds.has("model") && (!kinds.has("block") || hasLines)) {
        return undefined;
    }
    const text = { text: source };
    const host: AnalysisHost = {
        readText: (path) => path === uri ? text : undefined,
        refusal: () => undefined,
        exists: () => true,
        readTensors: () => "pending",
        resolve: (base, path) => `${base}/${path}`,
    };
    const analysis = analyze(uri, host, { steps: mostSteps }, file);
    if (analysis.problems.some(({ finding: { code } }) => code === "step-limit" || code === "layer-limit")) {
        return { graphs: [], problems: [], imports: kinds.has("import"), isTooLarge: true };
    }
    const document = TextDocument.create(uri, "cnn", 0, source);
    const found = findDiagnostics(analysis);
    const graphs = analysis.models.flatMap(({ name }) =>
        previewGraph({ analysis, document, host }, found, name) ?? []);
    const problems = reported(found, analysis).flatMap(({ code, severity, message, help, span }): FencedProblem[] => {
        const isListed = severity === "error" || severity === "warning";
        return !isListed || code === "failed-import"
            ? []
            : [{ severity, message, help, line: document.positionAt(span.start).line + 1 }];
    });
    return { graphs, problems, imports: kinds.has("import"), isTooLarge: false };
}
