import { fc } from "../support/fast-check.ts";

const upTo = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });

/**
 * The lines of one level of a network: down from `$in` to `$out`, up from there, and the merge of `$up` and `$skip`,
 * the level's earlier value. `$n` is its number, `$swap` exchanges channels with the dynamic axis, and `$linear` is the
 * name of the interpolation.
 */
interface Level {
    readonly down: string;
    readonly up: string;
    readonly join: string;
}

const border = fc.constantFrom("zeros", "zeros", "reflect", "replicate", "circular");

const convolutions = fc.record({
    layer: fc.constantFrom("conv(1, ", "depthwise_conv("), k: upTo(5, 1), s: upTo(4, 1), p: upTo(3),
    d: fc.constantFrom(1, 1, 2, 3), same: upTo(4), mode: border,
}).map(({ layer, k, s, p, d, same, mode }) =>
    `${layer}${k}, stride=${s}, padding=${same === 0 ? "\"same\"" : p}, dilation=${d}, padding_mode="${mode}")`);

const poolings = fc.record({
    layer: fc.constantFrom("max_pool", "avg_pool"), k: upTo(4, 1), s: upTo(4, 1), p: upTo(2), same: upTo(5),
    d: fc.constantFrom(1, 1, 2), ceil: fc.boolean(),
}).map(({ layer, k, s, p, same, d, ceil }) => {
    const padding = same === 0 ? "\"same\"" : Math.min(p, Math.floor(k / 2));
    const dilation = layer === "max_pool" ? `, dilation=${d}` : "";
    return `${layer}(${k}, stride=${s}, padding=${padding}${dilation}, ceil_mode=${ceil})`;
});

const shrinking = [
    convolutions, convolutions, convolutions, convolutions, poolings, poolings, poolings, poolings,
    fc.record({ amount: upTo(6, -3), other: upTo(6, -3), mode: border })
        .map(({ amount, other, mode }) => {
            const sides = amount === other ? String(amount) : `[[${amount}, ${other}]]`;
            return `pad(${sides}, mode="${mode === "zeros" ? "constant" : mode}")`;
        }),
    fc.record({ start: upTo(6), last: fc.oneof(upTo(-1, -6), upTo(40, 7)), step: upTo(3, 1) })
        .map(({ start, last, step }) => `slice(${start}, ${last}, axis=1, step=${step})`),
    fc.record({ start: upTo(-7, -12), last: fc.oneof(upTo(-1, -6), upTo(40, 1)), step: upTo(3, 1) })
        .map(({ start, last, step }) => `slice(${start}, ${last}, axis=1, step=${step})`),
    upTo(3, 2).map((factor) => `pixel_unshuffle(${factor}) -> conv(1, 1)`),
    upTo(3, 2).map((groups) => `$swap -> channel_shuffle(${groups}) -> $swap`),
    upTo(9, 1).map((size) => `crop(${size})`),
    upTo(9, 1).map((size) => `adaptive_avg_pool(${size})`),
    fc.constantFrom("batch_norm()", "$swap -> instance_norm() -> $swap", "$swap -> layer_norm() -> $swap",
        "upsample(0.5)", "global_max_pool()"),
];

/**
 * Lines that are not possible for feature maps with two axes: there would be too many, or the last would not be the
 * dynamic one.
 */
const alongOneAxis = [
    upTo(3, 2).map((part) => `reshape([${part}, -1]) -> conv(1, 1)`),
    fc.constant("layer_norm(axis=-1)"),
];

const enlarging = fc.oneof(
    { weight: 3, arbitrary: fc.record({
        k: upTo(4, 1), s: upTo(3, 1), p: upTo(2), d: fc.constantFrom(1, 1, 2, 3), o: upTo(2), to: fc.boolean(),
    }).map(({ k, s, p, d, o, to }) => {
        const extra = Math.min(o, Math.max(s, d) - 1);
        const reached = to ? "to=$skip" : `output_padding=${extra}`;
        return `conv_transpose(1, ${k}, stride=${s}, padding=${p}, dilation=${d}, ${reached})`;
    }) },
    { weight: 2, arbitrary: fc.record({ to: fc.constantFrom("2", "3", "1.5", "0.75", "size=11", "to=$skip", "to=$skip"), linear: fc.boolean() })
        .map(({ to, linear }) => `upsample(${to}${linear ? ", mode=$linear" : ""})`) },
    fc.constantFrom("conv(4, 1) -> pixel_shuffle(2) -> conv(1, 1)", "identity()"),
).map((text) => `$out = $in -> ${text}`);

const joining = fc.constantFrom(
    "add($up, $skip)", "sub($up, $skip)", "mul($up, $skip, $up)", "maximum($skip, $up, 0.5)", "mean($up, $skip, $up)",
    "concat($up, $skip) -> conv(1, 1)", "concat($up, $skip, axis=1)", "add($skip -> crop(to=$up), $up)",
    "concat($up -> crop(to=$skip), $skip) -> conv(1, 1)", "add($up -> upsample(to=$skip), $skip)",
    "mul($up, $skip -> global_avg_pool())", "$up -> relu()", "$up -> relu()",
).map((text) => `$out = ${text}`);

const unpooling = fc.record({
    k: upTo(3, 1), s: upTo(3, 1), p: upTo(1), ceil: fc.boolean(), to: fc.boolean(), join: joining,
}).map(({ k, s, p, ceil, to, join }): Level => {
    const padding = Math.min(p, Math.floor(k / 2));
    const down = `max_pool(${k}, stride=${s}, padding=${padding}, ceil_mode=${ceil}, indices=true)`;
    return {
        down: `$out, at$n = $in -> ${down}`,
        up: `$out = $in -> max_unpool(at$n, ${k}, stride=${s}, padding=${padding}${to ? ", to=$skip" : ""})`,
        join,
    };
});

const splitting = fc.record({ parts: fc.constantFrom("2", "3", "[5, 15]", "[20, 9]"), join: joining })
    .map(({ parts, join }): Level => ({
        down: `$out, ${parts === "3" ? "middle$n, " : ""}rest$n = $in -> split(${parts}, axis=1)`,
        up: "$out = concat($in, rest$n, axis=1)",
        join,
    }));

const endings = ["identity()", "identity()", "identity()", "global_avg_pool() -> flatten() -> linear(2)",
    "adaptive_max_pool(3) -> flatten() -> linear(2)", "flatten() -> linear(2)"];

/** Networks that go down and up again by one to three levels, along this many axes, of which H is dynamic. */
export function encodersAndDecoders(axes: 1 | 2): fc.Arbitrary<string> {
    const down = fc.oneof(...shrinking, ...(axes === 1 ? alongOneAxis : [])).map((text) => `$out = $in -> ${text}`);
    const level: fc.Arbitrary<Level> = fc.oneof(
        { weight: 8, arbitrary: fc.record({ down, up: enlarging, join: joining }) },
        { weight: 2, arbitrary: unpooling },
        { weight: 1, arbitrary: splitting },
    );
    return fc.record({
        levels: fc.array(level, { minLength: 1, maxLength: 3 }),
        sample: fc.integer({ min: 20, max: 70 }),
        end: fc.constantFrom(...endings, ...(axes === 1 ? ["linear(2)"] : [])),
    }).map(({ levels, sample, end }) => {
        const sizes = axes === 1 ? `H = ${sample}` : `H = ${sample}, ${sample}`;
        const lines = [...linesOf(levels, axes), `output y = ${end}`].map((line) => `    ${line}\n`);
        return `model M() {\n    input x: [1, ${sizes}]\n${lines.join("")}}\n`;
    });
}

function linesOf(levels: readonly Level[], axes: 1 | 2): readonly string[] {
    const written = (text: string, names: Readonly<Record<string, string>>): string =>
        text.replaceAll(/\$(in|out|up|skip|n\b|swap|linear)/g, (_, name: string) => names[name] ?? "");
    const words = axes === 1
        ? { swap: "permute([1, 0])", linear: "\"linear\"" }
        : { swap: "permute([1, 0, 2])", linear: "\"bilinear\"" };
    const numbered = [...levels.entries()];
    const down = numbered.map(([n, level]) =>
        written(level.down, { ...words, in: `e${n}`, out: `e${n + 1}`, n: String(n) }));
    const up = numbered.toReversed().flatMap(([n, level]) => [
        written(level.up, { ...words, in: `d${n + 1}`, out: `u${n}`, skip: `e${n}`, n: String(n) }),
        written(level.join, { up: `u${n}`, skip: `e${n}`, out: `d${n}` }),
    ]);
    return ["e0 = x -> identity()", ...down, `d${levels.length} = e${levels.length} -> relu()`, ...up];
}
