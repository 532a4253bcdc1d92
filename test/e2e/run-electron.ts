// Runs the same tests in a desktop VS Code, downloaded by @vscode/test-electron or named in VSCODE_PATH.
// node test/e2e/run-electron.ts [--grep TEXT] [--no-build]
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { join } from "node:path";
import { buildExtension, projectRoot } from "../support/extension.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { answerControl, startControl } from "./control.ts";
import { settingsVariable } from "./page.ts";
import type { SuiteSettings } from "./page.ts";
import { followRun, makeWorkspace, runOptions } from "./suite-run.ts";

const options = runOptions();
const program = await desktopProgram();
if (program === undefined) {
    process.exitCode = 1;
} else {
    if (options.build) {
        buildExtension();
    }
    process.exitCode = await main(program);
}

async function desktopProgram(): Promise<string | undefined> {
    const named = process.env["VSCODE_PATH"];
    if (named !== undefined) {
        return named;
    }
    try {
        return await downloadAndUnzipVSCode({ cachePath: join(projectRoot, ".vscode-test") });
    } catch (error) {
        console.error(
            `No desktop VS Code could be downloaded (${String(error)}).\n` +
                "Name one in VSCODE_PATH, or run the same tests in VS Code's server: npm run test:e2e",
        );
        return undefined;
    }
}

async function main(vscodeExecutablePath: string): Promise<number> {
    const run = await followRun("electron");
    await using workspace = await makeWorkspace();
    await using control = await startControl((request) => answerControl(request, undefined, run));
    const settings: SuiteSettings = {
        control: control.address,
        page: false,
        anyHost: true,
        ...(options.grep === undefined ? {} : { grep: options.grep }),
    };
    await using userData = await temporaryFolder("electron");
    const ended = runTests({
        vscodeExecutablePath,
        extensionDevelopmentPath: projectRoot,
        extensionTestsPath: join(projectRoot, "dist/test/index.js"),
        extensionTestsEnv: { [settingsVariable]: JSON.stringify(settings) },
        launchArgs: [
            workspace.file,
            "--disable-extensions",
            "--disable-workspace-trust",
            "--skip-welcome",
            `--user-data-dir=${userData.path}`,
        ],
    });
    ended.then(run.ended, (error: unknown) => run.broke(`VS Code failed: ${String(error)}.`));
    await run.settled;
    return await run.close();
}
