import { describe, expect, it } from "vitest";
import { parse } from "../../grammar/parser.ts";
import type { SyntaxProblem } from "../../grammar/syntax-problem.ts";

/** A text with `«…»` around the problem, its code, and the text after its fix if there is one. */
type Row = [marked: string, code: SyntaxProblem["code"], fixed?: string];

describe("in a body", () => {
    it.each<Row>([
        // Lines that lack something.
        ["x -> «relu»", "missing-parentheses", "x -> relu()"],
        ["x -> «relu» -> conv(3, 1)", "missing-parentheses", "x -> relu() -> conv(3, 1)"],
        ["x «->»", "unfinished-line"],
        ["x «->»\nrelu()", "unfinished-line", "x\n-> relu()"],
        ["x «=»", "unfinished-line"],
        ["let a = 1 «+»", "unfinished-line"],
        ["let a = 1 «+»\nrelu()", "unfinished-line"],
        ["let a = «not»", "unfinished-line"],
        ["require a«,»", "unfinished-line"],
        ["let a«»", "unexpected-token"],
        ["let «=» 3", "unexpected-token"],
        ["let a = b if c«»", "unexpected-token"],
        ["let a = f(«,»)", "unexpected-token"],
        ["x = in.«»", "unexpected-token"],
        ["x = a[«]»", "unexpected-token"],
        ["return«»", "unexpected-token"],
        ["require«»", "unexpected-token"],
        ["require a, «b»", "unexpected-token"],
        ["input«:» [3]", "unexpected-token"],
        ["input x «[»3]", "unexpected-token", "input x: [3]"],
        ["input x «=» [3]", "foreign-syntax", "input x : [3]"],
        ["input x: «(3, 4)»", "foreign-syntax", "input x: [3, 4]"],
        ["input x«:»", "unfinished-line"],
        ["output«»", "unexpected-token"],
        ["output «softmax»()", "unexpected-token", "output result = softmax()"],
        ["output «in» -> relu()", "unexpected-token", "output result = in -> relu()"],
        ["output «repeat» 2 { relu() }", "unexpected-token", "output result = repeat 2 { relu() }"],
        ["output «=» softmax()", "unexpected-token"],
        ["output x «:» [3]", "unexpected-token"],
        ["x = relu() : [«a = 3»]", "unexpected-token"],
        ["a, b«»", "unexpected-token"],
        ["@«»", "unexpected-token"],
        ["@path(1)«»", "unexpected-token"],
        ["if «{» relu() }", "unexpected-token"],
        ["if a«»", "unexpected-token"],
        ["repeat «{» relu() }", "unexpected-token"],
        ["repeat 2 «relu»()", "unexpected-token"],
        ["for «in» 0..2 { relu() }", "unexpected-token"],
        ["for i «0»..2 { relu() }", "unexpected-token"],
        ["for i in «{» relu() }", "unexpected-token"],
        // Code in the wrong place.
        ["«a < b»", "unexpected-token"],
        ["«->» relu()", "unexpected-token"],
        ["x -> «3»", "unexpected-token"],
        ["let a = 1 «2»", "unexpected-token"],
        ["let a = «*» 2", "unexpected-token"],
        ["let «_» = 3", "unexpected-token"],
        ["x = relu() «tanh»()", "unexpected-token", "x = relu() -> tanh()"],
        ["    relu() «tanh»() relu() -> conv(3, 1) gelu()", "unexpected-token",
            "    relu() -> tanh() -> relu() -> conv(3, 1) -> gelu()"],
        ["    x = relu() «y» = tanh()", "unexpected-token", "    x = relu()\n    y = tanh()"],
        ["«else» { relu() }", "unexpected-token"],
        ["if a { x } else { y } «else» { z }", "unexpected-token"],
        ["if a { x } else { y }\n«else» if b { z } else { z }\nrelu()", "unexpected-token"],
        ["if a { if b { x } else { y } «else» { z } }", "unexpected-token"],
        ["    «block» B() { relu() }", "misplaced-item"],
        ["    «import» \"a.cnn\"", "misplaced-item"],
        ["«model» = conv(1, 1)", "reserved-word", "model_ = conv(1, 1)"],
        ["conv(64, «in»=3)", "reserved-word", "conv(64, in_=3)"],
        ["let «for» = 3", "reserved-word", "let for_ = 3"],
        ["output «in» = relu()", "reserved-word", "output in_ = relu()"],
        ["x «$»-> relu()", "unexpected-character", "x -> relu()"],
        ["«$$$»", "unexpected-character", ""],
        ["«🎉» = conv(1, 1)", "unexpected-character", "conv(1, 1)"],
        ["let «🎉» = 3", "unexpected-character"],
        // A value of the wrong kind for its name.
        ["«n» = 3 * 4", "missing-let", "let n = 3 * 4"],
        ["«n» = \"text\"", "missing-let", "let n = \"text\""],
        ["«let» y = x -> relu()", "flow-in-let", "y = x -> relu()"],
        ["y = «a + b»", "value-arithmetic", "y = add(a, b)"],
        ["y = «a + b + relu()»", "value-arithmetic", "y = add(a, b, relu())"],
        ["«in * gate»", "value-arithmetic", "mul(in, gate)"],
        ["«a + b» -> relu()", "value-arithmetic", "add(a, b) -> relu()"],
        ["output y = «a + b»", "value-arithmetic", "output y = add(a, b)"],
        ["return «a - b», c", "value-arithmetic", "return sub(a, b), c"],
        ["return «2 * 3»", "unexpected-token"],
        ["let c = 1 < x «<» 3", "chained-comparison", "let c = 1 < x and x < 3"],
        // Brackets.
        ["conv(64, 3«»", "unclosed-bracket", "conv(64, 3)"],
        ["x = conv(64, (3«»\nrelu()", "unclosed-bracket", "x = conv(64, (3))\nrelu()"],
        ["x = conv(64, [3, 3«»)", "unclosed-bracket", "x = conv(64, [3, 3])"],
        ["let a = [1, 2«)»", "unexpected-token", "let a = [1, 2]"],
        ["conv(64, 3)«)»", "stray-bracket", "conv(64, 3)"],
        ["conv(64,«»\nrelu()\noutput y = flatten()", "unclosed-bracket", "conv(64,)\nrelu()\noutput y = flatten()"],
        ["    if a «{»\n        relu()", "unclosed-bracket", "    if a {\n        relu()\n    }"],
        [
            "    for i in 0..2 «{»\n        relu()\n    tanh()", "unclosed-bracket",
            "    for i in 0..2 {\n        relu()\n    }\n    tanh()",
        ],
        // Lists.
        ["conv(64 «3»)", "unexpected-token", "conv(64, 3)"],
        ["conv(64,«,» 3)", "unexpected-token"],
        ["conv(«,» 3)", "unexpected-token"],
        ["conv(64, kernel=«)»", "unexpected-token"],
        // Numbers and strings.
        ["let a = «.5»", "invalid-number", "let a = 0.5"],
        ["let a = «5.»", "invalid-number", "let a = 5.0"],
        ["let a = «1_000»", "invalid-number", "let a = 1000"],
        ["let a = «12abc»", "invalid-number"],
        ["let a = «9007199254740994»", "number-too-large"],
        ["let a = «\"text»", "unterminated-string", "let a = \"text\""],
        ["let a = «\"text\\\"»\nrelu()", "unterminated-string", "let a = \"text\\\"\"\nrelu()"],
        ["let a = \"«\\q»\"", "invalid-escape", "let a = \"\\\\q\""],
    ])("%j: %s", (marked, code, fixed) => {
        expectOne("model M {\n", marked, "\n}\n", code, fixed);
    });
});

describe("a habit from PyTorch, Python or C", () => {
    it.each<Row>([
        ["«self.conv1 = nn.Conv2d»(64, 3)", "foreign-syntax"],
        ["x = «self.conv1»(x)", "foreign-syntax"],
        ["x = «F.relu»(F.relu(x))", "foreign-syntax"],
        ["x = «nn.Conv2d»(64, 3, bias=False)(x)", "foreign-syntax"],
        ["x = «nn.Conv2d»(64, 3)(x.relu())", "foreign-syntax"],
        ["x = «x.relu»()", "foreign-syntax"],
        ["x = «in.view»(x.size(0), -1)", "foreign-syntax"],
        ["x «+=» conv(8, 3) -> relu()", "foreign-syntax", "x = add(x, conv(8, 3) -> relu())"],
        ["n «*=» 2", "foreign-syntax", "let n = n * 2"],
        ["«while» true { relu() }", "foreign-syntax"],
        ["«p{i}» = relu()", "foreign-syntax"],
        ["«\"\"\"A note.\"\"\"»", "foreign-syntax", "# A note."],
        ["«'''A note:\n    it's \"so\".\n'''»\nrelu()", "foreign-syntax", "# A note:\n# it's \"so\".\nrelu()"],
        ["«relu()(x)»", "foreign-syntax", "x -> relu()"],
        ["conv(64, bias=«True»)", "foreign-syntax", "conv(64, bias=true)"],
        ["conv(64, bias=«None»)", "foreign-syntax"],
        ["conv(64, kernel«:» 3)", "foreign-syntax", "conv(64, kernel= 3)"],
        ["x = relu()«;» y = tanh()", "foreign-syntax", "x = relu()\ny = tanh()"],
        ["x = relu()«;»", "foreign-syntax", "x = relu()"],
        ["let a = «'it is \"so\"'»", "foreign-syntax", "let a = \"it is \\\"so\\\"\""],
        ["let a = «“text”»", "foreign-syntax", "let a = \"text\""],
        ["let a = «(1, 2)»", "foreign-syntax", "let a = [1, 2]"],
        ["x = «nn.Sequential»(nn.Conv2d(64, 3), nn.ReLU())", "foreign-syntax"],
        ["«nn.Sequential»(nn.Sequential(relu()), tanh(a=True))", "foreign-syntax"],
        ["«nn.Sequential»(relu(), # first\n    tanh())", "foreign-syntax"],
        ["a«:» conv(64, 3)", "foreign-syntax", "a = conv(64, 3)"],
        ["a «:» repeat 2 { relu() }", "foreign-syntax", "a = repeat 2 { relu() }"],
        ["conv«（64，3）»", "foreign-syntax", "conv(64,3)"],
        ["input x«： ［3， 8］»", "foreign-syntax", "input x: [3, 8]"],
        ["let a = «（1，2）»", "foreign-syntax", "let a = (1,2)"],
        ["let a = a «&&» b", "foreign-syntax", "let a = a and b"],
        ["let a = a«||»b", "foreign-syntax", "let a = a or b"],
        ["let a = «!»a", "foreign-syntax", "let a = not a"],
        ["let a = a «===» b", "foreign-syntax", "let a = a == b"],
        ["let a = a «≤» b", "foreign-syntax", "let a = a <= b"],
        ["let a = 3 «×» 4", "foreign-syntax", "let a = 3 * 4"],
        ["x «|>» relu()", "foreign-syntax", "x -> relu()"],
        ["x «→» relu()", "foreign-syntax", "x -> relu()"],
        ["let a «:=» 3", "foreign-syntax", "let a = 3"],
        ["«const» a = 3", "foreign-syntax", "let a = 3"],
        ["«//» a remark", "foreign-syntax", "# a remark"],
        ["x = relu() «//» a remark", "foreign-syntax", "x = relu() # a remark"],
        ["«/* a\n * b */»", "foreign-syntax", "# a\n# b"],
        ["if a «=» 1 { relu() }", "foreign-syntax", "if a == 1 { relu() }"],
        ["if a«:» relu()", "foreign-syntax", "if a { relu() }"],
        ["if a«:»\n    relu()\ntanh()", "foreign-syntax", "if a {\n    relu()\n}\ntanh()"],
        ["if a { relu() } «elif» b { tanh() }", "foreign-syntax", "if a { relu() } else if b { tanh() }"],
        ["«elif» a { relu() }", "foreign-syntax", "else if a { relu() }"],
    ])("%j: %s", (marked, code, fixed) => {
        expectOne("model M {\n", marked, "\n}\n", code, fixed);
    });
});

describe("in a file", () => {
    it.each<Row>([
        ["let a = 1\n«conv»(1, 1)\nrelu()\nmodel M {}", "unexpected-token"],
        ["«blok» B() {\n    relu()\n}\nmodel M {}", "unexpected-token"],
        ["«}»", "stray-bracket", ""],
        ["model M {\n    relu()\n}«}»\nmodel N {}", "stray-bracket", "model M {\n    relu()\n}\nmodel N {}"],
        ["block B «{»\n    relu()\n}", "unexpected-token", "block B() {\n    relu()\n}"],
        ["block B()«»\n    relu()\n\nmodel M {}", "unexpected-token", "block B() {\n    relu()\n}\n\nmodel M {}"],
        ["block B() «{»\n    relu()\n\nmodel M {}", "unclosed-bracket", "block B() {\n    relu()\n}\n\nmodel M {}"],
        [
            "block B() {\n    if a «{»\n        relu()\n}\nmodel M {}", "unclosed-bracket",
            "block B() {\n    if a {\n        relu()\n    }\n}\nmodel M {}",
        ],
        ["import «3»", "unexpected-token"],
        ["import«»", "unexpected-token"],
        ["@weights(\"x\")«»", "unexpected-token"],
        ["«let» y = x -> relu()", "flow-in-let"],
        ["block B(a «b») {}", "unexpected-token", "block B(a, b) {}"],
        ["block B(«1») {}", "unexpected-token"],
        ["block B(a«: int» = 3) {}", "foreign-syntax", "block B(a = 3) {}"],
        ["«def» f(x) {}", "foreign-syntax", "block f(x) {}"],
        ["«class Net(nn.Module)»:\n    def f(self):\n        pass\n\nmodel M {}", "foreign-network"],
        ["import torch\n«net = nn.Sequential»(\n    nn.ReLU(),\n)\nprint(net)", "foreign-network"],
        ["«model = Sequential»()\nmodel.add(Dense(3))", "foreign-network"],
        ["«class Net(nn.Module)»:\n    a = 1\n# remark\n    b = 2\n", "foreign-network"],
        ["«input» x: [3]\nrelu()", "unexpected-token"],
        ["«class» Net {}", "foreign-syntax", "model Net {}"],
        ["model M {\r\n    x «->»\r\n}", "unfinished-line"],
    ])("%j: %s", (marked, code, fixed) => {
        expectOne("", marked, "", code, fixed);
    });
});

describe("two mistakes are two problems", () => {
    it.each([
        ["x -> relu\nconv(64 3)", ["missing-parentheses", "unexpected-token"]],
        ["let a = .5 + 5.", ["invalid-number", "invalid-number"]],
        ["    if a:\n        relu()\n    else:\n        tanh()", ["foreign-syntax", "foreign-syntax"]],
        ["conv(64\nn = 3", ["unclosed-bracket", "missing-let"]],
    ])("%j: %j", (text, codes) => {
        expect(parse(`block B() {\n${text}\n}`).problems.map(({ code }) => code)).toEqual(codes);
    });
});

it("a text with a mistake on every line has a limited number of problems", () => {
    expect(parse(`model M {\n${"x -> relu\n".repeat(3000)}}`).problems).toHaveLength(1000);
});

function expectOne(
    before: string, marked: string, after: string, code: SyntaxProblem["code"], fixed: string | undefined,
): void {
    const text = `${before}${marked.replace(/[«»]/gu, "")}${after}`;
    const { problems } = parse(text);
    expect(problems.map((problem) => `${problem.code}: ${withMarks(text, problem)}`))
        .toEqual([`${code}: ${before}${marked}${after}`]);
    const fix = problems[0]?.fix;
    const applied = fix && text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end);
    expect(applied).toBe(fixed === undefined ? undefined : `${before}${fixed}${after}`);
}

function withMarks(text: string, { start, end }: SyntaxProblem): string {
    return `${text.slice(0, start)}«${text.slice(start, end)}»${text.slice(end)}`;
}
