import { assert } from "chai";
import { execFileSync } from "node:child_process";
import { closeEditors, diagnosticsUntil, hintsOf, openText, replace, until } from "./editor.ts";

const network = `model Net(classes = 10) {
    input image: [3, H = 32, W = 32]
    conv1 = conv(64, 7, stride=2, padding=3)
    global_avg_pool()
    flatten()
    output scores = linear(classes)
}
`;

/** The language servers that this extension host has started, by their process ids. */
function servers(): readonly number[] {
    return execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n").flatMap((line) => {
        const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
        return Number(parent) === process.pid && command?.includes("dist/server.js") === true ? [Number(pid)] : [];
    });
}

suite("a server that dies", () => {
    suiteTeardown(closeEditors);

    test("is restarted, and continues with the unsaved text", async function () {
        if (process.platform === "win32") {
            this.skip();
        }
        const editor = await openText(network);
        await replace(editor, "conv(64, 7", "conv(48, 7");
        await until("hints", () => hintsOf(editor.document), (found) => found.includes("3: [48, 16, 16]"));
        // A server that an earlier test has replaced may still be ending.
        const [server] = await until("one server", servers, (found) => found.length === 1);
        assert.isDefined(server);
        process.kill(server, "SIGKILL");
        await until("another server", servers, (found) => found.length === 1 && found[0] !== server);
        await until("its hints", () => hintsOf(editor.document), (found) => found.includes("3: [48, 16, 16]"));
        assert.equal(editor.document.getText(), network.replace("conv(64, 7", "conv(48, 7"));
        await replace(editor, "conv(48, 7", "conv(48, 700");
        await diagnosticsUntil(editor.document, "an error from the new server", (found) => found.length === 1);
    });
});
