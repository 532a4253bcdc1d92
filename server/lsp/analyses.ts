import type { TextDocument } from "vscode-languageserver-textdocument";
import {
    analyzeNext, findDiagnostics, type AnalysisHost, type AnalyzedDocument, type AnalyzedFile, type Diagnostic,
} from "../service.ts";

/** One document, analysed, and what is wrong with it. All features of a version share it. */
export interface AnalyzedVersion extends AnalyzedDocument, AnalyzedFile {
    readonly version: number;
    /** Differs for every analysis: who has this one's diagnostics has nothing to fetch. */
    readonly id: string;
    /** What is wrong with it, whatever settings and `@allow` hide. */
    readonly found: readonly Diagnostic[];
}

/** The newest analysis of each open document. */
export interface Analyses {
    of(document: TextDocument): AnalyzedVersion;
    /** Drops the analyses that read the file, other than its own; gives back whether there were any. */
    dropDependents(uri: string): boolean;
    drop(uri: string): void;
}

export function openAnalyses(host: AnalysisHost): Analyses {
    const analyses = new Map<string, AnalyzedVersion>();
    let made = 0;
    return {
        of: (document) => {
            const known = analyses.get(document.uri);
            if (known?.version === document.version) {
                return known;
            }
            // Parts of it become the new one's.
            analyses.delete(document.uri);
            const { analysis, evaluated } = analyzeNext(known, document.uri, host, document.getText());
            made += 1;
            const analyzed: AnalyzedVersion = {
                analysis, evaluated, document, host, version: document.version, id: `${document.version}.${made}`,
                found: findDiagnostics(analysis),
            };
            analyses.set(document.uri, analyzed);
            return analyzed;
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
