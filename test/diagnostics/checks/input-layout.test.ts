import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

const model = (sizes: string): string =>
    `model M() {\n    input image: ${sizes}\n    output y = conv(8, 1) -> relu()\n}`;

describe("the sizes of an input", () => {
    test.each([
        ["[224, 224, 3]", "[3, 224, 224]", "`image` has 224 channels: the channels come first"],
        ["[480, 640, 4]", "[4, 480, 640]", "`image` has 480 channels: the channels come first"],
        ["[28, 28, 1]", "[1, 28, 28]", "`image` has 28 channels: the channels come first"],
        ["[H = 224, W = 224, 3]", "[3, H = 224, W = 224]", "`image` has 224 channels: the channels come first"],
        ["[1, 3, 224, 224]", "[3, 224, 224]", "`image` is a volume with 1 channel: the batch is left out"],
        ["[1, 224, 224, 3]", "[3, 224, 224]", "`image` is a volume with 1 channel: the batch is left out"],
        ["[28, 28]", "[1, 28, 28]", "`image` is a sequence with 28 channels: an image has its channels first"],
    ])("%s is probably %s", (written, intended, message) => {
        const found = diagnose(analyzed(model(written)).analysis).find(({ code }) => code === "input-layout");
        expect(found?.message).toBe(message);
        expect(Object.values(fixedTexts(model(written), "input-layout"))).toEqual([model(intended)]);
    });

    test.each([
        "[3, 224, 224]", "[1, 28, 28]", "[4, 4, 4]", "[512, 4, 4]", "[64, 100, 1]", "[80, 3000]", "[1, 16000]", "[8, 8]",
        "[3, 16, 112, 112]", "[1, 32, 64, 64]", "[1, 64, 64, 64]", "[100]", "[256, 14, 14]", "[22, 1125]",
    ])("%s is plausible", (written) => {
        const found = diagnose(analyzed(model(written)).analysis);
        expect(found.map(({ code }) => code).filter((code) => code === "input-layout")).toEqual([]);
    });
});
