import { expect, test } from "vitest";
import { signatureHelp } from "../../server/features/signature-help.ts";
import { atCursor } from "../support/marked-source.ts";

/** The label with the active parameter in `<…>`. */
function helpAt(marked: string): string | undefined {
    const { source, position } = atCursor(marked);
    const signature = signatureHelp(source, position)?.signatures[0];
    const place = signature?.parameters?.[signature.activeParameter ?? -1]?.label;
    if (signature === undefined || typeof place === "string") {
        return undefined;
    }
    const [start, end] = place ?? [0, 0];
    return place === undefined
        ? signature.label
        : `${signature.label.slice(0, start)}<${signature.label.slice(start, end)}>${signature.label.slice(end)}`;
}

function documentationAt(marked: string): string {
    const { source, position } = atCursor(marked);
    const documentation = signatureHelp(source, position)?.signatures[0]?.documentation;
    return typeof documentation === "object" ? documentation.value : "";
}

const inModel = (line: string): string => `model M {\n    input x: [3, 32, 32]\n    ${line}\n}\n`;

test.each<readonly [title: string, line: string, help: string | RegExp | undefined]>([
    ["the first argument", "conv(|)", /^conv\(<channels>, kernel, stride=1, /],
    ["a call that is still open", "conv(8, |", /^conv\(channels, <kernel>, /],
    ["a named argument", "conv(8, 3, padding=|)", /, <padding=0>, /],
    ["a name among positional arguments", "conv(kernel=3, |)", /^conv\(channels, kernel, /],
    ["an argument that none takes", "conv(8, 3, 2|)", /^conv\(channels, kernel, stride=1, /],
    ["an inner list", "conv(8, [3, |])", /^conv\(channels, <kernel>, /],
    ["an inner expression", "conv((8 + |), 3)", /^conv\(<channels>, /],
    ["an inner call", "conv(max(1, |), 3)", "max(a, <b>, …)"],
    ["operands", "concat(x, |)", /^concat\(<…>, axis=0\)$/],
    ["an argument after operands", "concat(x, axis=|)", /^concat\(…, <axis=0>\)$/],
    ["a decorator", "@path(\"a\", |) relu()", "@path(<…>)"],
    ["a body in a call", "concat(repeat 2 { | })", undefined],
    ["outside of calls", "conv(8, 3)|", undefined],
    ["an unknown layer", "convolve(|)", undefined],
])("shows %s", (_, line, expected) => {
    const help = helpAt(inModel(line));
    if (expected instanceof RegExp) {
        expect(help).toMatch(expected);
    } else {
        expect(help).toBe(expected);
    }
});

test.each([
    ["block B(channels, stride = 1) {\n    relu()\n}\nmodel M {\n    B(8, |)\n}\n", "B(channels, <stride = 1>)"],
    ["let half(n) = n / 2\nlet m = half(|)\n", "half(<n>)"],
    ["@allow(|)\nmodel M {}\n", "@allow(<…>)"],
    ["block B(|) {}\n", undefined],
    ["let f(|) = 1\n", undefined],
])("shows declarations of the file", (marked, expected) => {
    expect(helpAt(marked)).toBe(expected);
});

test("documents a layer with its shapes here", () => {
    expect(documentationAt(inModel("conv(8, 3|)"))).toMatch(/^.+\n\n`\[3, 32, 32\]` → `\[8, 30, 30\]`$/);
    expect(documentationAt("# Doubles.\nblock B() {\n    conv(8, 1)\n}\nmodel M {\n    input x: [4, 4, 4]\n    B(|)\n}\n"))
        .toBe("Doubles.\n\n→ `[8, 4, 4]`");
});
