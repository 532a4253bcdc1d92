// Opens the examples in a VS Code with the extension: the desktop one if there is one, otherwise one in the browser.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { onPath } from "./chromium.ts";
import { buildExtension, projectRoot } from "./extension.ts";
import { startVsCodeServer } from "./vscode-server.ts";
import { workbenchUrl } from "./workbench.ts";

const examples = join(projectRoot, "examples");

buildExtension();
const code = onPath("code");
if (code === undefined) {
    await openInBrowser();
} else {
    console.log(`Opening ${examples} in VS Code …`);
    const args = ["--new-window", `--extensionDevelopmentPath=${projectRoot}`, examples];
    spawn(code, args, { stdio: "inherit", shell: process.platform === "win32" });
}

async function openInBrowser(): Promise<void> {
    await using server = await startVsCodeServer({ testDriver: true });
    const address = workbenchUrl(server, { folder: examples, extension: server.extension });
    console.log(`No desktop VS Code was found, so here is one for the browser:\n\n  ${address}\n\nCtrl+C ends it.`);
    showInBrowser(address);
    await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
}

function showInBrowser(address: string): void {
    const opener = onPath(process.platform === "darwin" ? "open" : "xdg-open");
    const [program, args] = process.platform === "win32" ? ["cmd", ["/c", "start", "", address]] : [opener, [address]];
    if (program !== undefined) {
        spawn(program, args, { stdio: "ignore", detached: true }).on("error", () => undefined).unref();
    }
}
