import { format, parse } from "../service.ts";
import { countOf } from "../quantities.ts";
import { exitCode, type ExitCode } from "./commands.ts";
import { fileContent, writeFile } from "./file-output.ts";
import { readFile } from "./files.ts";

export interface FormatOptions {
    /** Only report which files would change. */
    readonly check?: boolean;
}

/** Formats files in place, or checks whether they are formatted. Items with syntax errors stay as they are. */
export function formatFiles(files: readonly string[], { check = false }: FormatOptions): ExitCode {
    let changed = 0;
    let broken = 0;
    for (const file of files) {
        const text = readFile(file);
        if (parse(text).problems.length > 0) {
            broken++;
            process.stderr.write(`${file}: has syntax errors; \`cnn check\` lists them\n`);
        }
        const formatted = format(text);
        if (formatted === text) {
            continue;
        }
        changed++;
        if (!check) {
            writeFile(file, fileContent(formatted));
        }
        process.stdout.write(`${check ? "Would format" : "Formatted"} ${file}\n`);
    }
    const total = countOf(files.length, "file");
    process.stdout.write(check
        ? `${total} checked, ${changed === 0 ? "all formatted" : `${changed} not formatted`}\n`
        : `${changed} of ${total} changed\n`);
    return broken > 0 || (check && changed > 0) ? exitCode.errors : exitCode.clean;
}
