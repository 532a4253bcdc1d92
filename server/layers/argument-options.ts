import type { ArgumentOptions } from "./argument-types.ts";

/** Aliases of arguments that several layers share, whether features list their values, and typical values. */
export const kernelOptions: ArgumentOptions = {
    aliases: { PyTorch: ["kernel_size"], Keras: ["kernel_size", "pool_size"], ONNX: ["kernel_shape"], informal: ["k", "ks"] },
    typical: "3",
};

export const strideOptions: ArgumentOptions = { aliases: { Keras: ["strides"], ONNX: ["strides"], informal: ["s"] } };

export const paddingOptions: ArgumentOptions = { aliases: { ONNX: ["pads"], informal: ["p", "pad", "paddings"] } };

export const dilationOptions: ArgumentOptions = {
    aliases: { Keras: ["dilation_rate"], ONNX: ["dilations"], informal: ["d", "rate"] },
};

export const groupsOptions: ArgumentOptions = { aliases: { PyTorch: ["num_groups"], ONNX: ["group"] } };

/** The output's shape shows it. */
export const channelsOptions: ArgumentOptions = {
    aliases: { PyTorch: ["out_channels"], Keras: ["filters"], informal: ["num_features"] }, listed: false,
};

/** The parameter count shows it. */
export const biasOptions: ArgumentOptions = { aliases: { Keras: ["use_bias"] }, listed: false };

/** It does not describe the computation. */
export const epsOptions: ArgumentOptions = { aliases: { Keras: ["epsilon"], ONNX: ["epsilon"] }, listed: false };

export const axisOptions: ArgumentOptions = { aliases: { PyTorch: ["dim"] } };

export const sizeOptions: ArgumentOptions = { aliases: { PyTorch: ["output_size"] } };

/** The output's shape shows it. */
export const toOptions: ArgumentOptions = { listed: false };
