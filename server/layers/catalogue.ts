import { conv, depthwiseConv } from "./conv.ts";
import { convTranspose } from "./conv-transpose.ts";
import { linear } from "./linear.ts";
import { maxPool, avgPool } from "./pool.ts";
import { globalAvgPool, globalMaxPool, adaptiveAvgPool, adaptiveMaxPool } from "./adaptive-pool.ts";
import { batchNorm, instanceNorm, groupNorm, layerNorm } from "./norm.ts";
import { lrn, l2Norm, scale } from "./response-norm.ts";
import { relu, relu6, selu, silu, mish, sigmoid, hardSigmoid, hardSwish, tanh, softplus, leakyRelu, prelu, elu, gelu } from "./activation.ts";
import { softmax, logSoftmax } from "./softmax.ts";
import { dropout, dropPath, identity } from "./pass-through.ts";
import { upsample } from "./upsample.ts";
import { slice, split } from "./slicing.ts";
import { flatten, reshape, permute } from "./reshaping.ts";
import { add, sub, mul, maximum, mean, concat } from "./merge.ts";
import type { LayerDefinition } from "./definition.ts";

/** Every layer of the language by name, in the order of the documentation. */
export const layers: ReadonlyMap<string, LayerDefinition> = new Map([
    conv, depthwiseConv, convTranspose, linear, maxPool, avgPool, globalAvgPool, globalMaxPool, adaptiveAvgPool, adaptiveMaxPool, batchNorm, instanceNorm, groupNorm, layerNorm, lrn, l2Norm, scale, relu, relu6, selu, silu, mish, sigmoid, hardSigmoid, hardSwish, tanh, softplus, leakyRelu, prelu, elu, gelu, softmax, logSoftmax, dropout, dropPath, identity, upsample, slice, split, flatten, reshape, permute, add, sub, mul, maximum, mean, concat,
].map((definition) => [definition.name, definition]));
