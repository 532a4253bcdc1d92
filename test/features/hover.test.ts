import { describe, expect, test } from "vitest";
import type { Keyword } from "../../grammar/tokens.ts";
import { hover } from "../../server/features/hover.ts";
import { keywordDocumentation } from "../../server/features/keyword-documentation.ts";
import { atCursor } from "../support/marked-source.ts";

function hoverAt(marked: string): string {
    const { source, position } = atCursor(marked);
    const contents = hover(source, position)?.contents;
    return typeof contents === "object" && "value" in contents ? contents.value : "";
}

const head = "# Adds what it was given.\nblock Res(channels) {\n    c = conv(channels, 3, padding=1)\n    add(c, in)\n}\n" +
    "model M(classes = 10) {\n    input image: [3, H = 224, W = 200]\n";

describe("hover shows", () => {
    test.each<[string, string, string[]]>([
        ["the formula filled in, axis by axis", `${head}    con|v(64, 7, stride=2, padding=3)\n}`, [
            "height: `⌊(224 + 2·3 − 7)/2⌋ + 1 = 112`, for any input `⌈H/2⌉`", "width: `⌊(200 + 2·3 − 7)/2⌋ + 1 = 100`",
            "`[3, 224, 200]` → `[64, 112, 100]`", "9,472", "105",
        ]],
        ["one formula for axes that are alike", `${head.replace("200", "224")}    con|v(64, 3, dilation=2)\n}`, [
            "height, width:", "`224 − 2·(3 − 1) = 220`",
        ]],
        ["the functions of sizes that are alike", `${head.replace("200", "224")}    con|v(64, 7, stride=2, padding=3)\n}`, [
            "height, width: `⌊(224 + 2·3 − 7)/2⌋ + 1 = 112`, for any input `⌈H/2⌉`, `⌈W/2⌉`",
        ]],
        ["the receptive field, axis by axis", `${head}    conv(64, [7, 3], stride=2, padding=3)\n    con|v(64, 3, padding=2)\n}`, [
            "receptive field 11 × 7, stride 2, starting at −7",
        ]],
        ["a receptive field larger than a partly known input", "model M {\n    input x: [3, n, 30]\n    con|v(64, 9, dilation=4, padding=16)\n}", [
            "starting at −16, larger than the input's ? × 30: the rest is padding",
        ]],
        ["a receptive field larger than the input", `${head.replace("200", "30")}    con|v(64, 9, dilation=4, padding=16)\n}`, [
            "receptive field 33 × 33, stride 1, starting at −16, larger than the input's 224 × 30: the rest is padding",
        ]],
        ["that it is everything", `${head}    global_av|g_pool()\n}`, ["receptive field 224 × 200: the whole input"]],
        ["the input of the receptive field", `${head}    input depth: [1, H, 200]\n    con|v(8, 3)\n}`, [
            "receptive field in \`depth\` 3 × 3, stride 1, starting at 0",
        ]],
        ["the purpose of an argument", `${head}    conv(64, 3, pad|ding=1)\n}`, ["padding"]],
        ["the meaning of \`in\` in a block", `${head.replace("(c, in)", "(c, i|n)")}    Res(3)\n}`, ["in: [3, 224, 200]", "The value that \`Res\` is called on."]],
        ["the meaning of \`in\` in a loop", `${head}    repeat 2 { add(i|n, image) }\n}`, ["in: [3, 224, 200]", "enters this iteration of the loop"]],
        ["the meaning of \`in\` in a model", `${head}    i|n -> relu()\n}`, ["in: [3, 224, 200]", "The last input declared so far."]],
        ["the input that a block names", `${head.replace("block Res", "block |x -> Res")}    Res(3)\n}`, ["x: [3, 224, 200]", "from the input \`image\`"]],
        ["a block with the name of its input", `${head.replace("block Res", "block x -> Res")}    Re|s(3)\n}`, ["block x -> Res(channels)"]],
        ["a block's documentation and uses", `${head}    Re|s(3)\n    Res(3)\n}`, ["Adds what it was given.", "Res(channels)"]],
        ["every use of a line in a block", `${head.replace("c = conv", "c = co|nv")}    Res(3)\n    max_pool(2)\n    Res(3)\n}`, [
            "Res_1.c", "Res_2.c", "[3, 112, 100]",
        ]],
        ["the shape of a named value", `${head}    first = conv(8, 3)\n    fir|st -> relu()\n}`, ["[8, 222, 198]"]],
        ["an input and the sizes that fit", "model M {\n    input ima|ge: [3, H = 64, W = 64]\n    up = max_pool(2) -> upsample(2)\n    output y = add(up, image)\n}", [
            "input image: [3, 64, 64]", "- H and W must be multiples of 2",
        ]],
        ["a dynamic size and the sizes that fit", "model M {\n    input image: [3, |H = 64, W = 64]\n    output y = max_pool(4)\n}", [
            "H = 64", "64 is the default", "H ≥ 4",
        ]],
        ["that any size fits", "model M {\n    input ima|ge: [3, H = 64, W = 64]\n    output y = relu()\n}", ["- H and W can be any size"]],
        ["an input of a model with an error", "model M {\n    input ima|ge: [3, H = 64, W = 64]\n    conv(4)\n}", ["input image: [3, 64, 64]"]],
        ["values of one shape together", `${head}    Res(3)\n    Res(3)\n    max_pool(2)\n    Res(3)\n}`.replace("c = conv", "|c = conv"), [
            "c: [3, 224, 200] | [3, 112, 100]",
            "- `[3, 224, 200]` from conv, `Res_1.c` and 1 more\n- `[3, 112, 100]` from conv, `Res_3.c`",
        ]],
        ["a positional argument of a layer", `${head}    conv(6|4, 3)\n}`, ["channels = 64", "The number of output channels."]],
        ["an element of an argument", `${head}    conv(64, [1, 7|])\n}`, ["kernel = [1, 7]"]],
        ["an argument's value in each use", `${head.replace("padding=1", "pad|ding=channels // 2")}    Res(3)\n}`, ["padding = 1"]],
        ["a positional argument of a block", `${head}    Res(1 + |2)\n}`, ["channels = 3", "Res(channels)"]],
        ["a named argument of a block", `${head}    Res(chan|nels=1 + 2)\n}`, ["channels = 3", "Res(channels)"]],
        ["a value's attribute", `${head}    conv(image.chan|nels // 3, 3)\n}`, ["image.channels = 3", "channels"]],
        ["the attribute in each use", `${head.replace("add(c, in)", "conv(in.hei|ght, 1)")}    Res(8)\n    max_pool(2)\n    Res(8)\n}`, [
            "in.height = 224 | 112", "`224` in `Res_1`", "`112` in `Res_2`",
        ]],
        ["a branch's shape", `${head}    concat(le|ft = conv(8, 1), right = relu())\n}`, ["left: [8, 224, 200]"]],
        ["a branch of several steps", `${head}    concat(left = relu(), ri|ght = conv(8, 1) -> max_pool(2) -> upsample(2))\n}`, [
            "right: [8, 224, 200]", "from upsample",
        ]],
        ["the axis of a number in an input", "model M {\n    input image: [|3, 32, 48]\n}", ["channels = 3"]],
        ["the default of a dynamic size at its number", "model M {\n    input image: [3, H = 6|4, W = 64]\n    output y = max_pool(4)\n}", ["H = 64", "H ≥ 4"]],
        ["all uses of a parameter, the first ones by their place", `${head.replace("Res(channels)", "Res(chan|nels)")}    for i in 1..20 { Res(i) }\n}`, [
            "channels = 1 | 2 | 3 | …", "- `8` in", "- and 11 more",
        ]],
        ["that there are more uses than it lists", `${head.replace("(c, in)", "(c, i|n)")}    repeat 1001 { Res(3) }\n}`, [
            "in: [3, 224, 200]", "These are the first 1,000 uses.",
        ]],
        ["as many uses as the hint", `${head.replace("c = conv", "|c = conv")}    for i in 1..20 { Res(i) }\n}`, [
            "c: [1…19, 224, 200] ×19", "- and 11 more",
        ]],
        ["a number", `${head}    conv(cla|sses, 3)\n}`, ["10"]],
        ["a keyword", `${head}    rep|eat 2 { relu() }\n}`, ["repeat"]],
        ["a decorator", `${head}    @pa|th("x")\n    relu()\n}`, ["share their weights"]],
    ])("%s", (_, marked, expected) => {
        const text = hoverAt(marked);
        for (const part of expected) {
            expect(text).toContain(part);
        }
    });

    test("nothing of a comment", () => {
        expect(hoverAt(`${head}    relu() # con|v(3)\n}`)).toBe("");
    });
});

test.each<readonly [string, Keyword | ""]>([
    ["|repeat 2 { relu() }", "repeat"],
    ["repeat| 2 { relu() }", "repeat"],
    ["rep|eat 2 { relu() }", "repeat"],
    ["x = in -> repeat 2 |{ relu() }", ""],
    ["relu() # repe|at", ""],
    ["/* repe|at */ relu()", ""],
    ["upsample(2, mode=\"repe|at\")", ""],
    ["repeated|_repeat = relu()", ""],
])("the keyword at %j is %j", (line, keyword) => {
    const text = hoverAt(`model M {\n    input x: [3, 8, 8]\n    ${line}\n}\n`);
    expect(Object.entries(keywordDocumentation).find(([, { text: description }]) => text.includes(description))?.[0] ?? "").toBe(keyword);
});
