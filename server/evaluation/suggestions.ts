import { distance } from "fastest-levenshtein";

/**
 * The candidate nearest to what was written: the same letters in another case or without underscores, else at most a
 * third of its letters away. Undefined where none is near.
 */
export function nearestName(written: string, candidates: Iterable<string>): string | undefined {
    const plain = plainSpelling(written);
    const limit = Math.max(1, Math.floor(Math.min(plain.length, 12) / 3));
    let best: string | undefined;
    let bestDistance = limit + 1;
    for (const candidate of candidates) {
        const between = distance(plain, plainSpelling(candidate));
        if (between < bestDistance) {
            best = candidate;
            bestDistance = between;
        }
    }
    return best;
}

/** What people who come from PyTorch or Keras call a layer of the language, in plain spelling. */
const layerHabits: ReadonlyMap<string, string> = new Map(Object.entries({
    conv1d: "conv", conv2d: "conv", conv3d: "conv", convolution: "conv", conv2dtranspose: "conv_transpose",
    convtranspose1d: "conv_transpose", convtranspose2d: "conv_transpose", convtranspose3d: "conv_transpose",
    deconv: "conv_transpose", deconvolution: "conv_transpose", depthwiseconv2d: "depthwise_conv",
    fc: "linear", dense: "linear", fullyconnected: "linear",
    maxpool1d: "max_pool", maxpool2d: "max_pool", maxpool3d: "max_pool", maxpooling2d: "max_pool",
    avgpool1d: "avg_pool", avgpool2d: "avg_pool", avgpool3d: "avg_pool", averagepooling2d: "avg_pool",
    averagepool: "avg_pool", maxunpool2d: "max_unpool",
    adaptiveavgpool2d: "adaptive_avg_pool", adaptivemaxpool2d: "adaptive_max_pool", gap: "global_avg_pool",
    globalaveragepooling2d: "global_avg_pool", globalaveragepool: "global_avg_pool",
    bn: "batch_norm", batchnorm1d: "batch_norm", batchnorm2d: "batch_norm", batchnorm3d: "batch_norm",
    batchnormalization: "batch_norm", localresponsenorm: "lrn", instancenorm2d: "instance_norm",
    dropout2d: "dropout", swish: "silu", cat: "concat", concatenate: "concat", interpolate: "upsample",
    upsampling2d: "upsample", subtract: "sub", multiply: "mul", max: "maximum", view: "reshape", transpose: "permute",
    chunk: "split",
}));

/** What people who come from PyTorch or Keras call an argument, in plain spelling. */
const argumentHabits: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
    kernelsize: ["kernel"], poolsize: ["kernel"], k: ["kernel"], ks: ["kernel"], filters: ["channels"],
    outchannels: ["channels"], numfeatures: ["channels"], numgroups: ["groups"], outfeatures: ["features"],
    units: ["features"], strides: ["stride"], s: ["stride"], pad: ["padding"], paddings: ["padding"], p: ["padding"],
    dim: ["axis"], group: ["groups"], usebias: ["bias"], dilationrate: ["dilation"], rate: ["dilation", "p"],
    scalefactor: ["scale"], upscalefactor: ["factor"], downscalefactor: ["factor"], outputsize: ["size"],
    returnindices: ["indices"], epsilon: ["eps"], chunks: ["parts"], splitsizeorsections: ["parts"],
}));

/** The layer, block or function that was probably meant. */
export function suggestCallee(written: string, candidates: Iterable<string>): string | undefined {
    const known = new Set(candidates);
    const habit = layerHabits.get(plainSpelling(written));
    return habit !== undefined && known.has(habit) ? habit : nearestName(written, known);
}

/** The argument that was probably meant. */
export function suggestArgument(written: string, candidates: Iterable<string>): string | undefined {
    const known = new Set(candidates);
    const habit = argumentHabits.get(plainSpelling(written))?.find((name) => known.has(name));
    return habit ?? nearestName(written, known);
}

function plainSpelling(name: string): string {
    return name.replaceAll("_", "").toLowerCase();
}
