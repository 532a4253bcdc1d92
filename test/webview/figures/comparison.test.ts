import { expect, test } from "vitest";
import { comparedRows, shownPath } from "../../../webview/figures/compared-rows.ts";
import { shownRows } from "../../../webview/figures/row-tree.ts";
import { figuresOfText } from "../../support/model-figures.ts";
import { previewOf } from "../../support/preview-graphs.ts";
import { button } from "../graph/preview-page.ts";
import { usePreviewPages } from "../graph/preview-pages.ts";

const pages = usePreviewPages();

function network(...lines: readonly string[]): string {
    return `block Two(channels) {\n    conv(channels, 3, padding=1)\n    relu()\n}\n\n` +
        `model Net() {\n    input image: [3, 32, 32]\n${lines.map((line) => `    ${line}\n`).join("")}}\n`;
}

const before = network("stem = conv(8, 3)", "body = Two(8)", "old = max_pool(2)", "last = conv(4, 1)");
const after = network("stem = conv(8, 3)", "body = Two(16)", "last = conv(4, 1)", "new = relu()");

test("two models are one tree, in which what was removed follows what it followed", () => {
    const { roots } = comparedRows(figuresOfText(before).summary, figuresOfText(after).summary);
    expect(shownRows(roots, { unfolding: { all: true, except: new Set() }, flat: false })
        .map(({ row, level }) => `${"  ".repeat(level - 1)}${shownPath(row.path)} ${row.content.state}`)).toEqual([
        "stem same", "body changed", "  body.conv_1 changed", "  body.relu_1 changed", "old removed", "last changed",
        "new added",
    ]);
});

test("a layer that is removed from a block keeps its place, though another has its path now", () => {
    const [one, other] = ["relu()\n    max_pool(2)", "max_pool(2)"].map((lines) => figuresOfText(
        `block Two() {\n    conv(8, 3)\n    ${lines}\n    relu()\n}\n\n` +
        "model Net() {\n    input image: [3, 32, 32]\n    output body = Two()\n}\n").summary);
    const { roots } = one === undefined || other === undefined ? { roots: [] } : comparedRows(one, other);
    expect(shownRows(roots, { unfolding: { all: true, except: new Set() }, flat: false })
        .map(({ row, level }) => `${"  ".repeat(level - 1)}${shownPath(row.path)} ${row.content.state}`)).toEqual([
        "body changed", "  body.conv_1 same", "  body.relu_1 removed", "  body.max_pool_1 changed", "  body.relu_1 same",
    ]);
});

test("the page shows their differences, and asks for others", async () => {
    const graph = previewOf(after);
    const preview = await pages.drawn(graph);
    await preview.send({ type: "compare" });
    expect(await preview.next("request-figures")).toMatchObject({ compared: true });
    const { send } = preview;
    const figures = figuresOfText(after);
    await send({ type: "figures", uri: graph.uri, figures });
    await preview.page.getByText("The model can be compared with another one").waitFor();
    await preview.page.getByRole("button", { name: "Compare with …" }).locator("visible=true").click();
    await preview.next("choose-comparison");
    await send({
        type: "figures", uri: graph.uri, figures,
        compared: { kind: "figures", title: "Last commit", figures: figuresOfText(before) },
    });
    const rows = preview.page.locator("#comparison .grid-body .grid-row");
    await rows.first().waitFor();
    expect(await rows.evaluateAll((all) => all.map((row) =>
        [...row.querySelectorAll(".grid-cell")].map((cell) => cell.textContent).join("|")))).toEqual([
        "~ body|Two(8) → Two(16)|[8, 30, 30] → [16, 30, 30]|584 → 1,168 (+100.0 %)|518.400 k → 1.037 M (+100.0 %)|" +
            "57.6 kB → 86.4 kB (+50.0 %)",
        "~ conv_1|conv|[8, 30, 30] → [16, 30, 30]|584 → 1,168 (+100.0 %)|518.400 k → 1.037 M (+100.0 %)|28.8 kB",
        "~ relu_1|relu|[8, 30, 30] → [16, 30, 30]|–|–|28.8 kB → 57.6 kB (+100.0 %)",
        "− old|max_pool|[8, 15, 15]|–|–|14.4 kB",
        "~ last|conv|[4, 15, 15] → [4, 30, 30]|36 → 68 (+88.9 %)|7.200 k → 57.600 k (+700.0 %)|7.2 kB → – (−100.0 %)",
        "+ new|relu|[4, 30, 30]|–|–|14.4 kB",
    ]);
    await button(preview, "Differences only").click();
    expect(await rows.count()).toBe(7);
    await send({
        type: "figures", uri: graph.uri, figures,
        compared: { kind: "refused", title: "Last commit", message: "The file is in no Git repository." },
    });
    await preview.page.getByText("Last commit: The file is in no Git repository.").waitFor();
});
