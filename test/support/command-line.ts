import { vi } from "vitest";
import { runProgram } from "../../server/cli/program.ts";

/** How a run of the command line ended, and what it printed. */
export interface Finished {
    readonly code: number | string | null | undefined;
    readonly out: string;
    readonly err: string;
}

/** Runs the command line in a folder, within this process: starting another takes a hundred times as long. */
export async function runCommandLine(
    args: readonly string[], folder: string, env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
    const started = process.cwd();
    const exitCode = process.exitCode;
    const printed = recordedOutput();
    for (const [name, value] of Object.entries({ FORCE_COLOR: undefined, NO_COLOR: undefined, ...env })) {
        vi.stubEnv(name, value);
    }
    try {
        process.chdir(folder);
        process.exitCode = 0;
        await runProgram(args);
        return { code: process.exitCode, ...printed.texts() };
    } finally {
        process.exitCode = exitCode;
        process.chdir(started);
        vi.unstubAllEnvs();
        printed.stop();
    }
}

/** Keeps what this process prints until `stop`. */
export function recordedOutput(): {
    readonly texts: () => { readonly out: string; readonly err: string }; readonly stop: () => void;
} {
    const out = recorded(process.stdout);
    const err = recorded(process.stderr);
    return {
        texts: () => ({ out: out.text(), err: err.text() }),
        stop: () => {
            out.stop();
            err.stop();
        },
    };
}

/** Keeps what is written to a stream instead of writing it. */
function recorded(stream: NodeJS.WriteStream): { readonly text: () => string; readonly stop: () => void } {
    const chunks: Uint8Array[] = [];
    const spy = vi.spyOn(stream, "write").mockImplementation((chunk) => {
        chunks.push(Buffer.from(chunk));
        return true;
    });
    return { text: () => Buffer.concat(chunks).toString(), stop: () => spy.mockRestore() };
}
