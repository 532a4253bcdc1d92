import { analyze } from "../../server/analysis/analyze.ts";
import type { Analysis } from "../../server/analysis/analysis.ts";
import type { AnalysisHost } from "../../server/names/host.ts";
import { readTensorTable } from "../../server/weights/safetensors.ts";
import type { AnalysisOptions } from "../../server/evaluation/options.ts";
import { describedTensors } from "./safetensors.ts";

/** A host whose files are texts by path, those with tensors as `describedTensors` reads them; others do not exist. */
export function memoryHost(files: Readonly<Record<string, string>>): AnalysisHost {
    const texts = new Map(Object.entries(files).map(([path, text]) => [`memory:/${path}`, { text }]));
    return {
        readText: (uri) => texts.get(uri),
        readTensors: (uri) => {
            const file = texts.get(uri);
            const bytes = file === undefined ? undefined : describedTensors(file.text);
            return bytes === undefined ? undefined : readTensorTable(bytes, bytes.length);
        },
        refusal: () => undefined,
        exists: (uri) => texts.has(uri),
        resolve: (base, path) => new URL(path, base).href,
    };
}

/** Analyses a text as `main.cnn`, with other files it can import. */
export function analyzeText(
    text: string, files: Readonly<Record<string, string>> = {}, options: AnalysisOptions = {},
): Analysis {
    return analyze("memory:/main.cnn", memoryHost({ ...files, "main.cnn": text }), options);
}
