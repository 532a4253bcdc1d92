import { describe, expect, test } from "vitest";
import { analyzeText } from "../support/memory-host.ts";

/** All problems as `code «text»`. */
function problemsOf(text: string): readonly string[] {
    return analyzeText(text).problems.map((problem) => {
        const place = text.slice(problem.span.start, problem.span.end);
        return `${problem.finding.code} «${place}»`;
    });
}

/** A model on a 3 × 8 × 8 image; its output is its last line. */
function model(body: string, blocks = ""): string {
    return `${blocks}\nmodel M() {\n    input image: [3, 8, 8]\n${body}\n    output out = identity()\n}\n`;
}

describe("one mistake, one problem, at its place", () => {
    test.each<[string, string, string[]]>([
        ["a misspelt layer is evaluated as the suggested one", "convv(4, 3)\nrelu()", ["unknown-layer «convv»"]],
        ["an unknown layer leaves an unknown value", "wobble(4)\nconv(4, kernel=99)", ["unknown-layer «wobble»"]],
        ["a layer's name without a call", "x = relu\nconv(4, 1)", ["unknown-name «relu»"]],
        ["a number that is called", "let k = 3\nk(4)", ["unknown-layer «k»"]],
        ["a model that is called", "M()", ["unknown-layer «M»"]],
        ["a function that is called as a layer", "min(3, 4)", ["unknown-layer «min»"]],
        ["a misspelt name", "first = conv(4, 3)\nfrist -> relu()", ["unknown-name «frist»"]],
        ["a name that is bound later", "late -> relu()\nlate = conv(4, 1)", ["unknown-name «late»"]],
        ["a PyTorch argument", "conv(4, kernel_size=3)", ["unknown-argument «kernel_size»"]],
        ["a missing argument", "conv(4)\nrelu()", ["missing-argument «conv»"]],
        ["a duplicate argument", "conv(4, 3, kernel=3)", ["duplicate-argument «kernel»"]],
        ["a positional argument after its named one", "max_pool(kernel=4, 2)", ["duplicate-argument «2»"]],
        ["a duplicate argument of a function", "let f(a, b) = a + b\nconv(f(b=1, 5), 1)", ["duplicate-argument «5»"]],
        ["the input's channels are not written", "conv(3, 64, 3)", ["too-many-arguments «3»"]],
        ["a value in a layer's parentheses", "relu(image)", ["too-many-arguments «image»"]],
        ["a string in place of a number", "conv(4, kernel=\"3\")", ["wrong-type «\"3\"»"]],
        ["a kernel larger than its input", "conv(4, kernel=9)\nconv(4, kernel=9)", ["kernel-exceeds-input «9»"]],
        ["outputs above the largest size", "repeat 50 { upsample(2) }\nconv(4, 1)", ["size-too-large «upsample(2)»"]],
        ["an output too large to be exact", "upsample(9007199254740991)\nconv(4, 1)", ["size-too-large «upsample(9007199254740991)»"]],
        ["a size that an error upstream makes too large", "concat(in, conv(4, 1), axis=1)\nrepeat 50 { concat(in, in, axis=1) }", ["channel-mismatch «concat(in, conv(4, 1), axis=1)»"]],
        ["too many features", "upsample(16384)\nflatten()\nlinear(10)", ["size-too-large «flatten()»"]],
        ["a stride of 0", "conv(4, 3, stride=0)", ["invalid-stride «0»"]],
        ["groups that do not divide", "conv(4, 3, groups=2)", ["invalid-groups «2»"]],
        ["a linear layer on a feature map", "linear(10)\nlinear(5)", ["rank-mismatch «linear(10)»"]],
        ["channels that do not agree", "a = conv(4, 3)\nb = image -> conv(5, 3)\nadd(a, b)\nconv(6, 3)", ["channel-mismatch «add(a, b)»"]],
        ["sizes that do not agree", "a = conv(4, 3)\nadd(a, image -> conv(4, 1))", ["size-mismatch «add(a, image -> conv(4, 1))»"]],
        ["a claim", "conv(4, 3) : [4, 8, 8]", ["failed-claim «[4, 8, 8]»"]],
        ["a claim of another rank", "conv(4, 3) : [4]", ["failed-claim «[4]»"]],
        ["a claim in parentheses", "conv(4, 3) : (4, 8, 8)\n    reshape([-1])", ["foreign-syntax «(4, 8, 8)»", "failed-claim «(4, 8, 8)»"]],
        ["a claim that is not closed", "conv(4, 3) : [4, 8", ["unclosed-bracket «»"]],
        ["a layer that is not closed", "conv(4", ["unclosed-bracket «»"]],
        ["an argument whose name is half written", "conv(4, 3, pad", ["unclosed-bracket «»"]],
        ["a merge that is not closed", "add(image", ["unclosed-bracket «»"]],
        ["a function that is not closed", "conv(max(", ["unclosed-bracket «»"]],
        ["arguments of a layer that is not closed", "conv(4, 3, paddin=1", ["unclosed-bracket «»", "unknown-argument «paddin»"]],
        ["a claim without its shape", "conv(4, 3) :", ["unfinished-line «:»"]],
        ["a missing claim before another one", "conv(4, 3) : = [4, 8, 8]", ["unexpected-token «=»"]],
        ["a claim with anything in it", "conv(4, 3) : [_, 6, 6]", []],
        ["a require", "require image.height % 5 == 0, \"a multiple of 5\"", ["failed-require «image.height % 5 == 0»"]],
        ["a condition that is a number", "if 1 { relu() }", ["wrong-type «1»"]],
        ["a name that turns from value to number", "x = conv(4, 1)\nlet x = 3", ["changed-kind «x»"]],
        ["more names than values", "a, b = conv(4, 1)", ["wrong-result-count «conv»"]],
        ["a misspelt argument that does not fit either", "linear(4)\nslice(9, 8, dim=0)", ["rank-mismatch «linear(4)»", "unknown-argument «dim»"]],
        ["one name for two values", "a = max_pool(2, indices=true)", ["wrong-result-count «max_pool»"]],
        ["an attribute no value has", "conv(image.chanels, 1)", ["unknown-attribute «chanels»"]],
        ["an attribute of another rank", "conv(image.depth, 1)", ["unknown-attribute «depth»"]],
        ["return in a model", "return conv(4, 1)", ["misplaced-statement «return»"]],
        ["an unknown decorator", "@pth(\"a\")\nconv(4, 1)", ["unknown-decorator «pth»"]],
        ["a count that is not an integer", "repeat 1.5 { relu() }", ["wrong-type «1.5»"]],
        ["division by zero", "conv(4 // 0, 1)", ["invalid-operation «4 // 0»"]],
        ["a number past 2^53", "let x = 9007199254740993 * 2", ["number-too-large «9007199254740993»"]],
        ["a branch that is not taken is looked at", "if false { wobble(4)\n conv(4, kernal=3) }",
            ["unknown-layer «wobble»", "unknown-argument «kernal»"]],
        ["a wrong layer of several results", "a, b = max_pool(0, indices=true)\nadd(a, b)", ["invalid-argument «0»"]],
        ["a wrong split", "a, b, c = split(3, axis=0.5)\nadd(a, b, c)", ["wrong-type «0.5»"]],
        ["indices that count in another size", "a, b = max_pool(3, stride=1, indices=true)\na -> max_unpool(b, 3, stride=2)",
            ["unpool-mismatch «max_unpool(b, 3, stride=2)»"]],
        ["indices that refer to the requested size", "a, b = max_pool(3, indices=true)\na -> max_unpool(b, 3, to=image)", []],
        ["values by another name than a layer's joins", "add(a = conv(3, 1), b = in)", []],
        ["one operand", "add(image)", ["missing-argument «add»"]],
        ["no operand, with another library's argument", "image -> mean(axis=0)", ["missing-argument «mean»"]],
        ["operands in brackets", "a = conv(4, 3)\nb = concat([a, image])\nconv(2, 1)", ["wrong-type «[a, image]»"]],
        ["a list of values that grows", "    let n = 2\n    all = [image]\n    for i in 0..n {\n        x = concat(all)\n        all = all + [x]\n    }\n    concat(all)",
            ["wrong-type «[image]»"]],
        ["a part of a value", "a = image[0]", ["wrong-type «image»"]],
        ["PyTorch's input channels by name", "conv(in_channels=3, channels=4, kernel=3)\nconv(4, 99)",
            ["unknown-argument «in_channels»", "kernel-exceeds-input «99»"]],
        ["a list's entries as arguments", "reshape(64, -1)", ["too-many-arguments «-1»"]],
        ["a layer's opposite is not taken for it", "minimum(image, image)", ["unknown-layer «minimum»"]],
        ["indices of a pooling with another size", "a, i = max_pool(3, stride=2, indices=true)\nu = max_unpool(i, 2)\nadd(u, image)",
            ["unpool-mismatch «max_unpool(i, 2)»"]],
        ["an output in a loop", "repeat 3 { output y = relu() }", ["misplaced-statement «output»"]],
        ["shared weights of one size are a hint", "@path(\"w\")\nconv(3, 1)\n@path(\"w\")\nconv(3, 1)", ["shared-weights «conv(3, 1)»"]],
        [
            "shared weights of a chain are one hint", "@path(\"w\")\nconv(3, 1) -> batch_norm()\n@path(\"w\")\nconv(3, 1) -> batch_norm()",
            ["shared-weights «conv(3, 1)»"],
        ],
        [
            "shared weights of a loop are one hint on its use",
            "@path(\"w\")\nrepeat 1 {\n a = conv(3, 1)\n b = conv(3, 1)\n}\n@path(\"w\")\nrepeat 1 {\n a = conv(3, 1)\n b = conv(3, 1)\n}",
            ["shared-weights «repeat 1 {\n a = conv(3, 1)\n b = conv(3, 1)\n}»"],
        ],
        ["shared weights of different sizes", "@path(\"w\")\nconv(3, 1)\n@path(\"w\")\nconv(4, 1)", ["shared-weights-mismatch «conv(4, 1)»"]],
    ])("%s", (_, body, expected) => {
        expect(problemsOf(model(body))).toEqual(expected);
    });
});

test.each<[string, string, string | undefined]>([
    ["bound later", "late -> relu()\nlate = conv(4, 1)", "not-yet"],
    ["bound on a branch that is not taken", "if false { x = relu() }\nx -> relu()", "not-reached"],
    ["something to call", "x = relu", "is-called"],
    ["bound nowhere", "nowhere -> relu()", undefined],
])("an unknown name has a reason: %s", (_, body, reason) => {
    const [problem] = analyzeText(model(body)).problems;
    expect(problem?.finding).toMatchObject({ code: "unknown-name", ...(reason === undefined ? {} : { reason }) });
});

test.each([
    ["though a branch is not taken", "if false { relu() }"],
    ["if a function of the body is called", "let f(n) = n\nconv(f(seed) + 1, 1)"],
])("a model's decorators see its parameters, %s", (_, line) => {
    expect(problemsOf(`@init("he", seed=seed)\nmodel M(seed = 1) {\ninput x: [3, 8, 8]\n${line}\noutput y = relu()\n}`))
        .toEqual([]);
});

describe("blocks", () => {
    test.each<[string, string, string, string[]]>([
        ["an error inside a block is reported once on its line", "B(9)\nB(10)\nB(1)", "block B(k) { conv(4, kernel=k) }", ["kernel-exceeds-input «k»"]],
        ["a missing argument of a block", "B()", "block B(k) { conv(4, k) }", ["missing-argument «B»"]],
        ["an unknown argument of a block", "B(size=3)", "block B(sizes) { conv(4, sizes) }", ["unknown-argument «size»"]],
        ["a duplicate argument of a block", "B(b=1, 5)", "block B(a, b) { conv(a, b) }", ["duplicate-argument «5»"]],
        ["a block nothing uses is looked at", "relu()", "block B(k) {\n wobble(k)\n conv(k, kernal=3)\n missing -> relu() }",
            ["unknown-layer «wobble»", "unknown-argument «kernal»", "unknown-name «missing»"]],
        ["a block sees its own names and its file's only", "let hidden = 3\nB()", "block B() { conv(hidden, 1) }", ["unknown-name «hidden»"]],
        ["endless recursion", "B(1)", "block B(n) { B(n + 1) }", ["recursion-limit «B(n + 1)»"]],
        ["endless recursion, including errors deep inside", "B(1)", "block B(n) {\n conv(n, 3)\n B(4 * n)\n}", ["recursion-limit «B(4 * n)»"]],
        ["a layer as an argument", "B(relu)\nB(relu())", "block B(act) {\n conv(4, 3) -> act()\n}", ["unknown-name «relu»", "unknown-layer «act»"]],
        ["a value after an arrow", "B(relu())", "block B(act) { conv(4, 3) -> act }", ["unknown-layer «act»"]],
        ["values that differ in channels and sizes", "conv(4, 1)\nB(4, 2)\nB(8, 2)",
            "block B(c, s) {\n y = conv(c, 1, stride=s)\n add(y, in)\n}", ["size-mismatch «add(y, in)»"]],
        ["endless recursion of a function", "conv(f(1), 1)", "let f(n) = f(n + 1)", ["recursion-limit «f»"]],
        ["recursion of a function that ends", "conv(f(5), 1)\nconv(g(5), 1)",
            "let f(n) = 1 if n < 1 else f(n - 1)\nlet g(n) = 3 if n < 1 or g(n - 1) > 2 else 1", []],
        ["recursion of a function with an unknown argument", "conv(f(nope), 1)\nconv(g(nope), 1)",
            "let f(n) = 1 if n < 1 else f(n - 1)\nlet g(n) = 3 if n < 1 or g(n - 1) > 2 else 1",
            ["unknown-name «nope»", "unknown-name «nope»"]],
        ["two things of one name that are called", "relu()", "block conv() { relu() }", ["duplicate-name «conv»"]],
        ["errors that a failed require guards against", "conv(4, 1)\nB(8)\nB(6)\nconv(9, 99)",
            "block B(k) {\n require k % 4 == 0\n conv(k, 1, groups=4)\n C(k)\n}\nblock C(k) { conv(k, 1, groups=4) }",
            ["failed-require «k % 4 == 0»", "kernel-exceeds-input «99»"]],
        ["a let that depends on itself", "conv(a, 1)", "let a = b + 1\nlet b = a", ["invalid-operation «a»"]],
    ])("%s", (_, body, blocks, expected) => {
        expect(problemsOf(model(body, blocks))).toEqual(expected);
    });

    test("the uses that failed are named, with how many they are", () => {
        const text = model("B(11)\nB(1)\nrepeat 2 { B(12) }", "block B(k) { conv(4, kernel=k, padding=1) }");
        const related = analyzeText(text).problems[0]?.related.flatMap((place) =>
            place.role === "use" ? [[place.label, text.slice(place.span.start, place.span.end), place.uses?.total]] : []);
        expect(related?.[0]).toEqual(["B(11)", "B(11)", 4]);
    });

    test("an error inside an imported block is reported at its use, with the line inside", () => {
        const text = `import "b.cnn"\n${model("B(99)")}`;
        const { problems } = analyzeText(text, { "b.cnn": "block B(k) { conv(4, kernel=k) }" });
        expect(problems.map((problem) => [problem.finding.code, text.slice(problem.span.start, problem.span.end)]))
            .toEqual([["kernel-exceeds-input", "B(99)"]]);
        expect(problems[0]?.related[0]).toMatchObject({ role: "inside", uri: "memory:/b.cnn" });
    });
});

describe("limits", () => {
    test.each<[string, string, string, string[]]>([
        ["layers", "repeat 200000 { relu() }", "", ["layer-limit «relu()»"]],
        ["steps", "repeat 10000000 { let a = 1 }", "", ["step-limit «let a = 1»"]],
        ["nested calls", "B(201)", "block B(n) { if n > 0 { B(n - 1) } }", ["recursion-limit «B(n - 1)»"]],
        ["recursion that ends is fine", "B(150)", "block B(n) { if n > 0 { B(n - 1) } }", []],
    ])("%s", (_, body, blocks, expected) => {
        expect(problemsOf(model(body, blocks)).filter((one) => !one.startsWith("missing-output"))).toEqual(expected);
    });
});

describe("a model's interface", () => {
    test.each<[string, string, string[]]>([
        ["no input", "model M() { relu() }", ["missing-input «M»"]],
        ["nothing at all", "model M() { }", ["missing-input «M»"]],
        ["no output", "model M() { input x: [3, 8, 8]\n relu() }", ["missing-output «M»"]],
        ["a parameter without a default", "model M(n) { input x: [3, 8, 8]\n output y = conv(n, 1) }", ["missing-default «n»"]],
        ["a size of 0", "model M() { input x: [3, 0, 8]\n output y = relu() }", ["invalid-input-size «0»"]],
        ["a size of 0 with a name that is read", "model M() { input x: [3, H = 0, 8]\n output y = conv(H, 1) }", ["invalid-input-size «0»"]],
        ["the largest size", "model M() { input x: [3, H = 2147483647, 8]\n output y = relu() }", []],
        ["a default above the largest size", "model M() { input x: [3, H = 2147483648, 8]\n conv(H, 1)\n output y = upsample(2) }", ["invalid-input-size «2147483648»"]],
        ["a size above the largest", "model M() { input x: [3, 4503599627370496, 8]\n output y = upsample(2) }", ["invalid-input-size «4503599627370496»"]],
        ["two inputs of one name", "model M() { input x: [3]\n input x: [3]\n output y = relu() }", ["duplicate-name «x»"]],
        ["the names of another model beside lines without effect",
            "model M() { input x: [3, H = 8, 8]\n repeat 0 { relu() }\n output y = conv(1, 1) }\n" +
            "model N() { input x: [3, H = 8, 8]\n repeat 0 { relu() }\n output y = conv(1, 1) }", []],
        ["an input in a block", "block B() { input x: [3]\n relu() }\nmodel M() { input x: [3]\n output y = B() }", ["misplaced-statement «input»"]],
        ["missing labels", "model M() { input x: [3]\n @classify(labels=\"no.txt\")\n output y = relu() }", ["missing-file «\"no.txt\"»"]],
        ["labels in a string that is misspelt", "model M() { input x: [3]\n @classify(labels=\"\\q.txt\")\n output y = relu() }", ["invalid-escape «\\q»"]],
    ])("%s", (_, text, expected) => {
        expect(problemsOf(text)).toEqual(expected);
    });
});
