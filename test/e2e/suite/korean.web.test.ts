import { assert } from "chai";
import * as vscode from "vscode";
import { diagnosticsUntil, hoverOn, openText, rangeOf, until } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

const network = `model Net {
    input image: [3, 32, 32]
    conv(16, 3, paddin=1)
    flatten()
    output scores = linear(10)
}
`;

suite("in Korean", () => {
    suiteSetup(function () {
        if (vscode.env.language !== "ko") {
            this.skip();
        }
    });

    test("a diagnostic and its fix", async () => {
        const { document } = await openText(network);
        const [error] = await diagnosticsUntil(document, "an error", (found) => found.length > 0);
        assert.include(error?.message, "`conv`에는 `paddin` 인수가 없습니다. `padding`인가요?");
        const fixes = await until("fixes", () => vscode.commands.executeCommand<vscode.CodeAction[]>(
            "vscode.executeCodeActionProvider", document.uri, rangeOf(document, "paddin"),
        ), (found) => found.length > 0);
        assert.include(fixes.map(({ title }) => title), "`padding`(으)로 변경");
    });

    test("a hover", async () => {
        const { document } = await openText(network.replace("paddin", "padding"));
        const hover = await until("a hover", () => hoverOn(document, "conv"), (found) => found !== "");
        assert.include(hover, "수용 영역 3 × 3");
    });

    test("the preview", async function () {
        const page = pageOrSkip(this);
        await openText(network.replace("paddin", "padding"));
        await vscode.commands.executeCommand("cnn.openPreview");
        await page.webview().waitFor(".search-field[placeholder='레이어 찾기']");
        await page.screenshot("korean");
    });
});
