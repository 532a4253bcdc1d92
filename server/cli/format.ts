import { format, parse } from "../service.ts";
import { countOf } from "../quantities.ts";
import { exitCode, type ExitCode } from "./commands.ts";
import { fileContent, writeFiles } from "./file-output.ts";
import { readFile } from "./files.ts";
import { print, printError } from "./output.ts";

export interface FormatOptions {
    /** Only report which files would change. */
    readonly check?: boolean;
}

/** Formats files in place, or checks whether they are formatted. Items with syntax errors stay as they are. */
export async function formatFiles(
    files: readonly string[], { check = false }: FormatOptions,
): Promise<ExitCode> {
    let changed = 0;
    let broken = 0;
    for (const file of files) {
        const text = readFile(file);
        if (parse(text).problems.length > 0) {
            broken++;
            printError(`${file}: has syntax errors; \`cnn check\` lists them\n`);
        }
        const formatted = format(text);
        if (formatted === text) {
            continue;
        }
        changed++;
        if (!check) {
            await writeFiles([{ path: file, content: fileContent(formatted) }]);
        }
        print(`${check ? "Would format" : "Formatted"} ${file}\n`);
    }
    const total = countOf(files.length, "file");
    print(check
        ? `${total} checked, ${changed === 0 ? "all formatted" : `${changed} not formatted`}\n`
        : `${changed} of ${total} changed\n`);
    return broken > 0 || (check && changed > 0) ? exitCode.errors : exitCode.clean;
}
