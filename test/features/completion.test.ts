import { describe, expect, test } from "vitest";
import { completion, continuesAfterBlank } from "../../server/features/completion.ts";
import { completionDocumentation } from "../../server/features/completion-documentation.ts";
import { findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import { snippets, snippetText } from "../../server/features/snippets.ts";
import { format } from "../../server/format/format.ts";
import { analyzed, atCursor } from "../support/marked-source.ts";

function labelsAt(marked: string): readonly string[] {
    const { source, position } = atCursor(marked);
    return completion(source, position).items.map(({ label }) => label);
}

/** A model with a block and a named line above, and the cursor's line. */
function inModel(line: string): string {
    return `block Basic(channels, stride = 1) { conv(channels, 3) }\nlet growth = 32\nmodel M(classes = 10) {\n` +
        `    input image: [3, H = 32, 32]\n    first = conv(4, 3)\n    ${line}\n    relu()\n}\n`;
}

describe("offers, and does not offer", () => {
    test.each<[string, string, string[], string[]]>([
        ["outside everything", "|", ["model", "block", "import", "let"], ["conv", "repeat"]],
        ["an empty line", inModel("|"), ["conv", "Basic", "first", "image", "repeat", "if", "output", "in"], ["classes", "growth"]],
        ["after an arrow", inModel("first -> |"), ["relu", "Basic", "repeat"], ["first", "let"]],
        ["a layer's beginning", inModel("first -> re|"), ["relu"], []],
        ["after =", inModel("x = |"), ["conv", "first", "in", "for"], ["let"]],
        ["the arguments of a layer", inModel("conv(64, |"), ["kernel=", "stride=", "padding=", "classes", "growth"], ["relu"]],
        ["the beginning of an argument, unclosed", inModel("conv(64, ker|"), ["kernel="], []],
        ["arguments that are present are not offered again", inModel("conv(64, kernel=3, |)"), ["stride="], ["kernel="]],
        ["positional arguments are not offered again", inModel("conv(64, 3, |"), ["stride=", "padding="], ["channels=", "kernel="]],
        ["arguments after the cursor are not offered again", inModel("conv(64, |, padding=1)"), ["kernel=", "stride="], ["channels=", "padding="]],
        ["nor a block's", inModel("Basic(8, |)"), ["stride="], ["channels="]],
        ["the arguments of a call in a call", inModel("concat(conv(8, |), first)"), ["kernel="], ["channels=", "axis="]],
        ["the parameters of a block", inModel("Basic(|)"), ["channels=", "stride=", "first"], []],
        ["operands of concat", inModel("concat(first, |"), ["axis=", "first", "conv", "Basic"], []],
        ["booleans", inModel("conv(4, 3, bias=|)"), ["true", "false", "classes"], ["first"]],
        ["values for an argument that takes one", inModel("upsample(to=|)"), ["first", "in"], []],
        ["the shape of a line, as its claim", inModel("x = conv(8, 3) :|"), ["[8, 28, 28]"], ["conv"]],
        ["no shape of a line without one", inModel("x = convolve(8, 3) :|"), [], ["[8, 28, 28]"]],
        ["snippets of items, outside", "|", ["residual", "squeeze_excitation"], ["convbn"]],
        ["snippets of lines, in a body", inModel("|"), ["convbn", "branches"], ["residual", "dense"]],
        ["words", inModel("conv(4, 3, padding_mode=|)"), ["\"zeros\"", "\"reflect\""], []],
        ["words in a string", inModel("upsample(2, mode=\"|\")"), ["nearest", "bilinear"], []],
        ["codes to allow", inModel("@allow(\"|\")"), ["skipped-input", "missing-output"], ["path"]],
        ["further codes to allow", inModel("@allow(\"skipped-input\", \"missing-|\")"), ["missing-output"], []],
        ["attributes", inModel("conv(in.|, 3)"), ["channels", "height", "shape"], ["conv"]],
        ["decorators", inModel("@|"), ["path", "allow"], []],
        ["decorators of an input", "model M() {\n    @sm|\n    input x: [3, 8, 8]\n}", ["smallest_object"], []],
        ["arguments of a decorator", inModel("@classify(|)\n    output y = relu()"), ["labels=", "top="], []],
        ["numbers in an expression", inModel("let k = |"), ["growth", "classes", "min", "H"], ["conv"]],
        ["nothing in a comment", inModel("# conv(|"), [], ["conv", "kernel="]],
        ["nothing in a comment of another language", inModel("/* conv(| */"), [], ["conv", "kernel="]],
        ["nothing after a digit", inModel("conv(6|"), [], ["kernel="]],
        ["nothing within a number", inModel("conv(6|4, 3)"), [], ["kernel="]],
        ["nothing within a sign", inModel("first -|> relu()"), [], ["relu"]],
        ["nothing after a string", inModel("upsample(2, mode=\"nearest\"|)"), [], ["nearest", "scale="]],
        ["a layer within its name", inModel("first -> re|lu()"), ["relu"], ["first"]],
        ["words in a string that the rest of the line follows", inModel("upsample(mode=\"|, scale=2)"), ["nearest"], ["scale="]],
        ["a line between blank lines", inModel("\n\n    |\n"), ["conv", "first", "output"], ["classes"]],
        ["an item between blank lines", "model A {\n    input x: [3, 8, 8]\n}\n\n|\n\nlet k = 1\n", ["model", "let"], ["conv"]],
        ["an item below a call that nothing closes", "model A {\n    concat(in,\n}\n\n|\n", ["model", "let"], ["conv"]],
    ])("%s", (_, marked, offered, absent) => {
        const labels = labelsAt(marked);
        expect(labels).toEqual(expect.arrayContaining(offered));
        expect(labels.filter((label) => absent.includes(label))).toEqual([]);
    });
});

test("a layer comes with its required arguments to fill in, and its documentation", () => {
    const { source, position } = atCursor(inModel("|"));
    const items = new Map(completion(source, position).items.map((item) => [item.label, item]));
    expect(items.get("conv")).toMatchObject({
        insertText: "conv(${1:channels}, ${2:kernel})", labelDetails: { description: "Convolution" },
    });
    expect(items.get("Basic")).toMatchObject({ insertText: "Basic(${1:channels})" });
    expect(items.get("first")).toMatchObject({ labelDetails: { description: "[4, 30, 30]" } });
});

test.each<[string, string, string | undefined, string]>([
    ["first -> |", "conv", undefined, "torch.nn.Conv2d"],
    ["first -> |", "Basic", undefined, "Basic(channels, stride = 1)"],
    ["|", "repeat", undefined, "Repeats its body"],
    ["|", "convbn", "A convolution without bias, batch norm and ReLU", "batch_norm() -> relu()"],
    ["let k = |", "min", "min(a, b, …)", "smallest"],
    ["conv(4, 3, |)", "stride=", undefined, "`stride`"],
    ["@|", "path", undefined, "share their weights"],
    ["conv(first.|", "channels", "its channels, or the features of a rank-1 value", ""],
])("is documented when it is selected: %s, %s", (line, label, detail, documentation) => {
    const { source, position } = atCursor(inModel(line));
    const item = completion(source, position).items.find((one) => one.label === label);
    expect(item).not.toHaveProperty("documentation");
    const resolved = item?.reference === undefined ? {} : completionDocumentation(source, item.reference);
    expect(resolved.detail).toBe(detail);
    expect(JSON.stringify(resolved.documentation ?? "")).toContain(documentation);
});

describe("members show what they are now", () => {
    test.each([
        ["in a model", inModel("conv(first.|)"), ["channels 4", "height 30", "width 30", "size 3600", "shape [4, 30, 30]", "rank 3"]],
        ["in all uses of a block", "block B(c) {\n    conv(in.|)\n}\nmodel M {\n    input x: [3, 8, 8]\n    B(4)\n    output y = B(6)\n}\n",
            ["channels 3", "height 8"]],
        ["in several", "block B() {\n    conv(in.|, 3, padding=1)\n    relu()\n}\nmodel M {\n    input x: [3, 8, 8]\n    B()\n    conv(4, 1)\n    output y = B()\n}\n",
            ["channels 3 | 4", "height 8"]],
        ["of a vector", "model M {\n    input x: [3]\n    linear(x.|)\n}\n", ["channels 3", "size 3", "shape [3]", "rank 1"]],
    ])("%s", (_, marked, expected) => {
        const { source, position } = atCursor(marked);
        const members = completion(source, position).items.map(({ label, labelDetails }) => `${label} ${labelDetails?.description ?? ""}`);
        expect(members).toEqual(expect.arrayContaining(expected));
        expect(members.some((member) => member.startsWith("depth"))).toBe(false);
    });
});

describe("after a blank", () => {
    test.each([
        [inModel("conv(64, |"), true], [inModel("first -> |"), true], [inModel("x = |"), true],
        [inModel("conv(64, 3) : |"), true], [inModel("conv(4, 3, bias= |"), true],
        [inModel("conv(64,  |"), false], [inModel("conv(64 |"), false], [inModel("let k = |"), false],
        [inModel("# a, |"), false], [inModel("x |"), false], [inModel("conv([1, |"), false],
        ["model M { |", false],
    ])("%j: %s", (marked, continues) => {
        const { source, position } = atCursor(marked);
        expect(continuesAfterBlank(source, position)).toBe(continues);
    });

    test("a claim has no second blank", () => {
        const inserted = (line: string): string | undefined => {
            const { source, position } = atCursor(inModel(line));
            return completion(source, position).items[0]?.insertText;
        };
        expect([inserted("x = conv(8, 3) :|"), inserted("x = conv(8, 3) : |")]).toEqual([" [8, 28, 28]", "[8, 28, 28]"]);
    });
});

test.each([
    ["first -> |", ["batch_norm", "instance_norm"]],
    ["first -> batch_norm() -> |", ["relu", "relu6"]],
    ["first -> relu() -> |", ["conv", "conv_transpose"]],
    ["first -> global_avg_pool() -> |", ["conv", "conv_transpose"]],
    ["conv(4, 3, bias=|)", ["false", "true"]],
])("the likeliest come first: %s", (line, expected) => {
    const { source, position } = atCursor(inModel(line));
    const sorted = completion(source, position).items
        .filter(({ label }) => label !== "Basic")
        .toSorted((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1));
    expect(sorted.slice(0, expected.length).map(({ label }) => label)).toEqual(expected);
});

test.each(snippets.map((snippet) => [snippet.prefix, snippet] as const))(
    "the snippet %s is formatted and valid once its placeholders are filled", (_, { place, body }) => {
        const text = `${snippetText(body.join("\n"))}\n`;
        const lines = text.split("\n").map((line) => line === "" ? line : `    ${line}`).join("\n");
        const isInput = text.startsWith("input");
        const file = place === "item" ? text
            : `model M {\n${isInput ? "" : "    input x: [3, 64, 64]\n"}${lines}${isInput ? "    relu()\n" : ""}}\n`;
        expect(findDiagnostics(analyzed(file).analysis).filter(({ severity }) => severity === "error")).toEqual([]);
        expect(format(file)).toBe(file);
    });

test("arguments come in the order of their layer", () => {
    const { source, position } = atCursor(inModel("conv(|"));
    const sorted = completion(source, position).items.toSorted((a, b) => ((a.sortText ?? "") < (b.sortText ?? "") ? -1 : 1));
    expect(sorted.slice(0, 4).map(({ label }) => label)).toEqual(["channels=", "kernel=", "stride=", "padding="]);
});

test("a code replaces the partial text", () => {
    const { source, position } = atCursor("@allow(\"missing-|\")\nblock B() { relu() }");
    const item = completion(source, position).items.find(({ label }) => label === "missing-output");
    expect(item?.textEdit).toMatchObject({
        newText: "missing-output", range: { start: { line: 0, character: 8 }, end: { line: 0, character: 16 } },
    });
});
