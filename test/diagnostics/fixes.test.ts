import { describe, expect, test } from "vitest";
import { pagedCodes, readPage } from "../../docs/diagnostic-pages.ts";
import { defaultSeverities } from "../../server/diagnostics/catalogue.ts";
import { diagnose, findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import { applyChanges } from "../../server/diagnostics/edits.ts";
import type { Fix } from "../../server/diagnostics/fix.ts";
import { allowFix } from "../../server/diagnostics/fixes/allow.ts";
import { triedHelp } from "../../server/diagnostics/trial.ts";
import type { AnalyzedDocument } from "../../server/features/analyzed-document.ts";
import { helpfulFixes } from "../support/helpful-fixes.ts";
import { analyzed } from "../support/marked-source.ts";

type Files = Readonly<Record<string, string>>;

function fixesOf(source: AnalyzedDocument, code: string): readonly Fix[] {
    const found = findDiagnostics(source.analysis);
    const diagnostic = found.find((one) => one.code === code);
    expect(diagnostic, `${code} in ${source.analysis.file.text}`).toBeDefined();
    return diagnostic === undefined ? [] : helpfulFixes(diagnostic, { ...source, found });
}

/** The number of errors and warnings by code, which a fix may reduce but not increase. */
function tally(text: string, of: string, files: Files): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { code, severity } of findDiagnostics(analyzed(text, files).analysis)) {
        if (severity === "error" || severity === "warning" || code === of) {
            counts[code] = (counts[code] ?? 0) + 1;
        }
    }
    return counts;
}

/** Applies each fix separately: its diagnostic disappears and no other appears. */
function expectFixed(text: string, code: string, files: Files = {}): readonly Fix[] {
    const fixes = fixesOf(analyzed(text, files), code);
    const before = tally(text, code, files);
    for (const { title, edits } of fixes) {
        const changed = applyChanges(text, edits);
        const after = tally(changed, code, files);
        expect(after[code] ?? 0, `${code} after "${title}":\n${changed}`).toBe(Math.max(0, (before[code] ?? 0) - 1));
        const come = Object.entries(after).filter(([other, count]) => count > (before[other] ?? 0));
        expect(come, `after "${title}":\n${changed}`).toEqual([]);
    }
    expect(fixes.filter(({ preferred }) => preferred).length).toBeLessThanOrEqual(1);
    return fixes;
}

/** Errors that only the author can fix: the help says what to do. */
const withoutFix: ReadonlySet<string> = new Set([
    // The input is further down, and its dependencies may be too.
    "no-current-value",
    "changed-kind", "duplicate-name", "failed-import", "failed-require", "foreign-network", "invalid-operation",
    "invalid-weights", "layer-limit", "misplaced-item", "misplaced-statement", "missing-file", "nesting-too-deep",
    "no-such-in", "number-too-large", "recursion-limit", "shared-weights-mismatch", "size-limit", "size-too-large", "step-limit",
]);

describe("the fixes of every page's example fix it and bring nothing new", () => {
    test.each(pagedCodes())("%s", (code) => {
        const { wrong, files } = readPage(code);
        const fixes = wrong.flatMap((text) => expectFixed(text, code, files));
        if (defaultSeverities.get(code) === "error") {
            expect(fixes.length > 0, "whether there is a fix").toBe(!withoutFix.has(code));
        }
    });
});

test("diagnostics that are not errors can be allowed at their place, on every page", () => {
    for (const code of pagedCodes()) {
        const { wrong, files } = readPage(code);
        for (const text of wrong) {
            const { analysis } = analyzed(text, files);
            for (const diagnostic of diagnose(analysis).filter(({ severity }) => severity !== "error")) {
                const fix = allowFix(diagnostic.code, diagnostic.span, analysis.file);
                const left = diagnose(analyzed(applyChanges(text, fix?.edits ?? []), files).analysis);
                expect(left.map((one) => one.code), `${diagnostic.code}, allowed`).not.toContain(diagnostic.code);
            }
        }
    }
});

/** A model of lines, the last its output. */
function model(lines: string, before = ""): string {
    const body = lines.split("\n").map((line) => `    ${line}\n`).join("");
    return `${before}model M() {\n    input image: [3, 32, 32]\n${body}}\n`;
}

const residual = `block Residual(channels, stride = 1) {
    conv(channels, 3, stride=stride, padding=1)
    y = conv(channels, 3, padding=1)
    add(y, in)
}
`;

describe("the preferred fix is the intended one", () => {
    test.each<readonly [what: string, text: string, code: string, title: string, expected: string]>([
        ["a forgotten flatten", model("output fc = linear(10)"), "rank-mismatch", "Insert `flatten()`",
            model("flatten()\noutput fc = linear(10)")],
        ["in a chain", model("output y = conv(8, 3) -> linear(10)"), "rank-mismatch", "Insert `flatten()`",
            model("output y = conv(8, 3) -> flatten() -> linear(10)")],
        ["a flatten too early", model("flatten()\noutput y = conv(8, 3)"), "rank-mismatch", "Remove `flatten()` before it",
            model("output y = conv(8, 3)")],
        ["a kernel that lacks its padding", model("adaptive_avg_pool(2)\noutput y = conv(8, 3)"), "kernel-exceeds-input",
            "Set `padding` to 1", model("adaptive_avg_pool(2)\noutput y = conv(8, 3, padding=1)")],
        ["a kernel that is too large", model("adaptive_avg_pool(4)\noutput y = max_pool([2, 7])"), "kernel-exceeds-input",
            "Set `kernel` to [2, 4]", model("adaptive_avg_pool(4)\noutput y = max_pool([2, 4])")],
        ["a dilation that reaches too far", model("output y = conv(8, 3, dilation=32)"), "kernel-exceeds-input",
            "Set `dilation` to 15", model("output y = conv(8, 3, dilation=15)")],
        ["a number of a let", model("let size = 40\noutput y = max_pool(size)"), "kernel-exceeds-input",
            "Set `kernel` to 32", model("let size = 32\noutput y = max_pool(size)")],
        ["a number that a use passes", model("output y = B(40)", "block B(size) { max_pool(size) }\n"), "kernel-exceeds-input",
            "Set `kernel` to 32", model("output y = B(32)", "block B(size) { max_pool(size) }\n")],
        ["a default that a use needs otherwise", model("output y = B()", "block B(size = 40) { max_pool(size) }\n"),
            "kernel-exceeds-input", "Set `kernel` to 32", model("output y = B(size=32)", "block B(size = 40) { max_pool(size) }\n")],
        ["groups", model("conv(64, 3)\noutput y = conv(64, 3, groups=30)"), "invalid-groups", "Set `groups` to 32",
            model("conv(64, 3)\noutput y = conv(64, 3, groups=32)")],
        ["an output padding", model("output y = conv_transpose(8, 3, stride=2, output_padding=[1, 3])"), "invalid-output-padding",
            "Set `output_padding` to [1, 1]", model("output y = conv_transpose(8, 3, stride=2, output_padding=[1, 1])")],
        ["PyTorch's input channels", model("output y = conv(3, 64, 3, 2, 1)"), "too-many-arguments", "Remove the input's channels",
            model("output y = conv(64, 3, stride=2, padding=1)")],
        ["a value among the arguments", model("output y = conv(image, 64, 3)"), "too-many-arguments", "Write `image ->` before it",
            model("output y = image -> conv(64, 3)")],
        ["Python's range", model("for i in range(3) { pad(1) }\noutput y = relu()"), "unknown-name", "Change to `0..3`",
            model("for i in 0..3 { pad(1) }\noutput y = relu()")],
        ["Python's range with both bounds", model("for i in range(1, 3) { pad(1) }\noutput y = relu()"), "unknown-name",
            "Change to `1..3`", model("for i in 1..3 { pad(1) }\noutput y = relu()")],
        ["arguments without their names", model("output y = conv(64, 3, 2)"), "too-many-arguments", "Name `stride`",
            model("output y = conv(64, 3, stride=2)")],
        ["an argument that does not exist", model("output y = conv(64, 3, activation=2)"), "unknown-argument",
            "Remove `activation=2`", model("output y = conv(64, 3)")],
        ["a shortcut with other channels", model("output y = Residual(16)", residual), "channel-mismatch",
            "Change to `in -> conv(y.channels, 1, bias=false)`",
            model("output y = Residual(16)", residual.replace("add(y, in)", "add(y, in -> conv(y.channels, 1, bias=false))"))],
        ["a shortcut with another stride", model("conv(16, 1)\noutput y = Residual(16, stride=2)", residual), "size-mismatch",
            "Change to `in -> conv(y.channels, 1, stride=stride, bias=false)`",
            model("conv(16, 1)\noutput y = Residual(16, stride=2)",
                residual.replace("add(y, in)", "add(y, in -> conv(y.channels, 1, stride=stride, bias=false))"))],
        ["paddings forgotten in a branch",
            model("y = conv(3, 3) -> relu() -> conv(3, 3)\noutput z = add(y, image)"),
            "size-mismatch", "Set the padding of 2 layers to 1",
            model("y = conv(3, 3, padding=1) -> relu() -> conv(3, 3, padding=1)\noutput z = add(y, image)")],
        ["the two sides of one axis as two axes",
            model("output y = Causal(1)", "block Causal(d) { pad([d, 0]) -> conv(8, 2, dilation=d) }\n").replace("[3, 32, 32]", "[3, 32]"),
            "wrong-axis-count", "Change to `[[d, 0]]`",
            model("output y = Causal(1)", "block Causal(d) { pad([[d, 0]]) -> conv(8, 2, dilation=d) }\n").replace("[3, 32, 32]", "[3, 32]")],
        ["a transposed convolution without the padding of its kernel",
            model("skip = conv(16, 3, padding=1)\nmax_pool(2)\noutput y = conv_transpose(16, 3, stride=2, to=skip)").replace("32, 32", "H = 32, W = 32"),
            "unsolvable-size", "Set `padding` to 1",
            model("skip = conv(16, 3, padding=1)\nmax_pool(2)\noutput y = conv_transpose(16, 3, stride=2, to=skip, padding=1)").replace("32, 32", "H = 32, W = 32")],
        ["a stride forgotten in a projection",
            model("x = conv(16, 3, stride=2, padding=1)\ns = image -> conv(16, 1, bias=false) -> batch_norm()\noutput y = add(x, s)"),
            "size-mismatch", "Set the stride of `conv(16, 1, bias=false)` to 2",
            model("x = conv(16, 3, stride=2, padding=1)\ns = image -> conv(16, 1, bias=false, stride=2) -> batch_norm()\noutput y = add(x, s)")],
        ["wrong channels in a projection",
            model("x = conv(32, 3, padding=1)\ns = image -> conv(16, 1, bias=false) -> batch_norm()\noutput y = add(x, s)"),
            "channel-mismatch", "Set the channels of `conv(16, 1, bias=false)` to 32",
            model("x = conv(32, 3, padding=1)\ns = image -> conv(32, 1, bias=false) -> batch_norm()\noutput y = add(x, s)")],
        ["a size lost in a U-Net",
            model("skip = avg_pool(1) -> conv(8, 2)\nmax_pool(2)\nup = upsample(2)\noutput y = concat(skip, up)"),
            "size-mismatch", "Resize `up` to `skip`",
            model("skip = avg_pool(1) -> conv(8, 2)\nmax_pool(2)\nup = upsample(to=skip)\noutput y = concat(skip, up)")],
        ["a concat on the wrong axis", model("a = conv(8, 1)\nb = conv(4, 1)\noutput y = concat(a, b, axis=1)"),
            "channel-mismatch", "Join along channels", model("a = conv(8, 1)\nb = conv(4, 1)\noutput y = concat(a, b)")],
        ["a claim out of date", model("output y = conv(8, 3) : [_, 32, 30]"), "failed-claim", "Change to [_, 30, 30]",
            model("output y = conv(8, 3) : [_, 30, 30]")],
        ["a claim that uses differ in", model("B()\noutput y = B()", "block B() { conv(8, 3) : [8, 9, _] }\n"), "failed-claim",
            "Change to [8, _, _]", model("B()\noutput y = B()", "block B() { conv(8, 3) : [8, _, _] }\n")],
        ["a layer of Keras without its kernel", model("output y = MaxPooling2D()"), "unknown-layer",
            "Change to `max_pool(kernel=2)`", model("output y = max_pool(kernel=2)")],
        ["a layer of Keras without its factor", model("output y = UpSampling2D()"), "unknown-layer",
            "Change to `upsample(scale=2)`", model("output y = upsample(scale=2)")],
        ["a misspelt layer without its kernel", model("output y = convv(8, padding=1)"), "unknown-layer",
            "Change to `conv(8, padding=1, kernel=3)`", model("output y = conv(8, padding=1, kernel=3)")],
        ["a missing kernel", model("output y = max_pool()"), "missing-argument", "Add `kernel=2`",
            model("output y = max_pool(kernel=2)")],
        ["a missing factor", model("output y = upsample()"), "conflicting-arguments", "Add `scale=2`",
            model("output y = upsample(scale=2)")],
        ["an output without a name", model("y = conv(8, 3)"), "missing-output", "Make the last line the output",
            model("y = conv(8, 3)\noutput y")],
        ["a batch in an input", "model M() {\n    input image: [-1, 3, 32, 32]\n    output y = conv(8, 3)\n}\n",
            "invalid-input-size", "Remove the batch size", model("output y = conv(8, 3)")],
        ["an input that is missing", "model M() {\n    output y = identity()\n}\n", "missing-input",
            "Add an image input",
            "model M() {\n    input image: [3, H = 224, W = 224]\n    output y = identity()\n}\n"],
        ["a stride beyond the kernel", model("output y = conv(8, 3, stride=5)"), "skipped-input", "Set `stride` to 3",
            model("output y = conv(8, 3, stride=3)")],
    ])("%s", (_, text, code, title, expected) => {
        const fixes = expectFixed(text, code);
        const preferred = fixes.find((fix) => fix.preferred);
        expect(fixes.map((fix) => fix.title)).toContain(title);
        expect(preferred?.title).toBe(title);
        expect(applyChanges(text, preferred?.edits ?? [])).toBe(expected);
    });
});

test("a misspelt name is fixed though the layer, once understood, has a bias to warn of", () => {
    const text = model("conv(8, kernel_size=3)\noutput y = batch_norm()");
    const [fix] = fixesOf(analyzed(text), "unknown-argument");
    expect(fix?.title).toBe("Change to `kernel`");
    expect(findDiagnostics(analyzed(applyChanges(text, fix?.edits ?? [])).analysis).map(({ code }) => code))
        .toEqual(["redundant-bias"]);
});

describe("a misspelt layer without arguments is one error if its fix adds them", () => {
    test.each<readonly [written: string, codes: readonly string[]]>([
        ["MaxPooling2D()", ["unknown-layer"]],
        ["maxpol(stride=2)", ["unknown-layer"]],
        ["Conv2D(kernel_size=3)", ["unknown-layer", "missing-argument", "unknown-argument"]],
        ["max_pool()", ["missing-argument"]],
        ["UpSampling2D()", ["unknown-layer"]],
        ["UpSampling2D(size=16)", ["unknown-layer"]],
        ["upsample()", ["conflicting-arguments"]],
        ["CenterCrop()", ["unknown-layer", "conflicting-arguments"]],
    ])("%s", (written, codes) => {
        const found = findDiagnostics(analyzed(model(`output y = ${written}`)).analysis);
        expect(found.map(({ code }) => code)).toEqual(codes);
    });
});

describe("the help of a merge with one operand passes it", () => {
    test.each<readonly [written: string, help: string]>([
        ["add(skip)", "name the previous line and pass it, as in `add(x, skip)`"],
        ["mul(x)", "name the previous line and pass it, as in `mul(y, x)`"],
        ["add()", "name the previous line and pass it, as in `add(x, in)`"],
    ])("%s", (written, help) => {
        const found = findDiagnostics(analyzed(model(`skip = conv(3, 1)\nx = skip\noutput y = ${written}`)).analysis);
        expect(found.find(({ code }) => code === "missing-argument")?.help).toBe(help);
    });
});

describe("a fix is not offered", () => {
    test.each<readonly [why: string, text: string, code: string, absent: RegExp]>([
        ["for a computed number", model("output y = max_pool(image.height + 8)"), "kernel-exceeds-input", /kernel/],
        ["if another use would break",
            model("a = B(4)\nb = image -> conv(6, 1) -> B(6)\noutput y = add(a, a)\noutput z = relu()",
                "block B(n) {\n    conv(n, 1)\n    conv(12, 1, groups=5)\n}\n"), "invalid-groups", /to [4578]$/],
        ["in an imported file", `import "b.cnn"\n${model("output y = B()")}`, "kernel-exceeds-input", /./],
    ])("%s", (_, text, code, absent) => {
        const fixes = fixesOf(analyzed(text, { "b.cnn": "block B() { max_pool(40) }\n" }), code);
        expect(fixes.map(({ title }) => title).filter((title) => absent.test(title))).toEqual([]);
    });
});

test("advice is that of the first fix that helps", () => {
    const adviceWith = (line: string): string | undefined => {
        const { analysis, host } = analyzed("model M {\n    input a: [4, 8, 8]\n    s = a -> conv(8, 1)\n" +
            `    t = a -> conv(16, 3, padding=1)\n    ${line}\n    output d = add(s, t)\n}\n`);
        const found = findDiagnostics(analysis);
        const mismatch = found.find(({ code }) => code === "channel-mismatch");
        return mismatch === undefined ? undefined : triedHelp(mismatch, { analysis, found, host });
    };
    expect(adviceWith("")).toBe("set the channels of `s` to 16");
    expect(adviceWith("output e = add(s, a -> conv(8, 3, padding=1))"))
        .toBe("project one side with a 1×1 convolution: `s -> conv(16, 1, bias=false)`");
});
