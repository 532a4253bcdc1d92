/** A text with one kind of thing in any number, for measuring how work grows with it. */
export interface GrowingText {
    readonly of: string;
    /** Between which numbers growth is measured, if not the usual ones: above a limit of work that grows faster. */
    readonly counts?: readonly [few: number, many: number];
    text(count: number): string;
}

export function lines(count: number, line: (index: number) => string): string {
    return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

export function model(body: string, sizes = "[3, H = 32, W = 32]"): string {
    return `model M() {\n    input x: ${sizes}\n${body}\n}\n`;
}

export const growingTexts: readonly GrowingText[] = [
    { of: "layers", text: (count) => model(`${lines(count, (index) => `    conv(${index + 1}, 1) -> relu()`)}\n    output y = relu()`) },
    { of: "layers that shrink an input", text: (count) => model(`    repeat ${count} { conv(3, 3) }\n    output y = relu()`, "[3, H = 20000, W = 20000]") },
    { of: "dense layers", text: (count) => model(`    d = x\n${lines(count, (index) => `    n${index} = d -> conv(8, 3, padding=1)\n    d = concat(d, n${index})`)}\n    output y = relu()`) },
    { of: "dense blocks", text: (count) => model(`${lines(count, () => "    repeat 2 { concat(in, in -> conv(2, 3, padding=1)) }\n    conv(4, 1)")}\n    output y = relu()`) },
    { of: "dense blocks without transitions", text: (count) => model(`${lines(count, () => "    repeat 2 { concat(in, in -> conv(2, 3, padding=1)) }")}\n    output y = relu()`) },
    { of: "shortcuts with one name", counts: [20, 60], text: (count) => model(`${lines(count, () => "    s = conv(3, 3, padding=1)\n    a = conv(3, 3, padding=1) -> relu()\n    add(a, s)")}\n    output y = relu()`) },
    { of: "blocks", text: (count) => `${lines(count, (index) => `block B${index}() { conv(${index + 1}, 3, padding=1) -> relu() }`)}\n${model(`${lines(count, (index) => `    B${index}()`)}\n    output y = relu()`)}` },
    { of: "unused blocks", text: (count) => `${lines(count, (index) => `block B${index}(c) { conv(c + ${index}, 3) -> relu() }`)}\n${model("    output y = relu()")}` },
    { of: "requires", text: (count) => model(`${lines(count, (index) => `    require H != ${index + 100}`)}\n    output y = relu()`) },
    { of: "inputs of one add", counts: [500, 1000], text: (count) => `model M() {\n${lines(count, (index) => `    input x${index}: [3, 16, 16]`)}\n    output y = add(${lines(count, (index) => `x${index},`)})\n}\n` },
    { of: "dynamic sizes of one add", counts: [500, 1000], text: (count) => `model M() {\n${lines(count, (index) => `    input x${index}: [3, H${index} = 16]`)}\n    output y = add(${lines(count, (index) => `x${index},`)})\n}\n` },
    { of: "branches of one concat", text: (count) => model(`    output y = concat(${lines(count, (index) => `conv(${index + 1}, 1),`)})`) },
    { of: "outputs", text: (count) => model(lines(count, (index) => `    output y${index} = conv(${index + 1}, 1)`)) },
    { of: "names of one value", text: (count) => model(`${lines(count, (index) => `    y${index} = x`)}\n    output y = relu()`) },
    { of: "lets of a file", text: (count) => `${lines(count, (index) => `let a${index} = ${index} + 1`)}\n${model("    output y = relu()")}` },
    { of: "parameters", text: (count) => `block B(${lines(count, (index) => `p${index} = ${index + 1},`)}) { conv(p0, 1) }\n${model("    output y = B()")}` },
    { of: "positional arguments", text: (count) => model(`    conv(${"1, ".repeat(count)})`) },
    { of: "unknown layers", text: (count) => model(lines(count, (index) => `    layer${index}(3)`)) },
    { of: "unknown decorators", text: (count) => `${lines(count, () => "@budgets()")}\n${model("    output y = relu()")}` },
    { of: "calls of another library", text: (count) => model(lines(count, (index) => `    x = self.conv${index}(x)`)) },
    { of: "unclosed models", text: (count) => lines(count, (index) => `model M${index} { conv( }`) },
    { of: "detections", text: (count) => model(lines(count, (index) => `    a${index} = x -> conv(16, 8, stride=8)\n    @detect("yolo", anchors=[[18, 18], [26, 26]], classes=3)\n    output o${index} = a${index} -> conv(16, 1)`), "[3, 96, 96]") },
    { of: "errors with fixes", text: (count) => model(lines(count, () => "    con(8, kernal=3)")) },
    { of: "mismatches", text: (count) => model(lines(count, (index) => `    a${index} = add(x, x -> conv(${index + 4}, 1))`)) },
    { of: "mismatches of long branches", text: (count) => `model M() {\n    input x: [3, 16, 16]\n    input z: [3, 20, 20]\n    a = x -> relu()\n    b = z -> relu()\n${lines(count, () => "    a = a -> conv(3, 3, padding=1)\n    b = b -> conv(3, 3, padding=1)")}\n${lines(count, () => "    add(a, b)")}\n    output y = a -> relu()\n}\n`, counts: [200, 400] },
    { of: "wrong claims", text: (count) => model(`${lines(count, () => "    conv(3, 3, padding=1) : [4, H, W / 3]")}\n    output y = relu()`) },
    { of: "wrong claims about earlier values", text: (count) => model(`${lines(count, (index) => `    a${index} = conv(3, 3, padding=1)`)}\n${lines(count, (index) => `    a${index} : [${index + 4}, 2, 2]`)}\n    output y = relu()`) },
    { of: "models with errors", text: (count) => lines(count, (index) => `@weights("w${index}.safetensors")\nmodel M${index} {\n    input x: [3, H = 8, W = 8]\n    output y = conv(0, 1)\n}`) },
    { of: "default sizes that do not fit", text: (count) => model(lines(count, (index) => `    a${index} = add(x, x -> conv(3, 2, stride=2) -> upsample(2) -> conv(3, ${(index % 9) + 1}, padding="same"))`), "[3, H = 33, W = 33]") },
    { of: "short lines", text: (count) => model(lines(count, () => "x")) },
    { of: "lines that are no syntax", text: (count) => lines(count, () => "x") },
    { of: "strings with control characters", text: (count) => model(lines(count, () => `    require H > 1, "\u0007"`)) },
];
