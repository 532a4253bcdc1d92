import { reportedSizes, sizesText } from "../service.ts";
import { exitCode, openModel, type ExitCode, type ModelOptions } from "./commands.ts";
import { print, printDiagnostics, printJson } from "./output.ts";
import { diagnosticText, places } from "./report.ts";

export interface SizesOptions extends ModelOptions {
    readonly format: "text" | "json";
}

/** Prints which input sizes a model accepts, and why. */
export function sizes(file: string, options: SizesOptions): ExitCode {
    const { host, graph, errors } = openModel(file, options);
    const lookUp = places(host);
    const reported = reportedSizes(graph, lookUp.placeOf);
    if (options.format === "json") {
        printJson({ model: graph.name, sizes: reported });
    } else {
        print(sizesText(graph.name, reported));
    }
    printDiagnostics(errors.map((one) => diagnosticText(one, lookUp)), process.stderr);
    return errors.length === 0 ? exitCode.clean : exitCode.errors;
}
