import { once } from "node:events";
import { requireJson } from "../output-text.ts";
import { printable } from "../printable.ts";
import { describeFileError } from "./files.ts";

/** The codes with which `diagnosticText` colours its text, whose parts are printable before it does. */
const colours = /(\u001B\[(?:1|22|31|33|36|39)m)/u;

/** Writes to the standard output; control characters from files do not reach the terminal. */
export function print(text: string): void {
    process.stdout.write(printable(text));
}

/** The same for the standard error. */
export function printError(text: string): void {
    process.stderr.write(printable(text));
}

/** Writes diagnostics with the colours of `diagnosticText`. */
export function printDiagnostics(diagnostics: readonly string[], stream: NodeJS.WriteStream): void {
    for (const diagnostic of diagnostics) {
        stream.write(shown(diagnostic));
    }
}

/** Writes indented JSON, in which control characters are escapes. */
export function printJson(value: unknown): void {
    requireJson(value);
    const json = JSON.stringify(value, undefined, 2).replace(/[\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF]/gu,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
    process.stdout.write(`${json}\n`);
}

/** Writes bytes to the standard output, as fast as it takes them. */
export async function printBytes(chunks: Iterable<Uint8Array>): Promise<void> {
    for (const chunk of chunks) {
        if (!process.stdout.write(chunk)) {
            await once(process.stdout, "drain");
        }
    }
}

function shown(text: string): string {
    return text.split(colours).map((part, index) => index % 2 === 1 ? part : printable(part)).join("");
}

/**
 * Ends the process when its output cannot be written: silently if nobody reads it any more, as in
 * `cnn summary … | head -1`, and otherwise with one line and `code`.
 */
export function endOnFailedOutput(code: number): void {
    process.stdout.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "EPIPE") {
            process.exit();
        }
        process.stderr.write(`cnn: cannot write the output: ${describeFileError(error)}\n`);
        process.exit(code);
    });
    process.stderr.on("error", () => process.exit(code));
}
