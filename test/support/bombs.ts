/** A text that takes little to write, and would take much to analyse without limits. */
export interface Bomb {
    readonly name: string;
    readonly text: string;
    /** Other files, by name. */
    readonly files?: Readonly<Record<string, string>>;
    /** Codes of which one reports that a limit is reached; empty if the text is analysed to its end. */
    readonly reports: readonly string[];
}

function lines(count: number, line: (index: number) => string): string {
    return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

/** A model with an input of `sizes`, and lines. */
function model(body: string, sizes = "[3, H = 32, W = 32]"): string {
    return `model M() {\n    input x: ${sizes}\n${body}\n}\n`;
}

const limit = ["step-limit", "layer-limit", "recursion-limit"];

/** Lists, strings and functions that double their value. */
const doublings: readonly Bomb[] = [
    ["lists of a file", `let a0 = 1\n${lines(26, (index) => `let a${index + 1} = [a${index}, a${index}]`)}\n${model("    conv(len(a26), 1)")}`],
    ["lists of a body", model(`    let a = 1\n    for i in 0..22 { let a = [a, a] }\n    conv(len(a), 1)`)],
    ["lists that a loop joins", model(`    let a = [1]\n    for i in 0..40 { let a = a + a }\n    conv(len(a), 1)`)],
    ["strings that a loop joins", model(`    let a = "ab"\n    for i in 0..40 { let a = a + a }\n    @path(a)\n    conv(1, 1)`)],
    ["lists that a function doubles", `let f(x) = [x, x]\nlet g(x) = f(f(f(f(f(f(f(f(x))))))))\n${model("    let a = g(g(g(1)))\n    conv(len(a), 1)")}`],
    ["lists as arguments of blocks", `block B(n, a) {\n    if n > 0 { B(n - 1, [a, a]) } else { conv(len(a), 1) }\n}\n${model("    output y = B(40, 1)")}`],
    ["equal lists that are compared", `let a0 = 1\nlet b0 = 1\n${lines(26, (index) => `let a${index + 1} = [a${index}, a${index}]\nlet b${index + 1} = [b${index}, b${index}]`)}\n${model("    conv(2 if a26 == b26 else 3, 1)")}`],
    ["a message with a list", `let a0 = 1\n${lines(26, (index) => `let a${index + 1} = [a${index}, a${index}]`)}\n${model("    conv(a26, a26)")}`],
    ["a list that a loop takes", `let a0 = 1\n${lines(26, (index) => `let a${index + 1} = [a${index}, a${index}]`)}\n${model("    for a, b in a26 { conv(2, 1) }")}`],
].map(([name = "", text = ""]) => ({ name: `doubles ${name}`, text, reports: ["invalid-operation"] }));

/** Functions and blocks that call themselves or one another. */
const recursions: readonly Bomb[] = [
    {
        name: "recursion through three loops", reports: ["recursion-limit"],
        text: `block B(n) {\n    repeat 1 { repeat 1 { repeat 1 { B(n + 1) } } }\n}\n${model("    output y = B(1)", "[3, 8, 8]")}`,
    },
    {
        name: "recursion through nested arguments", reports: limit,
        text: `block B(n) { if n > 0 { add(in, add(in, add(in, add(in, B(n - 1))))) } }\n${model("    output y = B(190)", "[3, 8, 8]")}`,
    },
    {
        name: "a function of itself ten times", reports: ["recursion-limit"],
        text: `let f(x) = f(f(f(f(f(f(f(f(f(f(x))))))))))\n${model("    conv(f(1), 1)")}`,
    },
    {
        name: "a function that branches", reports: limit,
        text: `let f(n) = 1 if n < 1 else f(n - 1) + f(n - 1)\n${model("    conv(f(60), 1)")}`,
    },
    {
        name: "a block that branches", reports: limit,
        text: `block B(n) { if n > 0 { B(n - 1)\n B(n - 1) } }\n${model("    output y = B(60)", "[3, 8, 8]")}`,
    },
    {
        name: "a chain of constants", reports: ["recursion-limit"],
        text: `${lines(1200, (index) => `let v${index} = v${index + 1} + 1`)}\nlet v1200 = 1\n${model("    conv(v0, 1)")}`,
    },
    {
        name: "a chain of constants in lists", reports: ["recursion-limit"],
        text: `${lines(1200, (index) => `let v${index} = [v${index + 1}, (1 + (2 + (3 + len(v${index + 1}))))]`)}\nlet v1200 = [1]\n${model("    conv(len(v0), 1)")}`,
    },
    {
        name: "functions of functions", reports: limit,
        text: `let f0(x) = x + 1\n${lines(40, (index) => `let f${index + 1}(x) = f${index}(x) + f${index}(x)`)}\n${model("    conv(f40(1), 1)")}`,
    },
    {
        name: "deep brackets and operators", reports: ["nesting-too-deep"],
        text: model(`    conv(${"(".repeat(100_000)}1${")".repeat(100_000)}, ${"-".repeat(50_000)}1)`),
    },
];

/** Lines and numbers that repeat much. */
const repetitions: readonly Bomb[] = [
    { name: "many empty rounds", text: model("    repeat 1000000000 { }"), reports: limit },
    { name: "many rounds with an error", text: model("    repeat 1000000 { Nope(8) }"), reports: limit },
    { name: "many rounds of layers", text: model("    repeat 99990 { relu() }"), reports: limit },
    { name: "rounds that shrink an input", text: model("    repeat 20000 { conv(3, 3) }", "[3, H = 200000, W = 50000]"), reports: [] },
    { name: "rounds in rounds", text: model("    repeat 1000 { repeat 1000 { repeat 1000 { let a = 1 } } }"), reports: limit },
    { name: "a long range", text: model("    for i in 0..9007199254740990 { let a = i }"), reports: limit },
    { name: "a value added to itself", text: model(lines(5000, () => "    x = add(x, x)")), reports: [] },
    { name: "a concat of many branches", text: model(`    output y = concat(${lines(10_000, () => "conv(1, 1),")})`), reports: [] },
    { name: "a concat that doubles", text: model(lines(60, () => "    x = concat(x, x)")), reports: [] },
    { name: "20,000 layers", text: model(`    require H >= 1\n${lines(9900, () => "    conv(3, 3, padding=1) -> relu()")}\n    output y = relu()`), reports: [] },
    { name: "different layers", text: model(`${lines(10_000, (index) => `    conv(${index + 1}, 1)`)}\n    output y = relu()`), reports: [] },
    { name: "unknown layers", text: model(lines(5000, (index) => `    layer${index}(3)`)), reports: ["unknown-layer"] },
    { name: "many positional arguments", text: model(`    conv(${"1, ".repeat(60_000)})`), reports: ["too-many-arguments"] },
    { name: "short lines", text: model(lines(60_000, () => "x")), reports: [] },
    {
        name: "misspelled names", reports: ["unknown-name"],
        text: `${lines(1200, (index) => `let width${index} = ${index + 1}`)}\n${model(lines(1200, (index) => `    conv(widht${index}, 1)`))}`,
    },
    {
        name: "misspelled blocks", reports: ["unknown-layer"],
        text: `${lines(1200, (index) => `block Block${index}() { relu() }`)}\n${model(lines(1200, (index) => `    Blokc${index}()`))}`,
    },
    { name: "many errors", text: model(lines(5000, () => "    con(8, kernal=3)")), reports: ["unknown-layer"] },
];

/** Many inputs, blocks, requires and imports. */
const multitudes: readonly Bomb[] = [
    {
        name: "inputs that one add joins", reports: ["size-limit"],
        text: `model M() {\n${lines(160, (index) => `    input x${index}: [3, H${index} = 16]`)}\n    output y = add(${lines(160, (index) => `x${index},`)})\n}\n`,
    },
    {
        name: "inputs of one size that one concat joins", reports: ["check-limit"],
        text: `model M() {\n${lines(5000, (index) => `    input x${index}: [3, 16]`)}\n    output y = concat(${lines(5000, (index) => `x${index},`)})\n}\n`,
    },
    {
        name: "inputs that one concat joins", reports: ["size-limit"],
        text: `model M() {\n${lines(5000, (index) => `    input x${index}: [3, H${index} = 16]`)}\n    output y = concat(${lines(5000, (index) => `x${index},`)})\n}\n`,
    },
    { name: "unused blocks", text: `${lines(5000, (index) => `block B${index}() { conv(8, 3) -> relu() }`)}\n`, reports: ["unused-block"] },
    { name: "requires of one size", text: model(`${lines(3000, (index) => `    require H != ${index + 100}`)}\n    output y = relu()`), reports: [] },
    {
        name: "requires of two sizes", reports: ["check-limit"],
        text: model(`${lines(100, (index) => `    require (H * ${index + 2} + W) % ${index + 3} != 1`)}\n    output y = relu()`),
    },
    {
        name: "strides of primes", reports: ["check-limit"],
        text: model(`    a = conv(3, 2, stride=2) -> conv_transpose(3, 2, stride=2)\n${[3, 5, 7, 11, 13].map((prime) =>
            `    a${prime} = x -> conv(3, ${prime}, stride=${prime}) -> conv_transpose(3, ${prime}, stride=${prime})`).join("\n")}\n` +
            "    output y = add(a, a3, a5, a7, a11, a13)", "[3, H = 30030, W = 30030]"),
    },
    {
        name: "fractional scales", reports: ["check-limit"],
        text: model(`${lines(8, () => "    upsample(1.5) -> conv(3, 3, stride=2, padding=1)")}\n    output y = relu()`, "[3, H = 256, W = 256]"),
    },
    {
        name: "dense layers", reports: ["check-limit"],
        text: model(`    d = x\n${lines(400, (index) => `    n${index} = d -> conv(8, 3, padding=1)\n    d = concat(d, n${index})`)}\n    output y = relu()`),
    },
    {
        name: "a chain of imports", reports: ["failed-import"],
        text: `import "f0.cnn"\n${model("    output y = B0()")}`,
        files: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) =>
            [`f${index}.cnn`, `import "f${index + 1}.cnn"\nblock B${index}() { relu() }\n`])),
    },
    {
        name: "imports in a row", reports: [],
        text: `${lines(1000, (index) => `import "f${index}.cnn"`)}\n${model("    output y = B0()")}`,
        files: Object.fromEntries(Array.from({ length: 1000 }, (_, index) =>
            [`f${index}.cnn`, `block B${index}() { relu() }\n`])),
    },
    { name: "outputs of one value", text: model(lines(3000, (index) => `    output y${index} = relu()`)), reports: [] },
    { name: "names of one value", text: model(`${lines(5000, (index) => `    y${index} = x`)}\n    output y = relu()`), reports: [] },
    { name: "parameters of one block", text: `block B(${lines(3000, (index) => `p${index} = ${index},`)}) { conv(p0, 1) }\n${model("    output y = B()")}`, reports: [] },
];

export const bombs: readonly Bomb[] = [...doublings, ...recursions, ...repetitions, ...multitudes];

/** The bombs that a limit ends; the others are analysed to their end. */
export const limitedBombs: readonly Bomb[] = [
    ...doublings, ...recursions, ...repetitions.filter(({ reports }) => reports === limit),
    ...multitudes.filter(({ reports }) => reports.some((code) => code === "failed-import" || code.endsWith("-limit"))),
];
