import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryFolder extends AsyncDisposable {
    readonly path: string;
}

/** A folder that is gone when it is disposed of, and also when the program ends before that. */
export async function temporaryFolder(kind: string): Promise<TemporaryFolder> {
    const path = await mkdtemp(join(tmpdir(), `cnn-${kind}-`));
    const abandon = (): void => rmSync(path, { recursive: true, force: true });
    process.once("exit", abandon);
    return {
        path,
        async [Symbol.asyncDispose]() {
            process.off("exit", abandon);
            await rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
        },
    };
}
