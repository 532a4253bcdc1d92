import { TextDocument } from "vscode-languageserver-textdocument";
import {
    analyzeNext, findDiagnostics, type AnalysisHost, type AnalyzedDocument, type AnalyzedFile, type Diagnostic,
} from "../service.ts";

/** The analysis and diagnostics of one version of a document, which all its features share. */
export interface AnalyzedVersion extends AnalyzedDocument, AnalyzedFile {
    readonly version: number;
    /** Unique for every analysis: clients with the diagnostics of this id are up to date. */
    readonly id: string;
    /** All diagnostics, including those that settings and `@allow` hide; found when they are first read. */
    readonly found: readonly Diagnostic[];
}

/** The latest analysis of each open document. */
export interface Analyses {
    of(document: TextDocument): AnalyzedVersion;
    /** The analysis that exists of any version of a document, whose text is its own; valid until the next one. */
    known(document: TextDocument): AnalyzedVersion | undefined;
    /** Drops the analyses that depend on a file, except its own; returns whether there were any. */
    dropDependents(uri: string): boolean;
    drop(uri: string): void;
}

export function openAnalyses(host: AnalysisHost): Analyses {
    const analyses = new Map<string, DocumentVersion>();
    let made = 0;
    return {
        of: (document) => {
            const known = analyses.get(document.uri);
            if (known?.version === document.version) {
                return known;
            }
            // The new analysis reuses parts of the old one.
            analyses.delete(document.uri);
            made += 1;
            const analyzed = new DocumentVersion(
                document, host, analyzeNext(known, document.uri, host, document.getText()), `${document.version}.${made}`);
            analyses.set(document.uri, analyzed);
            return analyzed;
        },
        known: (document) => {
            const known = analyses.get(document.uri);
            if (known === undefined || known.version === document.version) {
                return known;
            }
            // The document itself has changed since.
            const { text } = known.analysis.file;
            const before = TextDocument.create(document.uri, document.languageId, known.version, text);
            return new DocumentVersion(before, host, known, known.id);
        },
        dropDependents: (uri) => {
            const dependents = [...analyses].filter(([own, { analysis }]) =>
                own !== uri && (analysis.dependencies.includes(uri) || analysis.pending.includes(uri)));
            for (const [own] of dependents) {
                analyses.delete(own);
            }
            return dependents.length > 0;
        },
        drop: (uri) => {
            analyses.delete(uri);
        },
    };
}

/** A class, so that a copy of its properties does not find its diagnostics, which takes as long as the analysis. */
class DocumentVersion implements AnalyzedVersion {
    readonly document;
    readonly host;
    readonly version;
    readonly id;
    readonly analysis;
    readonly evaluated;
    #found: readonly Diagnostic[] | undefined;

    constructor(document: TextDocument, host: AnalysisHost, { analysis, evaluated }: AnalyzedFile, id: string) {
        this.document = document;
        this.host = host;
        this.version = document.version;
        this.id = id;
        this.analysis = analysis;
        this.evaluated = evaluated;
    }

    get found(): readonly Diagnostic[] {
        this.#found ??= findDiagnostics(this.analysis);
        return this.#found;
    }
}
