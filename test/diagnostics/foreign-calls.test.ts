import { describe, expect, test } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { applyChanges } from "../../server/diagnostics/edits.ts";
import { analyzed } from "../support/marked-source.ts";

/** A line of a body in which `x`, `a` and `b` are images, and `n` is a number. */
function source(line: string): string {
    return `block B(n = 8) {\n    x = in\n    a = in\n    b = in\n    ${line}\n}\n` +
        "model M {\n    input image: [16, 32, 32]\n    output y = B()\n}\n";
}

function onlyDiagnostic(line: string): ReturnType<typeof diagnose>[number] | undefined {
    const [first, ...others] = diagnose(analyzed(source(line)).analysis).filter(({ severity }) => severity === "error");
    expect(others).toEqual([]);
    expect(first?.code).toBe("foreign-syntax");
    return first;
}

describe("a call of another library is one error, and its fix leaves none", () => {
    test.each([
        ["nn.Conv2d(3, 64, 3, 1, 1)", "conv(64, 3, stride=1, padding=1)"],
        ["nn.Conv2d(in_channels=3, out_channels=64, kernel_size=3, bias=False)", "conv(64, 3, bias=false)"],
        ["nn.Conv2d(64, 3)", "conv(64, 3)"],
        ["self.conv = nn.Conv2d(3, 64, (3, 5))", "conv = conv(64, [3, 5])"],
        ["layers.Conv2D(64, 3, padding='same')", "conv(64, 3, padding=\"same\")"],
        ["nn.Conv2d(3, n, kernel_size=1)(x)", "x -> conv(n, 1)"],
        ["nn.BatchNorm2d(16)", "batch_norm()"],
        ["nn.GroupNorm(4, 16)", "group_norm(4)"],
        ["nn.ReLU(inplace=True)", "relu()"],
        ["nn.LeakyReLU(0.2)", "leaky_relu(negative_slope=0.2)"],
        ["nn.MaxPool2d(3, stride=2, padding=1)", "max_pool(3, 2, padding=1)"],
        ["nn.Dropout(0.5)", "dropout(0.5)"],
        ["F.relu(x)", "x -> relu()"],
        ["F.max_pool2d(F.relu(x), 2)", "x -> relu() -> max_pool(2)"],
        ["F.dropout(x, 0.5, training=True)", "x -> dropout(0.5)"],
        ["F.softmax(x, dim=1)", "x -> softmax(axis=0)"],
        ["torch.cat([a, b], dim=1)", "concat(a, b)"],
        ["torch.cat((a, F.relu(b)), 1)", "concat(a, b -> relu())"],
        ["torch.cat([a, b], dim=2)", "concat(a, b, axis=1)"],
        ["torch.add(a, b)", "add(a, b)"],
        ["torch.flatten(x, 1)", "x -> flatten()"],
        ["x.flatten(1)", "x -> flatten()"],
        ["x.view(-1)", "x -> flatten()"],
        ["x.view(x.size(0), -1)", "x -> flatten()"],
        ["x.reshape(4, 64, 256)", "x -> reshape([64, 256])"],
        ["x.view(n, 64, -1)", "x -> reshape([64, -1])"],
        ["x.permute(0, 2, 3, 1)", "x -> permute([1, 2, 0])"],
        ["x.mean([2, 3])", "x -> global_avg_pool()"],
        ["x.relu()", "x -> relu()"],
        ["x.contiguous()", "x"],
        ["nn.Sequential(nn.Conv2d(16, 8, 3), nn.ReLU())", "conv(8, 3) -> relu()"],
        ["nn.Sequential(\n        nn.Conv2d(16, 8, 3),\n        nn.ReLU(),\n    )", "conv(8, 3)\n        -> relu()"],
    ])("%s", (line, expected) => {
        const found = onlyDiagnostic(line);
        const [fix] = found?.fixes() ?? [];
        const fixed = applyChanges(source(line), fix?.edits ?? []);
        expect(fixed).toBe(source(expected));
        expect(diagnose(analyzed(fixed).analysis).filter(({ severity }) => severity === "error")).toEqual([]);
        const [head = ""] = expected.split(/\s*->/);
        expect(found?.help?.startsWith(`write \`${head}`)).toBe(true);
    });
});

test.each([
    ["x.size(0)", "remove it: shapes leave out the batch"],
    ["nn.LSTM(16, 32)", "no layer corresponds to it"],
    ["torch.matmul(a, b)", "no layer corresponds to it"],
    ["F.conv2d(x, weight)", "use `conv`, which takes `channels`, `kernel`, `stride`, `padding`, `dilation`, `groups`, `bias`, and `padding_mode`"],
    ["self.layer(x)", "write the layer where it is used, as in `x -> conv(64, 3)`"],
])("suggests nothing for what cannot be translated: %s", (line, help) => {
    const [found] = diagnose(analyzed(source(line)).analysis).filter(({ code }) => code === "foreign-syntax");
    expect(found?.help).toBe(help);
    expect(found?.fixes()).toEqual([]);
});
