import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readFences } from "../../docs/fences.ts";
import { format } from "../../server/format/format.ts";
import { projectRoot } from "../support/extension.ts";

/** A text, and its formatted form. */
const layouts: readonly (readonly [title: string, written: string, formatted: string])[] = [
    ["spaces", "let  n=2*-3**2 %(4- 1)\n", "let n = 2 * -3 ** 2 % (4 - 1)\n"],
    ["ranges and attributes", "let s = x . shape [ 0 ]\nlet r = 0 .. n-1\n", "let s = x.shape[0]\nlet r = 0..n - 1\n"],
    ["words as operators", "let b = not(a)and(c)\n", "let b = not (a) and (c)\n"],
    ["a call", "model M {\n  conv ( 64 ,3 , stride = 2 )\n}\n", "model M {\n    conv(64, 3, stride=2)\n}\n"],
    ["defaults of parameters", "block B(a,b=2){\n}\n", "block B(a, b = 2) {}\n"],
    ["a block that names its input", "block x->B(n){ }\n", "block x -> B(n) {}\n"],
    ["the sizes of an input", "model M {\ninput x :[ 3,H=224 ,W=224 ]\n}\n", "model M {\n    input x: [3, H = 224, W = 224]\n}\n"],
    ["an argument that is a choice", "model M {\nconv(8, 3, stride=2 if a else 1)\n}\n",
        "model M {\n    conv(8, 3, stride = 2 if a else 1)\n}\n"],
    ["the branches of a merging layer", "model M {\nconcat(a=One(3), b=in, axis=1)\n}\n",
        "model M {\n    concat(a = One(3), b = in, axis=1)\n}\n"],
    ["a flow as an argument", "model M {\nUp(skip=in->relu(), n=2)\n}\n",
        "model M {\n    Up(skip = in -> relu(), n=2)\n}\n"],
    ["decorators on lines of their own", "model M {\n@path(\"a\") relu()\n\n@allow(\"b\")\n\nrelu()\n}\n",
        "model M {\n    @path(\"a\")\n    relu()\n\n    @allow(\"b\")\n    relu()\n}\n"],
    ["a body on one line, if it holds one statement", "model M {\nrepeat 2 {relu()}\nif a { relu() } else { tanh() }\n}\n",
        "model M {\n    repeat 2 { relu() }\n    if a { relu() } else { tanh() }\n}\n"],
    ["a brace on the next line", "block B()\n{\nif a\n{\nrelu()\n}\nelse\n{\ntanh()\n}\n}\n",
        "block B() {\n    if a {\n        relu()\n    } else {\n        tanh()\n    }\n}\n"],
    ["blank lines", "\n\nlet a = 1\n\n\n\nlet b = 2\nblock B() {\n\nrelu()\n\n\nrelu()\n\n}\nblock C() {}",
        "let a = 1\n\nlet b = 2\n\nblock B() {\n    relu()\n\n    relu()\n}\n\nblock C() {}\n"],
    ["blanks at the ends of lines", "let a = 1  \n# note \t\n", "let a = 1\n# note\n"],
    ["comments", "#top\n\n# above\nblock B() {# here\n# in\n\n# last\n}# end\n# below",
        "#top\n\n# above\nblock B() {  # here\n    # in\n\n    # last\n}  # end\n# below\n"],
    ["comments after neighbouring lines, in a column", "let a = 1 # one\nlet long = 2 # two\n\nlet b = 3 # three\n",
        "let a = 1     # one\nlet long = 2  # two\n\nlet b = 3  # three\n"],
    ["comments in brackets", "model M {\nconv(# first\n8, # channels\n3\n# last\n)\n}\n",
        "model M {\n    conv(   # first\n        8,  # channels\n        3,\n        # last\n    )\n}\n"],
    ["a comment before a comma or an arrow", "model M {\nconv(8\n# before\n, 3)\nin\n# then\n-> relu()\n}\n",
        "model M {\n    conv(\n        8\n        # before\n        ,\n        3,\n    )\n    in\n        # then\n        -> relu()\n}\n"],
    ["line breaks before arrows", "model M {\nx = in->relu()\n->relu()->tanh()\n}\n",
        "model M {\n    x = in -> relu()\n        -> relu() -> tanh()\n}\n"],
    ["a list over several lines, if its first element begins one", "let a = [\n1, 2\n]\nlet b = [[\n1], [2]]\nlet c = [1,\n2]\n",
        "let a = [\n    1, 2,\n]\nlet b = [\n    [\n        1,\n    ],\n    [2],\n]\nlet c = [1, 2]\n"],
    ["a comma after the last element, on several lines only", "model M {\nconv(8, 3,)\nconv(\n8, 3)\n}\n",
        "model M {\n    conv(8, 3)\n    conv(\n        8,\n        3,\n    )\n}\n"],
    ["claims in a column", "model M {\na = relu() :[1]\n\nlonger = relu() : [H/2]\nrelu()\n}\n",
        "model M {\n    a = relu()          : [1]\n\n    longer = relu()     : [H / 2]\n    relu()\n}\n"],
    ["a claim after a long line apart from the others", `model M {\nx = relu() : [1]\n${"relu() -> ".repeat(8)}relu() : [1]\n}\n`,
        `model M {\n    x = relu()      : [1]\n    ${"relu() -> ".repeat(8)}relu()      : [1]\n}\n`],
    ["a claim after a body", "model M {\nrepeat 2 {\nrelu()\n}: [1]\n}\n",
        "model M {\n    repeat 2 {\n        relu()\n    }       : [1]\n}\n"],
    ["a call that is too long", `model M {\nBlock(${"argument, ".repeat(12)}argument)\n}\n`,
        `model M {\n    Block(\n${"        argument,\n".repeat(13)}    )\n}\n`],
    ["a flow that is too long", `model M {\nx = in${" -> conv(64, 3, padding=1)".repeat(6)}\n}\n`,
        `model M {\n    x = in${" -> conv(64, 3, padding=1)".repeat(4)}\n       ${" -> conv(64, 3, padding=1)".repeat(2)}\n}\n`],
    ["numbers that are too many", `let a = [${"1000, ".repeat(25)}1000]\n`,
        `let a = [\n    ${"1000, ".repeat(18)}1000,\n    ${"1000, ".repeat(6)}1000,\n]\n`],
    ["a condition that is too long, in brackets", `let a = (${"condition and ".repeat(10)}condition)\n`,
        `let a = (\n    condition\n${"        and condition\n".repeat(10)})\n`],
    ["items with syntax errors as they are", "let a=1\nblock B() {\n  conv(8,,3)\n  # note\n}\nlet b=2\n",
        "let a = 1\n\nblock B() {\n  conv(8,,3)\n  # note\n}\n\nlet b = 2\n"],
    ["a text with an error between its items as it is", "let a=1\n}\nlet b=2\n", "let a=1\n}\nlet b=2\n"],
    ["Windows line ends and a byte order mark", "\ufefflet a=1\r\nlet b=2\r\n", "\ufefflet a = 1\r\nlet b = 2\r\n"],
    ["nothing", "\n \n", ""],
];

test.each(layouts)("formats %s", (_, written, formatted) => {
    expect(format(written)).toBe(formatted);
    expect(format(formatted)).toBe(formatted);
});

test("indents as the editor does", () => {
    expect(format("model M {\nrelu()\n}\n", { tabSize: 2, insertSpaces: true })).toBe("model M {\n  relu()\n}\n");
    expect(format("model M {\nx = relu() : [1]\n}\n", { tabSize: 4, insertSpaces: false }))
        .toBe("model M {\n\tx = relu()      : [1]\n}\n");
});

describe("is how the project's networks are written:", () => {
    const read = (path: string): string => readFileSync(join(projectRoot, path), "utf8");
    const filesIn = (folder: string, extension: string): readonly string[] =>
        readdirSync(join(projectRoot, folder)).filter((name) => name.endsWith(extension)).map((name) => `${folder}/${name}`);

    test.each([...filesIn("examples", ".cnn"), ...filesIn("test/designs", ".cnn")])("%s", (path) => {
        expect(format(read(path))).toBe(read(path));
    });

    test.each(["README.md", ...filesIn("docs", ".md"), ...filesIn("docs/diagnostics", ".md")])("%s", (path) => {
        const fences = readFences(read(path)).filter(({ language, role }) => language === "cnn" && role !== "wrong");
        const inBody = (role: string, source: string): string => role === "body" ? format(`block B() {\n${source}}\n`)
            .split("\n").slice(1, -2).map((line) => line.replace(/^ {4}/, "")).join("\n") + "\n" : format(source);
        for (const { role, source } of fences) {
            expect(inBody(role, source)).toBe(source);
        }
    });
});
