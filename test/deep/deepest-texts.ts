import { analyzeText } from "../support/memory-host.ts";

/** A construction that can be nested to any depth. */
export interface Nesting {
    readonly name: string;
    readonly text: (depth: number) => string;
}

function model(body: string, before = ""): string {
    return `${before}model M() {\n    input x: [3, H = 8, W = 8]\n    ${body}\n    output y = relu()\n}\n`;
}

/** `count` times `open`, then `inside`, then as many times `close`. */
function nested(count: number, open: string, inside: string, close: string): string {
    return `${open.repeat(count)}${inside}${close.repeat(count)}`;
}

function lines(count: number, line: (index: number) => string): string {
    return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

const convolution = (channels: string): string => `conv(${channels}, 1)`;

const written: readonly (readonly [name: string, text: (depth: number) => string])[] = [
    ["brackets", (depth) => model(convolution(nested(depth, "(", "1", ")")))],
    ["lists", (depth) => model(`let a = ${nested(depth, "[", "1", "]")}\n    conv(len(a), 1)`)],
    ["calls of functions", (depth) => model(convolution(nested(depth, "abs(", "1", ")")))],
    ["prefix operators", (depth) => model(convolution(`max(2, ${nested(depth, "-", "1", "")})`))],
    ["not", (depth) => model(`if ${nested(depth, "not ", "true", "")} { relu() }`)],
    ["sums", (depth) => model(convolution(`1${" + 1".repeat(depth)}`))],
    ["powers", (depth) => model(convolution(`1${" ** 1".repeat(depth)}`))],
    ["conditions", (depth) => model(convolution(nested(depth, "(1 if true else ", "1", ")")))],
    ["joined conditions", (depth) => model(`require H > 0${" and H > 0".repeat(depth)}`)],
    ["alternatives", (depth) => model(`require H > 0${" or W > 0".repeat(depth)}`)],
    ["indices", (depth) => model(`let a = ${nested(Math.min(depth, 63), "[", "1", "]")}\n    let b = a${"[0]".repeat(depth)}\n    conv(1, 1)`)],
    ["attributes", (depth) => model(convolution(`in${".shape".repeat(depth)}`))],
    ["branches", (depth) => model(nested(depth, "add(in, ", "relu()", ")"))],
    ["branches of chains", (depth) => model(nested(depth, "add(in, relu() -> ", "relu()", ")"))],
    ["chains", (depth) => model(`relu()${" -> relu()".repeat(depth)}`)],
    ["loops", (depth) => model(nested(depth, "repeat 1 { ", "relu()", " }"))],
    ["loops over lists", (depth) => model(nested(depth, "for i in [1] { ", "conv(i, 1)", " }"))],
    ["loops in arguments", (depth) => model(nested(depth, "add(in, repeat 1 { ", "relu()", " })"))],
    ["if", (depth) => model(nested(depth, "if true { ", "relu()", " }"))],
    ["else if", (depth) => model(`if H < 0 { relu() }${" else if H < 0 { relu() }".repeat(depth)}`)],
    ["blocks of blocks", (depth) => model(`B${depth}()`,
        `block B0() { relu() }\n${lines(depth, (index) => `block B${index + 1}() { B${index}() }`)}\n`)],
    ["blocks through loops", (depth) => model(`B${depth}()`,
        `block B0() { relu() }\n${lines(depth, (index) => `block B${index + 1}() { repeat 1 { repeat 1 { if true { B${index}() } } } }`)}\n`)],
    ["blocks through arguments", (depth) => model(`B${depth}()`,
        `block B0() { relu() }\n${lines(depth, (index) => `block B${index + 1}() { add(in, add(in, add(in, B${index}()))) }`)}\n`)],
    ["recursion of a block", (depth) => model(`B(${depth})`, "block B(n) { if n > 0 { conv(3, 1)\n B(n - 1) } }\n")],
    ["recursion of a function", (depth) => model(convolution(`f(${depth})`), "let f(n) = 1 if n < 1 else f(n - 1)\n")],
    ["recursion within nested calls", (depth) => model(convolution(`f(${depth})`),
        `let f(n) = 1 if n < 1 else ${nested(20, "abs(", "f(n - 1)", ")")}\n`)],
    ["functions of functions", (depth) => model(convolution(`f${depth}(1)`),
        `let f0(x) = x\n${lines(depth, (index) => `let f${index + 1}(x) = f${index}(x)`)}\n`)],
    ["lets of lets", (depth) => model(convolution("v0"),
        `${lines(depth, (index) => `let v${index} = v${index + 1} + 1`)}\nlet v${depth} = 1\n`)],
    ["unused lets of lets", (depth) => model("relu()",
        `${lines(depth, (index) => `let v${index} = [v${index + 1}]`)}\nlet v${depth} = 1\n`)],
    ["unused blocks", (depth) => model("relu()",
        `block B0(c) { relu() }\n${lines(depth, (index) => `block B${index + 1}(c) { B${index}(c) }`)}\n`)],
    ["sizes of sizes", (depth) => model(lines(depth, (index) => index % 2 === 0
        ? "    conv(3, 3, stride=1, padding=1)" : "    max_pool(2, stride=1, padding=1)"))],
    ["defaults of parameters", (depth) => model("B()",
        `block B(p0 = 1${lines(depth, (index) => `, p${index + 1} = p${index} + 1`).replaceAll("\n", "")}) { conv(p${depth}, 1) }\n`)],
];

export const nestings: readonly Nesting[] = written.map(([name, text]) => ({ name, text }));

/** Depths up to this are tried: limits of nesting are below it, and what is longer is not nested but repeated. */
const deepest = 202;
const depthCodes = new Set(["nesting-too-deep", "recursion-limit", "invalid-operation"]);

/** The largest depth that no limit forbids, up to a bound. */
export function deepestAllowed({ text }: Nesting): number {
    const isAllowed = (depth: number): boolean =>
        !analyzeText(text(depth)).problems.some(({ finding: { code } }) => depthCodes.has(code));
    if (isAllowed(deepest)) {
        return deepest;
    }
    let [allowed, refused] = [0, deepest];
    while (refused - allowed > 1) {
        const middle = Math.floor((allowed + refused) / 2);
        if (isAllowed(middle)) {
            allowed = middle;
        } else {
            refused = middle;
        }
    }
    return allowed;
}
