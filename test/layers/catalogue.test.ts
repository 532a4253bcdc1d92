import { describe, expect, it } from "vitest";
import { families, layers } from "../../server/layers/catalogue.ts";

/** Every layer with its arguments in order, the positional ones before `|`, as in the documentation of the language. */
const signatures: Readonly<Record<string, string>> = {
    conv: "channels, kernel | stride=1, padding=0, dilation=1, groups=1, bias=true, padding_mode=zeros",
    depthwise_conv: "kernel | multiplier=1, stride=1, padding=0, dilation=1, bias=true, padding_mode=zeros",
    conv_transpose:
        "channels, kernel | stride=1, padding=0, output_padding=0, dilation=1, groups=1, bias=true, to?",
    linear: "features, bias=true |",
    max_pool: "kernel, stride=kernel | padding=0, dilation=1, ceil_mode=false, indices=false",
    avg_pool: "kernel, stride=kernel | padding=0, ceil_mode=false, count_include_pad=true",
    max_unpool: "indices, kernel | stride=kernel, padding=0, to?",
    global_avg_pool: "|",
    global_max_pool: "|",
    adaptive_avg_pool: "size |",
    adaptive_max_pool: "size |",
    batch_norm: "| eps=0.00001, momentum=0.1, affine=true, track_running_stats=true",
    instance_norm: "| eps=0.00001, momentum=0.1, affine=false, track_running_stats=false",
    group_norm: "groups | eps=0.00001, affine=true",
    layer_norm: "| axis=0, eps=0.00001, elementwise_affine=true, bias=true",
    lrn: "size | alpha=0.0001, beta=0.75, k=1",
    l2_norm: "| axis=0, eps=1e-12",
    scale: "init=1 |",
    relu: "|",
    relu6: "|",
    leaky_relu: "| negative_slope=0.01",
    prelu: "| num_parameters=1",
    elu: "| alpha=1",
    selu: "|",
    gelu: "| approximate=none",
    silu: "|",
    mish: "|",
    sigmoid: "|",
    hard_sigmoid: "|",
    hard_swish: "|",
    tanh: "|",
    softplus: "|",
    softmax: "| axis=0",
    log_softmax: "| axis=0",
    dropout: "p=0.5 |",
    drop_path: "p |",
    identity: "|",
    upsample: "scale?, mode=nearest | align_corners=false, size?, to?",
    pixel_shuffle: "factor |",
    pixel_unshuffle: "factor |",
    channel_shuffle: "groups |",
    pad: "padding, mode=constant | value=0",
    crop: "size? | to?",
    flatten: "|",
    reshape: "shape |",
    permute: "order |",
    slice: "start, end=length | axis=0, step=1",
    split: "parts | axis=0",
    add: "|",
    sub: "|",
    mul: "|",
    maximum: "|",
    mean: "|",
    concat: "| axis=0",
};

it("has every layer of the language, in the order of the documentation", () => {
    expect([...layers.keys()]).toEqual(Object.keys(signatures));
    expect([...layers].filter(([name, layer]) => name !== layer.name)).toEqual([]);
});

it.each([...layers.values()])("$name has the arguments of the language", (layer) => {
    const written = [...layer.arguments].map(([name, argument]) => {
        const standard = argument.defaultLabel ?? (argument.default === undefined ? "" : JSON.stringify(argument.default));
        return argument.required ? name : standard === "" ? `${name}?` : `${name}=${standard.replaceAll("\"", "")}`;
    });
    const signature = [written.slice(0, layer.positional).join(", "), "|", written.slice(layer.positional).join(", ")];
    expect(signature.filter((part) => part !== "").join(" ")).toBe(signatures[layer.name]);
});

it("takes its operand from the line, except layers that merge", () => {
    const merging = [...layers.values()].filter(({ operands }) => operands.from === "arguments");
    expect(Object.fromEntries(merging.map(({ name, operands }) => [name, operands]))).toMatchObject({
        add: { minimum: 2, maximum: Infinity, numbers: true },
        sub: { minimum: 2, maximum: 2, numbers: true },
        mul: { minimum: 2, maximum: Infinity, numbers: true },
        maximum: { minimum: 2, maximum: Infinity, numbers: true },
        mean: { minimum: 2, maximum: Infinity, numbers: false },
        concat: { minimum: 1, maximum: Infinity, numbers: false },
    });
    expect(merging).toHaveLength(6);
});

it("lists layers of one heading together", () => {
    expect([...families.keys()]).toEqual([
        "Convolution", "Linear", "Pooling", "Normalization", "Activation", "Pass-through", "Resampling", "Reshaping", "Merging",
    ]);
    expect([...families.values()].flat()).toEqual([...layers.values()]);
});

describe.each([...layers.values()])("$name is documented", (layer) => {
    it("in one sentence and more, with PyTorch's name", () => {
        expect(layer.summary).toMatch(/^[A-Z].{20,}\.$/);
        expect(layer.summary.length).toBeLessThan(150);
        expect(layer.documentation).toMatch(/^[\s\S]{15,}[.`]$/);
        expect(layer.pytorchName).toMatch(/^torch(vision)?(\.\w+)+$/);
    });

    it("down to every argument", () => {
        for (const [name, { documentation, type, required: isRequired, default: standard }] of layer.arguments) {
            expect(documentation, name).toMatch(/^["`A-Z0-9].{14,}\.$/);
            expect(type.label, name).not.toBe("");
            if (!isRequired && standard !== undefined) {
                expect(type.read(standard as never), name).toEqual(standard);
                expect(type.check?.(standard, name), name).toBeUndefined();
            }
        }
    });

    it("without naming a layer that is not there", () => {
        const text = [layer.documentation, layer.summary, ...[...layer.arguments.values()].map((one) => one.documentation)].join(" ");
        const called = [...text.matchAll(/`(?:\w+ -> )?([a-z_0-9]+)\(/g)].map(([, name]) => name ?? "");
        expect(called.filter((name) => !layers.has(name))).toEqual([]);
    });
});
