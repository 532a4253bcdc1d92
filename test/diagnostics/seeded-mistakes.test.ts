import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { fileHost, uriOf } from "../../server/cli/files.ts";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { analyze } from "../../server/analysis/analyze.ts";

/** One mistake in a published network, and its expected diagnostic. */
interface SeededMistake {
    readonly mistake: string;
    readonly file: string;
    /** The replaced text, and its replacement. */
    readonly from: string;
    readonly to: string;
    readonly error: string;
    /** The underlined line, and the underlined part of it. */
    readonly line: string;
    readonly underlined: string;
    /** The related places as `message «text»`; the failing uses of blocks come last. */
    readonly related: readonly string[];
}

const mistakes: readonly SeededMistake[] = [
    {
        mistake: "wrong channels in a shortcut",
        file: "resnet.cnn",
        from: "downsample = in -> conv(channels, 1, stride=stride, bias=false)",
        to: "downsample = in -> conv(2 * channels, 1, stride=stride, bias=false)",
        error: "channel-mismatch: `add` expects equal numbers of channels, got 128 and 256",
        line: "add(bn2, shortcut)",
        underlined: "add(bn2, shortcut)",
        related: [
            "[128, 28, 28] comes from `layer2.0.conv2`: 128 channels «conv(channels, 3, padding=1, bias=false)»",
            "[256, 28, 28] comes from `layer2.0.downsample.0`: 256 channels «conv(2 * channels, 1, stride=stride, bias=false)»",
        ],
    },
    {
        mistake: "a stride forgotten in a shortcut",
        file: "resnet.cnn",
        from: "downsample = in -> conv(channels, 1, stride=stride, bias=false)",
        to: "downsample = in -> conv(channels, 1, bias=false)",
        error: "size-mismatch: `add` expects values of equal height, got 28 and 56",
        line: "add(bn2, shortcut)",
        underlined: "add(bn2, shortcut)",
        related: [
            "[128, 28, 28] comes from `layer2.0.conv1`: height ⌊(56 + 2·1 − 3)/2⌋ + 1 = 28 " +
            "«conv(channels, 3, stride=stride, padding=1, bias=false)»",
            "[128, 56, 56] comes from `layer2.0.downsample.0`: height 56 − 1 + 1 = 56 «conv(channels, 1, bias=false)»",
        ],
    },
    {
        mistake: "groups that do not divide the channels",
        file: "resnet.cnn",
        from: "dilation=dilation, bias=false)",
        to: "dilation=dilation, groups=48, bias=false)",
        error: "invalid-groups: 48 groups do not divide the 64 input channels",
        line: "conv2 = conv(channels, 3, stride=stride, padding=dilation, dilation=dilation, groups=48, bias=false)",
        underlined: "48",
        related: [],
    },
    {
        mistake: "a kernel larger than its input",
        file: "alexnet.cnn",
        from: "avgpool = adaptive_avg_pool(6)  ",
        to: "avgpool = avg_pool(7)",
        error: "kernel-exceeds-input: kernel is larger than the input: height 6 < 7",
        line: "avgpool = avg_pool(7)    : [256, 6, 6]",
        underlined: "7",
        related: [],
    },
    {
        mistake: "a skip of a U-Net that is off by one",
        file: "unet.cnn",
        from: "crop(to=up)",
        to: "crop([up.height + 1, up.width + 1])",
        error: "size-mismatch: `concat` expects values of equal height, got 57 and 56",
        line: "concat(skip -> crop([up.height + 1, up.width + 1]), up)",
        underlined: "concat(skip -> crop([up.height + 1, up.width + 1]), up)",
        related: [
            "[512, 57, 57] comes from `up4.crop_1`: height 57 «crop([up.height + 1, up.width + 1])»",
            "[512, 56, 56] comes from `up4.up`: height (28 − 1)·2 + 2 = 56 «conv_transpose(channels, 2, stride=2)»",
        ],
    },
    {
        mistake: "a forgotten flatten",
        file: "googlenet.cnn",
        from: "    flatten()                                           : [1024]\n",
        to: "",
        error: "rank-mismatch: `linear` expects [features] or [channels, length], got [1024, 1, 1]",
        line: "fc = linear(classes)",
        underlined: "linear(classes)",
        related: [],
    },
    {
        mistake: "kernel and stride swapped in a branch",
        file: "googlenet.cnn",
        from: "max_pool(3, stride=1, padding=1, ceil_mode=true)",
        to: "max_pool(1, stride=3, ceil_mode=true)",
        error: "size-mismatch: `concat` expects values of equal height, got 28 and 10",
        line: "concat(",
        underlined: "concat",
        related: [
            "[64, 28, 28] comes from `inception3a.branch1.conv`: height 28 − 1 + 1 = 28 " +
            "«conv(channels, kernel, stride=stride, padding=padding, bias=false)»",
            "[32, 10, 10] comes from `inception3a.branch4.0`: height ⌈28/3⌉ = 10 «max_pool(1, stride=3, ceil_mode=true)»",
        ],
    },
    {
        mistake: "kernel and stride swapped on the way to a claim",
        file: "googlenet.cnn",
        from: "maxpool1 = max_pool(3, stride=2, ceil_mode=true)",
        to: "maxpool1 = max_pool(2, stride=3, ceil_mode=true)",
        error: "failed-claim: expected shape [192, 28, 28], got [192, 19, 19]",
        line: "maxpool2 = max_pool(3, stride=2, ceil_mode=true)    : [192, 28, 28]",
        underlined: "[192, 28, 28]",
        related: [
            "[192, 19, 19] comes from `maxpool2`: height ⌈(38 − 3)/2⌉ + 1 = 19 «max_pool(3, stride=2, ceil_mode=true)»",
            "[64, 38, 38] comes from `maxpool1`: height ⌈112/3⌉ = 38 «max_pool(2, stride=3, ceil_mode=true)»",
            "[64, 112, 112] comes from `conv1.conv`: height ⌊(224 + 2·3 − 7)/2⌋ + 1 = 112 " +
            "«conv(channels, kernel, stride=stride, padding=padding, bias=false)»",
        ],
    },
    {
        mistake: "an output padding as large as the stride",
        file: "dcgan.cnn",
        from: "conv_transpose(2 * width, 4, stride=2, padding=1, bias=false)",
        to: "conv_transpose(2 * width, 4, stride=2, padding=1, output_padding=2, bias=false)",
        error: "invalid-output-padding: output padding must be less than 2, got 2",
        line: "-> conv_transpose(2 * width, 4, stride=2, padding=1, output_padding=2, bias=false) -> batch_norm() -> relu()",
        underlined: "2",
        related: [],
    },
    {
        mistake: "a concat on the wrong axis",
        file: "densenet.cnn",
        from: "concat(features, new)",
        to: "concat(features, new, axis=1)",
        error: "channel-mismatch: `concat` expects equal numbers of channels, got 64 and 32",
        line: "features = concat(features, new, axis=1)",
        underlined: "concat(features, new, axis=1)",
        related: [
            "[64, 56, 56] comes from `features.conv0`: 64 channels «conv(2 * growth, 7, stride=2, padding=3, bias=false)»",
            "[32, 56, 56] comes from `features.denseblock1.denselayer1.conv2`: 32 channels " +
            "«conv(growth, 3, padding=1, bias=false)»",
        ],
    },
    {
        mistake: "a claim out of date",
        file: "googlenet.cnn",
        from: "conv1 = ConvBN(64, 7, stride=2, padding=3)",
        to: "conv1 = ConvBN(96, 7, stride=2, padding=3)",
        error: "failed-claim: expected shape [64, 112, 112], got [96, 112, 112]",
        line: "conv1 = ConvBN(96, 7, stride=2, padding=3)          : [64, 112, 112]",
        underlined: "[64, 112, 112]",
        related: [
            "[96, 112, 112] comes from `conv1.conv`: 96 channels " +
            "«conv(channels, kernel, stride=stride, padding=padding, bias=false)»",
        ],
    },
];

/** The edited file's errors, with its lines. */
function errorsOf({ file, from, to }: Pick<SeededMistake, "file" | "from" | "to">): readonly object[] {
    const uri = uriOf(fileURLToPath(new URL(`../../examples/${file}`, import.meta.url)));
    const original = readFileSync(fileURLToPath(uri), "utf8");
    expect(original.split(from)).toHaveLength(2);
    const text = original.replace(from, to);
    const host = fileHost();
    const analysis = analyze(uri, { ...host, readText: (one) => (one === uri ? { text } : host.readText(one)) });
    return diagnose(analysis).filter(({ severity }) => severity === "error").map(({ code, message, span, related }) => ({
        error: `${code}: ${message}`,
        line: text.slice(text.lastIndexOf("\n", span.start - 1) + 1, text.indexOf("\n", span.start)).trim(),
        underlined: text.slice(span.start, span.end),
        related: related.filter(({ message }) => message.startsWith("[")).map((place) => `${place.message} «${text.slice(place.span.start, place.span.end)}»`),
    }));
}

test.each(mistakes.map((one) => [one.mistake, one] as const))("%s is one error, on the line to fix", (_, seeded) => {
    const { error, line, underlined, related } = seeded;
    expect(errorsOf(seeded)).toEqual([{ error, line, underlined, related }]);
});
