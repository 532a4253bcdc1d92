import {
    elu, gelu, hardSigmoid, hardSwish, leakyRelu, mish, prelu, relu, relu6, selu, sigmoid, silu, softplus, tanh,
} from "./activation.ts";
import { adaptiveAvgPool, adaptiveMaxPool, globalAvgPool, globalMaxPool } from "./adaptive-pool.ts";
import { conv, depthwiseConv } from "./conv.ts";
import { convTranspose } from "./conv-transpose.ts";
import { crop, pad } from "./crop-and-pad.ts";
import type { LayerDefinition } from "./definition.ts";
import { linear } from "./linear.ts";
import { add, concat, maximum, mean, mul, sub } from "./merge.ts";
import { batchNorm, groupNorm, instanceNorm, layerNorm } from "./norm.ts";
import { dropPath, dropout, identity } from "./pass-through.ts";
import { avgPool, maxPool } from "./pool.ts";
import { flatten, permute, reshape } from "./reshaping.ts";
import { l2Norm, lrn, scale } from "./response-norm.ts";
import { channelShuffle, pixelShuffle, pixelUnshuffle } from "./shuffle.ts";
import { slice, split } from "./slicing.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import { maxUnpool } from "./unpool.ts";
import { upsample } from "./upsample.ts";

/** All layers of the language by name, in the order of the documentation. */
export const layers: ReadonlyMap<string, LayerDefinition> = new Map([
    conv, depthwiseConv, convTranspose,
    linear,
    maxPool, avgPool, maxUnpool, globalAvgPool, globalMaxPool, adaptiveAvgPool, adaptiveMaxPool,
    batchNorm, instanceNorm, groupNorm, layerNorm, lrn, l2Norm, scale,
    relu, relu6, leakyRelu, prelu, elu, selu, gelu, silu, mish, sigmoid, hardSigmoid, hardSwish, tanh, softplus,
    softmax, logSoftmax,
    dropout, dropPath, identity,
    upsample, pixelShuffle, pixelUnshuffle, channelShuffle, pad, crop,
    flatten, reshape, permute, slice, split,
    add, sub, mul, maximum, mean, concat,
].map((layer) => [layer.name, layer]));

/** The layers under the headings of the documentation. */
export const families: ReadonlyMap<string, readonly LayerDefinition[]> =
    Map.groupBy(layers.values(), (layer) => layer.family);
