import * as vscode from "vscode";
import { openText } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

suite("in Korean", () => {
    suiteSetup(function () {
        if (vscode.env.language !== "ko") {
            this.skip();
        }
    });

    // In a browser, VS Code takes the titles of an extension under development from package.nls.json alone.
    test("a command's title", async function () {
        const page = pageOrSkip(this);
        await openText("model Net {\n    input image: [3, 32, 32]\n    output scores = conv(10, 1)\n}\n");
        await page.runFromPalette("옆에 미리보기 열기");
        await page.webview().waitFor(".search-field[placeholder='레이어 찾기']");
    });
});
