import { assert } from "chai";
import * as vscode from "vscode";
import { openText, until } from "./editor.ts";

const broken = "model M {\n    input x: [3, 8, 8]\n    output y = conv(4, kernal=3)\n}\n";

suite("tools for assistants", () => {
    test("check, explain and fix a network", async () => {
        await openText(broken);
        await until("the tools", () => vscode.lm.tools.map(({ name }) => name), (names) => names.includes("cnn_check"));
        const run = async (name: string, input: object): Promise<string> => {
            const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
            const [first] = content;
            assert.instanceOf(first, vscode.LanguageModelTextPart);
            return first.value;
        };
        assert.include(await run("cnn_check", { text: broken }), "3:24: error unknown-argument");
        assert.match(await run("cnn_explain_diagnostic", { code: "unknown-argument" }), /^# unknown-argument/u);
        assert.include(await run("cnn_fix", { text: broken, line: 3 }), "conv(4, kernel=3)");
        assert.include(await run("cnn_summary", { text: broken.replace("kernal", "kernel") }), "[4, 6, 6]");
    });
});
