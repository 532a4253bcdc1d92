/** The published figures of a network in examples/. */
export interface PublishedFigures {
    readonly model: string;
    readonly parameters: number;
    /** Multiply-adds of one image, in 10⁹, to three decimals. */
    readonly gigaMacs: string;
    /** The same, counted on the published modules layer by layer. */
    readonly macs: number;
}

/**
 * `num_params` and `_ops` of the first weights of each model in torchvision 0.29.1. Parameters are learned numbers;
 * MACs are those of convolutions and linear layers, without bias. GoogLeNet is without its auxiliary heads, the FCN
 * with its own and at 520 × 520, SSD at 300 × 300, the rest at 224 × 224.
 */
export const publishedFigures: readonly PublishedFigures[] = [
    { model: "AlexNet", parameters: 61_100_840, gigaMacs: "0.714", macs: 714_188_480 },
    { model: "DenseNet121", parameters: 7_978_856, gigaMacs: "2.834", macs: 2_834_161_664 },
    { model: "DenseNet161", parameters: 28_681_000, gigaMacs: "7.728", macs: 7_727_907_072 },
    { model: "DenseNet169", parameters: 14_149_480, gigaMacs: "3.360", macs: 3_359_843_328 },
    { model: "DenseNet201", parameters: 20_013_928, gigaMacs: "4.291", macs: 4_291_365_888 },
    { model: "FCNResNet50", parameters: 35_322_218, gigaMacs: "152.717", macs: 152_716_512_000 },
    { model: "GoogLeNet", parameters: 6_624_904, gigaMacs: "1.498", macs: 1_498_376_192 },
    { model: "ResNet18", parameters: 11_689_512, gigaMacs: "1.814", macs: 1_814_073_344 },
    { model: "ResNet34", parameters: 21_797_672, gigaMacs: "3.664", macs: 3_663_761_408 },
    { model: "ResNet50", parameters: 25_557_032, gigaMacs: "4.089", macs: 4_089_184_256 },
    { model: "ResNet101", parameters: 44_549_160, gigaMacs: "7.801", macs: 7_801_405_440 },
    { model: "ResNet152", parameters: 60_192_808, gigaMacs: "11.514", macs: 11_513_626_624 },
    { model: "SSD300", parameters: 35_641_826, gigaMacs: "34.858", macs: 34_858_153_472 },
    { model: "VGG11", parameters: 132_863_336, gigaMacs: "7.609", macs: 7_609_090_048 },
    { model: "VGG11BN", parameters: 132_868_840, gigaMacs: "7.609", macs: 7_609_090_048 },
    { model: "VGG13", parameters: 133_047_848, gigaMacs: "11.308", macs: 11_308_466_176 },
    { model: "VGG13BN", parameters: 133_053_736, gigaMacs: "11.308", macs: 11_308_466_176 },
    { model: "VGG16", parameters: 138_357_544, gigaMacs: "15.470", macs: 15_470_264_320 },
    { model: "VGG16BN", parameters: 138_365_992, gigaMacs: "15.470", macs: 15_470_264_320 },
    { model: "VGG19", parameters: 143_667_240, gigaMacs: "19.632", macs: 19_632_062_464 },
    { model: "VGG19BN", parameters: 143_678_248, gigaMacs: "19.632", macs: 19_632_062_464 },
];
