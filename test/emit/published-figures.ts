/** What is published of a network that examples/ has. */
export interface PublishedFigures {
    readonly model: string;
    readonly parameters: number;
    /** Multiply-adds of one 224×224 image, in 10⁹, to three decimals. */
    readonly gigaMacs: string;
    /** The file of parameter-names/ that lists its parameters. */
    readonly names: string;
}

/**
 * `num_params` and `_ops` of the first weights of each model in torchvision 0.29.1. Parameters are learned numbers;
 * MACs are those of convolutions and linear layers, without bias. GoogLeNet is without its auxiliary heads.
 */
export const publishedFigures: readonly PublishedFigures[] = [
    { model: "AlexNet", parameters: 61_100_840, gigaMacs: "0.714", names: "alexnet" },
    { model: "VGG16", parameters: 138_357_544, gigaMacs: "15.470", names: "vgg16" },
    { model: "GoogLeNet", parameters: 6_624_904, gigaMacs: "1.498", names: "googlenet" },
    { model: "ResNet18", parameters: 11_689_512, gigaMacs: "1.814", names: "resnet18" },
    { model: "ResNet50", parameters: 25_557_032, gigaMacs: "4.089", names: "resnet50" },
    { model: "DenseNet121", parameters: 7_978_856, gigaMacs: "2.834", names: "densenet121" },
];
