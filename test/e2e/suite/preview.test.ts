import { assert } from "chai";
import * as vscode from "vscode";
import type { InferenceModel } from "../../../server/protocol.ts";
import type { FromWebview } from "../../../server/webview-protocol.ts";
import { differenceFromNode, runnableText } from "../../webview/inference/models.ts";
import { closeEditors, openFile, openText, replace, until, workspaceFile } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

interface Api {
    readonly onPreviewMessage: vscode.Event<FromWebview>;
}

const network = `model Small(classes = 10) {
    input image: [3, 32, 32]
    conv1 = conv(16, 3, padding=1, bias=false)
    bn1 = batch_norm()
    relu()
    max_pool(2)
    conv2 = conv(32, 3, stride=2, groups=2)
    global_avg_pool()
    flatten()
    fc = linear(classes)
    output scores = softmax()
}
`;

const encoderDecoder = `model Segmenter() {
    input image: [3, H = 32, W = 32]
    fine = conv(8, 3, padding=1) -> relu()
    max_pool(2)
    middle = conv(16, 3, padding=1) -> relu()
    max_pool(2)
    conv(32, 3, padding=1)
    max_pool(2)
    coarse = conv(32, 3, padding=1) -> upsample(scale=4)
    joined = concat(coarse, middle) -> upsample(scale=2)
    output classes = concat(joined, fine) -> conv(2, 1)
}
`;

/** The preview's messages since then, newest last. */
async function listen(): Promise<{ readonly messages: FromWebview[]; dispose(): void }> {
    const extension = vscode.extensions.getExtension<Api>("cnn-language.cnn-language");
    const api = await extension?.activate();
    const messages: FromWebview[] = [];
    const subscription = api?.onPreviewMessage((message) => {
        messages.push(message);
    });
    return {
        messages,
        dispose: () => {
            subscription?.dispose();
        },
    };
}

function lastOf<T extends FromWebview["type"]>(
    messages: readonly FromWebview[], type: T,
): Extract<FromWebview, { readonly type: T }> | undefined {
    return messages.findLast((message): message is Extract<FromWebview, { readonly type: T }> => message.type === type);
}

async function openWalkthrough(): Promise<void> {
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", "cnn-language.cnn-language#start", false);
    await until("no text in front", () => vscode.window.activeTextEditor, (editor) => editor === undefined);
}

suite("the preview", () => {
    let log: Awaited<ReturnType<typeof listen>>;
    setup(async () => {
        log = await listen();
    });
    teardown(async () => {
        log.dispose();
        await closeEditors();
    });

    test("every command of the manifest is there", async () => {
        const manifest = vscode.extensions.getExtension("cnn-language.cnn-language")?.packageJSON as {
            readonly contributes: { readonly commands: readonly { readonly command: string }[] };
        };
        const known = await vscode.commands.getCommands(true);
        assert.includeMembers(known, manifest.contributes.commands.map(({ command }) => command));
    });

    test("draws the graph, follows typing, also with errors, and keeps the last one while the syntax is broken", async () => {
        const editor = await openText(network);
        await vscode.commands.executeCommand("cnn.openPreview");
        const drawn = (): ReturnType<typeof lastOf<"drawn">> => lastOf(log.messages, "drawn");
        await until("a drawing of 11 boxes", drawn, (message) => message?.nodes === 11 && !message.stale);
        await replace(editor, "    relu()\n", "    relu()\n    conv(16, 1)\n");
        await until("a drawing of 12 boxes", drawn, (message) => message?.nodes === 12);
        await replace(editor, "conv(16, 1)", "conv(16, 99)\n    relu()");
        await until("a drawing of the text with an error", drawn, (message) => message?.nodes === 13 && !message.stale);
        await replace(editor, "conv(16, 99)", "conv(16, ]");
        await until("the drawing to be marked", drawn, (message) => message?.stale === true && message.nodes === 13);
        await replace(editor, "conv(16, ]", "conv(16, 3)");
        await until("the drawing to be fresh", drawn, (message) => message?.stale === false);
    });

    test("shows the file of a tab that the walkthrough hides", async function () {
        const page = pageOrSkip(this);
        await openText(network);
        await openWalkthrough();
        await page.click(".monaco-workbench .getting-started-step:has-text('See the network')");
        await page.click(".monaco-workbench .getting-started-step .button-container a:has-text('Open Preview')");
        await page.webview("[data-box]").waitFor("[data-box='layer:conv2']");
        await page.screenshot("preview-walkthrough");
    });

    test("explains that it needs a file if none is open", async function () {
        const page = pageOrSkip(this);
        await openWalkthrough();
        await vscode.commands.executeCommand("cnn.openPreview");
        await page.webview(".notice").waitFor(".notice-message:has-text('Open a .cnn file')");
        const document = await vscode.workspace.openTextDocument({ language: "cnn", content: network });
        await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
        await page.webview("[data-box]").waitFor("[data-box='layer:conv2']");
    });

    test("draws again in a page that VS Code has loaded again", async () => {
        await openText(network);
        await vscode.commands.executeCommand("cnn.openPreview");
        const drawings = (): number => log.messages.filter(({ type }) => type === "drawn").length;
        await until("a drawing", drawings, (count) => count > 0);
        await until("the page", () => lastOf(log.messages, "ready"), (message) => message !== undefined);
        const before = drawings();
        await vscode.commands.executeCommand("workbench.action.webview.reloadWebviewAction");
        await until("the page that was loaded again", () => log.messages.filter(({ type }) => type === "ready").length,
            (count) => count === 2);
        await until("another drawing", drawings, (count) => count > before);
    });

    test("opens from the palette; a click reveals the line, the cursor marks the layer", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(network);
        await page.runFromPalette("CNN: Open Preview to the Side");
        const view = page.webview("[data-box]");
        await view.waitFor("[data-box='layer:conv2']");
        await view.click("[data-box='layer:conv2']");
        await until("the line of conv2",
            () => vscode.window.visibleTextEditors
                .find(({ document }) => document === editor.document)?.selection.active.line,
            (line) => line === 6);
        await page.screenshot("preview-click");
        await vscode.window.showTextDocument(editor.document, {
            viewColumn: vscode.ViewColumn.One, selection: new vscode.Range(3, 6, 3, 6),
        });
        await view.waitFor("[data-box='layer:bn1'].cursor");
        await page.screenshot("preview-cursor");
    });

    test("runs the network, on WebGPU if there is a real GPU: every shape as shown, the output as ONNX Runtime's for Node", async function () {
        const page = pageOrSkip(this);
        await openText(network);
        await page.runFromPalette("CNN: Run Preview Inference");
        const finished = await until("a finished run",
            () => lastOf(log.messages, "inference-finished") ?? lastOf(log.messages, "inference-failed"),
            (message) => message !== undefined);
        assert.equal(finished?.type, "inference-finished", JSON.stringify(finished));
        const { result } = finished as Extract<FromWebview, { readonly type: "inference-finished" }>;
        const model: InferenceModel = runnableText(network);
        if (result.device === "wasm") {
            assert.include(result.fallbackReason, "the GPU is emulated on the processor");
        }
        assert.equal(result.layersCompared, model.layers.length);
        assert.deepEqual(result.mismatches, []);
        assert.isBelow(await differenceFromNode(model, result), 1e-3);
        await page.screenshot("inference");
    });

    test("the cursor chooses the model, and a choice is remembered; a pinned preview stays", async function () {
        const page = pageOrSkip(this);
        const [first, second] = ["First", "Second"].map((name, at) =>
            `model ${name}() {\n    input x: [3, 8, 8]\n    output y = conv(${at + 1}, 3)\n}\n`);
        const editor = await openText(`${first ?? ""}\n${second ?? ""}`);
        const other = await vscode.workspace.openTextDocument({ language: "cnn", content: network });
        await page.runFromPalette("CNN: Open Preview to the Side");
        const picked = (model: string): Promise<unknown> => until(`the model ${model}`,
            () => page.webview("[data-box]").evaluate(() => document.querySelector<HTMLSelectElement>(".header-picker")?.value),
            (value) => value === model);
        await page.webview("[data-box]").waitFor("[data-box]");
        await picked("First");
        const at = new vscode.Position(6, 4);
        const shown = await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
        shown.selection = new vscode.Selection(at, at);
        await picked("Second");
        await vscode.window.showTextDocument(other, vscode.ViewColumn.One);
        await page.webview("[data-box]").waitFor("[data-box='layer:conv2']");
        await vscode.window.showTextDocument(editor.document, vscode.ViewColumn.One);
        await picked("Second");
        await page.webview("[data-box]").click("[aria-label='Keep this model, whatever the editor shows']");
        await page.webview("[data-box]").waitFor("[aria-label='Keep this model, whatever the editor shows'][aria-pressed='true']");
        await vscode.window.showTextDocument(other, vscode.ViewColumn.One);
        await page.runFromPalette("CNN: Open Preview to the Side");
        await until("two previews", () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)
            .filter(({ input }) => input instanceof vscode.TabInputWebview).map(({ label }) => label).sort(),
        (labels) => labels.length === 2 && labels.some((label) => label.includes("Second")) &&
            labels.some((label) => label.includes("Small")));
    });

    test("a file that is renamed keeps its preview, and one that is deleted says so", async function () {
        const page = pageOrSkip(this);
        const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
        assert.isDefined(folder);
        const [from, to] = ["before.cnn", "after.cnn"].map((name) => vscode.Uri.joinPath(folder, name));
        assert.isDefined(from);
        assert.isDefined(to);
        await vscode.workspace.fs.writeFile(from, new TextEncoder().encode(network));
        await vscode.window.showTextDocument(from);
        await page.runFromPalette("CNN: Open Preview to the Side");
        const view = page.webview(".graph-stage");
        await view.waitFor("[data-box='layer:conv2']");
        const rename = new vscode.WorkspaceEdit();
        rename.renameFile(from, to);
        await vscode.workspace.applyEdit(rename);
        await view.waitFor("[data-box='layer:conv2']");
        const remove = new vscode.WorkspaceEdit();
        remove.deleteFile(to);
        await vscode.workspace.applyEdit(remove);
        await view.waitFor(".notice-message:has-text('after.cnn has been deleted.')");
    });

    test("inspects the layer at the cursor, after a run that the command starts", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(network);
        editor.selection = new vscode.Selection(6, 8, 6, 8);
        await page.runFromPalette("CNN: Inspect Layer");
        const inspected = await until("the inside of conv2",
            () => lastOf(log.messages, "inspected"), (message) => message?.path === "conv2");
        assert.deepEqual(inspected?.dims, [32, 7, 7]);
        const view = page.webview("[data-box]");
        await view.waitFor(".inspect-agrees:has-text('the same, up to rounding')");
        await view.click("[data-box='layer:bn1']");
        await until("the inside of bn1", () => lastOf(log.messages, "inspected"), (message) => message?.path === "bn1");
        await page.screenshot("inspect");
    });

    test("pinned previews stay with their models while another follows the editor; closing them ends their workers", async function () {
        const page = pageOrSkip(this);
        const finished = (model: string): Promise<unknown> => until(`a run of ${model}`,
            () => log.messages.findLast((message) =>
                message.type === "inference-finished" && message.result.model === model),
            (message) => message !== undefined);
        const names = ["First", "Second", "Third"];
        const editors: vscode.TextEditor[] = [];
        for (const name of names) {
            const content = network.replace("Small", name);
            const document = await vscode.workspace.openTextDocument({ language: "cnn", content });
            editors.push(await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One }));
            await vscode.commands.executeCommand("cnn.runInference");
            await finished(name);
            if (name !== "Third") {
                await vscode.commands.executeCommand("cnn.pinPreview");
            }
        }
        const titles = (): readonly string[] => vscode.window.tabGroups.all
            .flatMap(({ tabs }) => tabs.map(({ label }) => label)).filter((label) => label.startsWith("Preview"));
        const pinned = names.slice(0, 2).map((name) => `Preview: ${name} (pinned)`);
        await until("three previews", titles, (all) => all.length === 3);
        assert.sameMembers([...titles()], [...pinned, "Preview: Third"]);
        const [first] = editors;
        assert.isDefined(first);
        const edited = await vscode.window.showTextDocument(first.document, vscode.ViewColumn.One);
        log.messages.length = 0;
        await replace(edited, "conv(32, 3", "conv(64, 3");
        // Its preview is hidden.
        await finished("First");
        await until("the third to follow", titles, (all) => all.includes("Preview: First"));
        assert.sameMembers([...titles()], [...pinned, "Preview: First"]);
        await page.screenshot("previews-pinned");
        // Others are VS Code's.
        const { length } = await page.workers();
        await closeEditors();
        await until("their workers to end", () => page.workers(), (now) => now.length <= length - names.length);
    });

    test("steps the input to the next size that fits, and runs the network there", async function () {
        const page = pageOrSkip(this);
        await openText(encoderDecoder);
        await page.runFromPalette("CNN: Open Preview to the Side");
        const view = page.webview("[data-box]");
        await view.waitFor("[data-box]");
        await view.click(".header-sizes-button");
        await view.click("[aria-label='H = 40, the next larger size that fits']");
        await until("a drawing", () => view.texts(".shape"), (shapes) => shapes.includes("[3, 40, 32]"));
        await page.screenshot("preview-size");
        await page.runFromPalette("CNN: Run Preview Inference");
        const finished = await until("a finished run",
            () => lastOf(log.messages, "inference-finished") ?? lastOf(log.messages, "inference-failed"),
            (message) => message !== undefined);
        assert.equal(finished?.type, "inference-finished", JSON.stringify(finished));
        const { result } = finished as Extract<FromWebview, { readonly type: "inference-finished" }>;
        assert.deepEqual(result.inputs.map(({ dims }) => dims), [[1, 3, 40, 32]]);
        assert.deepEqual(result.mismatches, []);
        await view.fill("[aria-label='Input size H']", "39");
        await view.evaluate(() => {
            document.querySelector("[aria-label='Input size H']")?.dispatchEvent(new Event("change"));
        });
        await view.waitFor(".box.faulty");
    });

    test("shows other sizes of a file whose editor was closed, and runs it", async function () {
        const page = pageOrSkip(this);
        await closeEditors();
        const file = workspaceFile("segmenter.cnn");
        // Documents that the API opens stay open for minutes.
        await vscode.commands.executeCommand("vscode.open", file);
        await page.runFromPalette("CNN: Open Preview to the Side");
        const view = page.webview("[data-box]");
        await view.waitFor("[data-box]");
        await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
        await until("a closed document", () => vscode.workspace.textDocuments.map(({ uri }) => uri.toString()),
            (open) => !open.includes(file.toString()));
        await view.click(".header-sizes-button");
        await view.click("[aria-label='H = 72, the next larger size that fits']");
        await until("a drawing", () => view.texts(".shape"), (shapes) => shapes.includes("[3, 72, 64]"));
        await page.runFromPalette("CNN: Run Preview Inference");
        await until("a finished run", () => log.messages.map(({ type }) => type),
            (types) => types.includes("inference-finished"));
    });

    test("pictures of ResNet-18, dark and light", async function () {
        const page = pageOrSkip(this);
        await openFile("resnet.cnn");
        await page.runFromPalette("CNN: Open Preview to the Side");
        await until("a drawing", () => lastOf(log.messages, "drawn"), (message) => message !== undefined);
        const configuration = vscode.workspace.getConfiguration("workbench");
        const before = configuration.get<string>("colorTheme");
        for (const theme of ["Default Dark Modern", "Default Light Modern"]) {
            await configuration.update("colorTheme", theme, vscode.ConfigurationTarget.Global);
            const kind = theme.includes("Light") ? vscode.ColorThemeKind.Light : vscode.ColorThemeKind.Dark;
            await until(theme, () => vscode.window.activeColorTheme.kind, (current) => current === kind);
            await page.screenshot(`resnet-${theme.includes("Light") ? "light" : "dark"}`);
        }
        await configuration.update("colorTheme", before, vscode.ConfigurationTarget.Global);
    });
});
