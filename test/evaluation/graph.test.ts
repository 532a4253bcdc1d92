import { describe, expect, test } from "vitest";
import { analyze } from "../../server/analysis/analyze.ts";
import { formatShape } from "../../server/sizes/shape.ts";
import { analyzeText } from "../support/memory-host.ts";

/** The model's layers as `path kind shape`, and that nothing is wrong. */
function layersOf(text: string): readonly string[] {
    const analysis = analyzeText(text);
    expect(analysis.problems.filter((problem) =>
        problem.finding.code !== "missing-output" && problem.finding.code !== "shared-weights")).toEqual([]);
    return analysis.models[0]?.layers.map((layer) =>
        `${layer.path} ${layer.definition.name} ${formatShape(layer.outputs[0]?.shape)}`) ?? [];
}

/** A model on a 3 × 8 × 8 image. */
function model(body: string, blocks = ""): string {
    return `${blocks}\nmodel M() {\n    input image: [3, 8, 8]\n${body}\n}\n`;
}

describe("the line above", () => {
    test.each<[string, string, string[]]>([
        ["a line continues from the line above", "conv(4, 3)\nrelu()", ["conv_1 conv [4, 6, 6]", "relu_1 relu [4, 6, 6]"]],
        ["an alias changes nothing", "a = conv(4, 3)\nb = image\nrelu()",
            ["a conv [4, 6, 6]", "relu_1 relu [4, 6, 6]"]],
        ["a bare name goes back to it", "a = conv(4, 3)\nimage\nrelu()", ["a conv [4, 6, 6]", "relu_1 relu [3, 8, 8]"]],
        ["a bare in goes back to the input", "conv(4, 3)\nin\nrelu()", ["conv_1 conv [4, 6, 6]", "relu_1 relu [3, 8, 8]"]],
        ["x = in changes nothing", "conv(4, 3)\nx = in\nrelu()", ["conv_1 conv [4, 6, 6]", "relu_1 relu [4, 6, 6]"]],
        ["output y changes nothing", "a = conv(4, 3)\nb = conv(5, 3)\noutput a\nrelu()",
            ["a conv [4, 6, 6]", "b conv [5, 4, 4]", "relu_1 relu [5, 4, 4]"]],
        ["output y = … counts as any line", "output a = conv(4, 3)\nrelu()",
            ["a conv [4, 6, 6]", "relu_1 relu [4, 6, 6]"]],
        ["branches start from the input of their concat", "conv(4, 3)\nconcat(conv(1, 1), conv(2, 1) -> relu())",
            ["conv_1 conv [4, 6, 6]", "conv_2 conv [1, 6, 6]", "conv_3 conv [2, 6, 6]", "relu_1 relu [2, 6, 6]",
                "concat_1 concat [3, 6, 6]"]],
        ["branches start from the value before the arrow", "conv(4, 3)\nimage -> concat(conv(1, 1), in)",
            ["conv_1 conv [4, 6, 6]", "conv_2 conv [1, 8, 8]", "concat_1 concat [4, 8, 8]"]],
        ["an if does not change in", "conv(4, 3)\nif true {\n conv(5, 3)\n relu()\n}\nrelu()",
            ["conv_1 conv [4, 6, 6]", "conv_2 conv [5, 4, 4]", "relu_1 relu [5, 4, 4]", "relu_2 relu [5, 4, 4]"]],
        ["a round's in is the result of the previous round", "repeat 2 {\n a = conv(4, 3)\n add(a, a)\n}",
            ["repeat_1.0.a conv [4, 6, 6]", "repeat_1.0.add_1 add [4, 6, 6]",
                "repeat_1.1.a conv [4, 4, 4]", "repeat_1.1.add_1 add [4, 4, 4]"]],
        ["a loop without rounds keeps the value", "conv(4, 3)\nrepeat 0 { conv(9, 3) }\nrelu()",
            ["conv_1 conv [4, 6, 6]", "relu_1 relu [4, 6, 6]"]],
    ])("%s", (_, body, expected) => {
        expect(layersOf(model(body))).toEqual(expected);
    });
});

describe("paths", () => {
    test.each<[string, string, string, string[]]>([
        ["a chain of one call is its line's name", "fc = flatten()", "", ["fc"]],
        ["a chain of several numbers them, its source not counted", "d = in -> conv(4, 1) -> batch_norm()", "", ["d.0", "d.1"]],
        ["a block's layers are in its scope", "b = B()", "block B() { c = conv(4, 1)\n relu() }", ["b.c", "b.relu_1"]],
        ["rounds are numbered from 0; one unnamed line is the round's number", "layer = repeat 2 { B() }",
            "block B() { c = conv(4, 1) }", ["layer.0.c", "layer.1.c"]],
        ["lets and requires do not count as lines of the body", "l = for i in 0..2 { let k = i + 1\n require k > 0\n conv(k, 1) }", "",
            ["l.0", "l.1"]],
        ["a loop of several lines keeps their names", "l = repeat 1 { c = conv(4, 1)\n relu() }", "", ["l.0.c", "l.0.relu_1"]],
        ["loops in loops", "l = repeat 2 { repeat 2 { relu() } }", "", ["l.0.0", "l.0.1", "l.1.0", "l.1.1"]],
        ["a named argument is its branch's step", "i = concat(left = conv(1, 1), right = conv(2, 1) -> relu())", "",
            ["left", "right.0", "right.1", "i"]],
        ["unnamed steps have their kind and a number", "relu()\nB()\nrelu()\nrepeat 1 { relu() }", "block B() { relu() }",
            ["relu_1", "B_1.relu_1", "relu_2", "repeat_1.0"]],
        ["a path already taken gets _2", "c = conv(4, 1)\nc = conv(4, 1)\nc = conv(4, 1)", "", ["c", "c_2", "c_3"]],
        ["a round whose path is taken too", "@path(\"a.0\")\nconv(4, 1)\na = repeat 2 { conv(4, 1) }", "", ["a.0", "a.0_2", "a.1"]],
        ["an output's name is its step", "output scores = softmax()", "", ["scores"]],
        ["@path is relative to the block, inside any loops", "f = D()",
            "block D() { for i in 0..2 {\n @path(\"layer\", i + 1)\n x = conv(3, 1)\n relu() } }",
            ["f.layer1", "f.for_1.0.relu_1", "f.layer2", "f.for_1.1.relu_1"]],
        ["a `_` as first name adds no step to the path", "_, b = split(2)", "", ["split_1"]],
    ])("%s", (_, body, blocks, expected) => {
        const channels = body.includes("split") ? "4" : "3";
        const text = model(body, blocks).replace("[3, 8, 8]", `[${channels}, 8, 8]`);
        expect(layersOf(text).map((line) => line.split(" ")[0])).toEqual(expected);
    });

    test("lines with the same @path share weights", () => {
        const analysis = analyzeText(model(
            "@path(\"head\")\na = conv(3, 1)\n@path(\"head\")\nb = conv(3, 1)\n@path(\"block\")\nB()\n@path(\"block\")\nB()",
            "block B() { c = conv(3, 1) }"));
        expect(analysis.models[0]?.layers.map((layer) => [layer.path, layer.weightPath])).toEqual([
            ["head", "head"], ["head_2", "head"], ["block.c", "block.c"], ["block_2.c", "block.c"],
        ]);
    });
});

describe("blocks", () => {
    test.each<[string, string, string, string[]]>([
        ["a parameter is the argument of the use, a number or a value", "a = conv(4, 3)\nF(image, 5)",
            "block F(value, channels) { value -> conv(channels, 1) }", ["[4, 6, 6]", "[5, 8, 8]"]],
        ["a default sees earlier parameters and in", "F(2)", "block F(n, m = n * in.channels) { conv(m, 1) }", ["[6, 8, 8]"]],
        ["its head names its input, in loops too, and a default sees it", "conv(4, 3)\nF()",
            "block x -> F(n = x.channels) {\nrepeat 2 {\ny = x -> conv(n, 1)\nconcat(y, x, in)\n}\nadd(x, x)\n}",
            ["[4, 6, 6]", "[4, 6, 6]", "[12, 6, 6]", "[4, 6, 6]", "[20, 6, 6]", "[4, 6, 6]"]],
        ["its input can be bound again", "F()", "block x -> F() {\nx = x -> conv(4, 1)\nadd(x, x)\n}", ["[4, 8, 8]", "[4, 8, 8]"]],
        ["return ends a block at once, in an if too", "F(true)\nF(false)",
            "block F(early) { conv(4, 1)\n if early { return in }\n conv(5, 1) }", ["[4, 8, 8]", "[4, 8, 8]", "[5, 8, 8]"]],
        ["several results", "a, b = F()\nadd(b, b)", "block F() { x = conv(4, 1)\n y = conv(5, 1)\n return x, y }",
            ["[4, 8, 8]", "[5, 8, 8]", "[5, 8, 8]"]],
        ["a block without a line is its value", "F()\nrelu()", "block F() { }", ["[3, 8, 8]"]],
        ["recursion that ends", "F(3)", "block F(n) {\n conv(n, 1)\n if n > 1 { F(n - 1) }\n}",
            ["[3, 8, 8]", "[2, 8, 8]", "[1, 8, 8]"]],
        ["several names in for", "for c, k in [[4, 1], [5, 3]] { conv(c, k) }", "", ["[4, 8, 8]", "[5, 6, 6]"]],
        ["lets of a file in any order, and one-line functions", "conv(twice(base), 1)",
            "let twice(x) = 2 * x\nlet base = half // 1\nlet half = 2", ["[4, 8, 8]"]],
        ["loops and ifs open no scope", "repeat 1 { c = conv(4, 3) }\nimage\nc -> relu()", "", ["[4, 6, 6]", "[4, 6, 6]"]],
    ])("%s", (_, body, blocks, expected) => {
        expect(layersOf(model(body, blocks)).map((line) => line.slice(line.indexOf("[")))).toEqual(expected);
    });
});

describe("imports", () => {
    const library = "block Twice(c) { conv(c, 1)\n conv(size, 1) }\nlet size = 7\nmodel Hidden() { input x: [1, 1, 1]\n relu() }";
    test("bring a file's own blocks and lets, no models, and nothing it imports", () => {
        const analysis = analyzeText("import \"lib/a.cnn\"\n" + model("Twice(4)\nconv(size, 1)"), {
            "lib/a.cnn": `import "b.cnn"\n${library}`, "lib/b.cnn": "block Other() { relu() }",
        });
        expect(analysis.problems.map((problem) => problem.finding.code)).toEqual(["missing-output"]);
        expect(analysis.models).toHaveLength(1);
        expect(analysis.models[0]?.layers.map((layer) => layer.path)).toEqual(["Twice_1.conv_1", "Twice_1.conv_2", "conv_1"]);
        expect(analysis.dependencies).toEqual(["memory:/main.cnn", "memory:/lib/a.cnn", "memory:/lib/b.cnn"]);
    });

    test.each<[string, string, Record<string, string>, string[]]>([
        ["a missing file is one error at its name", "import \"no.cnn\"", {}, ["failed-import missing"]],
        ["a circle", "import \"a.cnn\"", { "a.cnn": "import \"main.cnn\"\nblock A() { relu() }" }, ["failed-import circular"]],
        ["itself", "import \"main.cnn\"", {}, ["failed-import circular"]],
        ["a file with nothing to bring", "import \"a.cnn\"", { "a.cnn": "" }, ["failed-import empty"]],
        ["a name brought twice", "import \"a.cnn\"\nblock A() { relu() }", { "a.cnn": "block A() { relu() }" },
            ["duplicate-name block"]],
    ])("%s", (_, head, files, expected) => {
        const { problems } = analyzeText(`${head}\nblock Uses() { Missing() }\n`, files);
        const described = problems.flatMap(({ finding }) => finding.code === "failed-import"
            ? [`${finding.code} ${finding.reason}`]
            : finding.code === "duplicate-name" ? [`${finding.code} ${finding.what}`] : []);
        expect(described).toEqual(expected);
    });

    test("a file that is not read yet is pending, and its names are not reported", () => {
        const { problems, pending } = analyze("memory:/main.cnn", {
            readText: (uri) => uri.endsWith("main.cnn") ? { text: `import "a.cnn"\n${model("Later(4)")}` } : "pending",
            exists: () => "pending", readTensors: () => "pending", refusal: () => undefined, resolve: (_, path) => `memory:/${path}`,
        });
        expect(pending).toEqual(["memory:/a.cnn"]);
        expect(problems.map((problem) => problem.finding.code)).toEqual(["missing-output"]);
    });
});

describe("input samples and model parameters", () => {
    const text = "model M(classes = 10) { input x: [3, S = 32, S]\n conv(4, 3)\n global_avg_pool()\n flatten()\n output y = linear(classes) }";
    test("can be set from outside", () => {
        const analysis = analyzeText(text, {}, { parameters: new Map([["classes", 5]]), samples: new Map([["S", 64]]) });
        expect(analysis.problems).toEqual([]);
        expect(analysis.models[0]?.layers.map((layer) => formatShape(layer.outputs[0]?.shape)))
            .toEqual(["[4, 62, 62]", "[4, 1, 1]", "[4]", "[5]"]);
        expect(analysis.models[0]?.inputs[0]?.dynamicSizes.map((size) => size.name)).toEqual(["S"]);
    });
});

describe("a claim at another size than the file's", () => {
    test.each<[title: string, claim: string, size: number, problems: readonly string[]]>([
        ["of numbers holds at the file's size", "[4, 15, 15]", 32, ["failed-claim"]],
        ["of numbers is not checked if the axis depends on the size", "[4, 16, 16]", 64, []],
        ["of numbers is checked if it does not", "[5, 16, 16]", 64, ["failed-claim"]],
        ["of another rank is wrong at any size", "[4, 16]", 64, ["failed-claim"]],
        ["of formulas is checked at any size", "[4, S / 4, S / 4]", 64, ["failed-claim"]],
    ])("%s", (_, claim, size, problems) => {
        const source = `model M() { input x: [3, S = 32, S]\n output y = conv(4, 2, stride=2) : ${claim} }`;
        const analysis = analyzeText(source, {}, { samples: new Map([["S", size]]) });
        expect(analysis.problems.map((problem) => problem.finding.code)).toEqual(problems);
    });
});

describe("a call with a wrong argument keeps the shape that the others determine", () => {
    test.each([
        ["a misspelt argument is taken for the one it resembles", "conv(4, kernal=3)", "[4, 30, 30]"],
        ["another library's argument is taken for its own", "conv(4, kernel_size=3)", "[4, 30, 30]"],
        ["the first of two values counts", "max_pool(kernel=4, 2)", "[3, 8, 8]"],
        ["an argument that resembles none leaves the size open", "conv(4, 3, wobble=2)", "[4, ?, ?]"],
        ["a surplus argument leaves the size open", "max_pool(4, 4, 4)", "[3, ?, ?]"],
    ])("%s", (_, call, shape) => {
        const source = `model M() { input x: [3, 32, 32]\n output y = ${call} }`;
        expect(formatShape(analyzeText(source).models[0]?.layers[0]?.outputs[0]?.shape)).toBe(shape);
    });
});

describe("an inference is shared", () => {
    const inferencesOf = (text: string) => analyzeText(text).models[0]?.layers.map(({ inference }) => inference) ?? [];

    test("by layers with the same arguments and shapes; others have their own", () => {
        const body = "a = conv(3, 3, padding=1)\nb = conv(3, 3, padding=1)\nc = conv(3, 3)\nd = conv(3, 3)\n" +
            "e = a -> conv(3, [3, 3], padding=1)";
        const inferences = inferencesOf(model(body));
        expect(inferences.map((inference) => inferences.indexOf(inference))).toEqual([0, 0, 2, 3, 4]);
    });

    test("with a cached analysis, values and large sizes among its arguments too", () => {
        const sized = (size: string): string => `model M() {\n input image: [3, ${size}]\n a = conv(64, 3)\n` +
            " b = max_pool(2)\n upsample(to=a)\n flatten()\n linear(2)\n}\n";
        const before = inferencesOf(sized("18, 18"));
        expect(inferencesOf(`# one line more\n${sized("18, 18")}`).map((inference) => before.indexOf(inference)))
            .toEqual([0, 1, 2, 3, 4]);
        const free = inferencesOf(sized("S = 18, S"));
        expect(free.map((inference) => before.indexOf(inference))).toEqual([-1, -1, -1, -1, -1]);
        expect(inferencesOf(sized("S = 18, S")).map((inference) => free.indexOf(inference))).toEqual([0, 1, 2, 3, 4]);
        expect(inferencesOf(sized("T = 18, T")).map((inference) => free.indexOf(inference)))
            .toEqual([-1, -1, -1, -1, -1]);
    });
});
