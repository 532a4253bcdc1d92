/** The headings of the documentation, in order. They group layers for readers; traits say what a layer does. */
export const layerFamilies = [
    "Convolution", "Linear", "Pooling", "Normalization", "Activation", "Pass-through", "Resampling", "Reshaping", "Merging",
] as const;

export type LayerFamily = (typeof layerFamilies)[number];

/**
 * What other code may assume about a layer without knowing its name. A trait applies to every call of the layer, in
 * training and inference; `test/layers/traits.test.ts` compares it with ONNX Runtime's results.
 */
export interface LayerTraits {
    /**
     * Each element of the result depends only on the elements at the same position of the operands, with a size of 1
     * repeated. A statistic over several elements, such as a batch's, rules it out.
     */
    readonly elementwise: boolean;
    /** A nonlinearity that follows a weighted layer and keeps the shape. */
    readonly activation: boolean;
    /** The range of the result; any number if omitted. */
    readonly range?: ValueRange | undefined;
    /** The values that it leaves unchanged, regardless of the others; none if omitted. */
    readonly keeps?: ValueRange | undefined;
    /** Sets random values to 0 in training, with the probability `p`; false if omitted. */
    readonly drops?: boolean;
    /** Divides values by a statistic of the values themselves (deviation, length, activity) and keeps the shape. */
    readonly normalization: boolean;
    /**
     * A constant added to each channel of the input leaves the result unchanged, because each channel's own mean is
     * subtracted: a bias directly before it has no effect.
     */
    readonly cancelsBias: boolean;
    /**
     * The axis along which its learned `bias` has one number per entry. Undefined for a layer without a bias, and for
     * one whose arguments choose the axis.
     */
    readonly biasAxis: "channels" | "last" | undefined;
    /**
     * The number of output channels: the same as in the input ("kept"), the argument `channels` or `features` ("set"),
     * or a number derived from the input and other arguments ("derived").
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
     * multiplied ("product": one gates the other), compared ("maximum") or placed side by side ("concatenation").
     * Undefined for a layer with one operand.
     */
    readonly merges: "sum" | "product" | "maximum" | "concatenation" | undefined;
}

/** The numbers from the first to the second, inclusive. */
export type ValueRange = readonly [least: number, most: number];

/** The source of a name; informal names are abbreviations and names from papers. */
type AliasSource = "PyTorch" | "Keras" | "ONNX" | "informal";

/** The names of a layer or an argument in other libraries, in their spelling. */
export type Aliases = Readonly<Partial<Record<AliasSource, readonly string[]>>>;
