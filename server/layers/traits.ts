/** The headings of the documentation, in its order. They group layers for readers; traits say what a layer does. */
export const layerFamilies = [
    "Convolution", "Linear", "Pooling", "Normalization", "Activation", "Pass-through", "Resampling", "Reshaping", "Merging",
] as const;

export type LayerFamily = (typeof layerFamilies)[number];

/**
 * What other code may assume about a layer without knowing its name. A trait holds for every call of the layer, in
 * training as at inference; `test/layers/traits.test.ts` compares it with what ONNX Runtime computes.
 */
export interface LayerTraits {
    /**
     * Each element of the result depends only on the element at its own place in each operand, where a size of 1 may
     * be repeated. A statistic over several elements, as of a batch, excludes it.
     */
    readonly elementwise: boolean;
    /** A nonlinearity that follows a weighted layer and keeps the shape. */
    readonly activation: boolean;
    /** The least and the largest value that its result can have; any number if left out. */
    readonly range?: ValueRange;
    /** The values that it leaves as they are, whatever the others; none if left out. */
    readonly keeps?: ValueRange;
    /** Sets random values to 0 in training, with the probability `p`; false if left out. */
    readonly drops?: boolean;
    /** Divides values by a statistic of the values themselves (deviation, length, activity) and keeps the shape. */
    readonly normalization: boolean;
    /**
     * A constant added to each channel of the input leaves the result unchanged, because each channel's own mean is
     * subtracted: a bias directly before it has no effect.
     */
    readonly cancelsBias: boolean;
    /**
     * The axis along which its learned `bias` has one number for each entry. Undefined for a layer without a bias, and
     * for one whose arguments choose the axis.
     */
    readonly biasAxis: "channels" | "last" | undefined;
    /**
     * How many channels come out: as many as come in ("kept"), as many as its argument `channels` or `features` says
     * ("set"), or a number that follows from the input and other arguments ("derived").
     */
    readonly channels: "kept" | "set" | "derived";
    /** A channel of the result can depend on several channels of one operand. */
    readonly mixesChannels: boolean;
    /** The result's positions can lie closer together or further apart than the input's: by a stride, scale or step. */
    readonly resamples: boolean;
    /** Reduces the values of each window of a channel to their maximum or mean. */
    readonly pools: boolean;
    /**
     * How the operands are joined: added with constant factors ("sum": gradients reach each operand undiminished),
     * multiplied ("product": one gates the other), compared ("maximum") or laid side by side ("concatenation").
     * Undefined for a layer that works on one value.
     */
    readonly merges: "sum" | "product" | "maximum" | "concatenation" | undefined;
}

/** The numbers from the first to the second, both included. */
export type ValueRange = readonly [least: number, most: number];

/** Where a name comes from; informal ones are abbreviations and names from papers. */
type AliasSource = "PyTorch" | "Keras" | "ONNX" | "informal";

/** Names by which people who come from elsewhere know a layer or an argument, as they are written there. */
export type Aliases = Readonly<Partial<Record<AliasSource, readonly string[]>>>;
