import { readFileSync } from "node:fs";

/**
 * The learned parameters of torchvision's models as lines `layer1.0.conv1.weight 64x64x3x3`. Those of six models are
 * lists from their state_dict; the other members of a family follow from the rules by which torchvision builds it.
 */
export const torchvisionParameters: Readonly<Record<string, readonly string[]>> = {
    AlexNet: listed("alexnet"),
    GoogLeNet: listed("googlenet"),
    VGG11: vgg([1, 1, 2, 2, 2], false),
    VGG13: vgg([2, 2, 2, 2, 2], false),
    VGG16: vgg([2, 2, 3, 3, 3], false),
    VGG19: vgg([2, 2, 4, 4, 4], false),
    VGG11BN: vgg([1, 1, 2, 2, 2], true),
    VGG13BN: vgg([2, 2, 2, 2, 2], true),
    VGG16BN: vgg([2, 2, 3, 3, 3], true),
    VGG19BN: vgg([2, 2, 4, 4, 4], true),
    ResNet18: resnet([2, 2, 2, 2], "basic"),
    ResNet34: resnet([3, 4, 6, 3], "basic"),
    ResNet50: resnet([3, 4, 6, 3], "bottleneck"),
    ResNet101: resnet([3, 4, 23, 3], "bottleneck"),
    ResNet152: resnet([3, 8, 36, 3], "bottleneck"),
    DenseNet121: densenet([6, 12, 24, 16], 32),
    DenseNet161: densenet([6, 12, 36, 24], 48),
    DenseNet169: densenet([6, 12, 32, 32], 32),
    DenseNet201: densenet([6, 12, 48, 32], 32),
    FCNResNet50: fcnResnet50(),
    SSD300: ssd300(),
};

/** The expected results of the rules. */
export const listedModels = [
    ["VGG16", listed("vgg16")], ["ResNet18", listed("resnet18")], ["ResNet50", listed("resnet50")],
    ["DenseNet121", listed("densenet121")],
] as const;

/** The lines of a file of parameter-names/. */
function listed(file: string): readonly string[] {
    const text = readFileSync(new URL(`parameter-names/${file}.txt`, import.meta.url), "utf8");
    return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

type Lines = readonly string[];

function conv(path: string, from: number, to: number, kernel: number, { bias }: { readonly bias: boolean }): Lines {
    return [`${path}.weight ${to}x${from}x${kernel}x${kernel}`, ...(bias ? [`${path}.bias ${to}`] : [])];
}

function norm(path: string, channels: number): Lines {
    return [`${path}.weight ${channels}`, `${path}.bias ${channels}`];
}

function linear(path: string, from: number, to: number): Lines {
    return [`${path}.weight ${to}x${from}`, `${path}.bias ${to}`];
}

function vgg(convs: readonly number[], withNorm: boolean): Lines {
    return [
        ...vggFeatures("features", convs, withNorm), ...linear("classifier.0", 512 * 7 * 7, 4096),
        ...linear("classifier.3", 4096, 4096), ...linear("classifier.6", 4096, 1000),
    ];
}

/** The convolutions, numbered in one row with the layers between them. */
function vggFeatures(path: string, convs: readonly number[], withNorm: boolean): Lines {
    let position = 0;
    let from = 3;
    return convs.flatMap((count, stage) => {
        const to = Math.min(64 * 2 ** stage, 512);
        const lines = Array.from({ length: count }, () => {
            const at = position;
            const inputs = from;
            position += withNorm ? 3 : 2;
            from = to;
            return [
                ...conv(`${path}.${at}`, inputs, to, 3, { bias: true }),
                ...(withNorm ? norm(`${path}.${at + 1}`, to) : []),
            ];
        }).flat();
        position += 1;
        return lines;
    });
}

type ResidualKind = "basic" | "bottleneck";

function resnet(blocks: readonly number[], kind: ResidualKind): Lines {
    return [...resnetFeatures("", blocks, kind), ...linear("fc", kind === "basic" ? 512 : 2048, 1000)];
}

function resnetFeatures(prefix: string, blocks: readonly number[], kind: ResidualKind): Lines {
    const bias = false;
    let from = 64;
    const layers = blocks.flatMap((count, stage) => {
        const inner = 64 * 2 ** stage;
        const to = kind === "basic" ? inner : 4 * inner;
        return Array.from({ length: count }, (_, index) => {
            const path = `${prefix}layer${stage + 1}.${index}`;
            const inputs = from;
            from = to;
            const kernels = kind === "basic"
                ? [[inputs, inner, 3], [inner, to, 3]] as const
                : [[inputs, inner, 1], [inner, inner, 3], [inner, to, 1]] as const;
            const shortcut = index > 0 || (stage === 0 && inputs === to) ? [] : [
                ...conv(`${path}.downsample.0`, inputs, to, 1, { bias }), ...norm(`${path}.downsample.1`, to),
            ];
            return [
                ...kernels.flatMap(([a, b, kernel], position) => [
                    ...conv(`${path}.conv${position + 1}`, a, b, kernel, { bias }),
                    ...norm(`${path}.bn${position + 1}`, b),
                ]),
                ...shortcut,
            ];
        }).flat();
    });
    return [...conv(`${prefix}conv1`, 3, 64, 7, { bias }), ...norm(`${prefix}bn1`, 64), ...layers];
}

function densenet(blocks: readonly number[], growth: number): Lines {
    const bias = false;
    let channels = 2 * growth;
    const stem = [...conv("features.conv0", 3, channels, 7, { bias }), ...norm("features.norm0", channels)];
    const dense = blocks.flatMap((count, block) => {
        const layers = Array.from({ length: count }, (_, layer) => {
            const path = `features.denseblock${block + 1}.denselayer${layer + 1}`;
            const from = channels;
            channels += growth;
            return [
                ...norm(`${path}.norm1`, from), ...conv(`${path}.conv1`, from, 4 * growth, 1, { bias }),
                ...norm(`${path}.norm2`, 4 * growth), ...conv(`${path}.conv2`, 4 * growth, growth, 3, { bias }),
            ];
        }).flat();
        if (block === blocks.length - 1) {
            return [...layers, ...norm("features.norm5", channels)];
        }
        const path = `features.transition${block + 1}`;
        const from = channels;
        channels /= 2;
        return [...layers, ...norm(`${path}.norm`, from), ...conv(`${path}.conv`, from, channels, 1, { bias })];
    });
    return [...stem, ...dense, ...linear("classifier", channels, 1000)];
}

/** models/segmentation/fcn.py: FCNHead on the last layer of a ResNet-50 and on the one before. */
function fcnResnet50(): Lines {
    const head = (path: string, from: number): Lines => [
        ...conv(`${path}.0`, from, from / 4, 3, { bias: false }), ...norm(`${path}.1`, from / 4),
        ...conv(`${path}.4`, from / 4, 21, 1, { bias: true }),
    ];
    return [
        ...resnetFeatures("backbone.", [3, 4, 6, 3], "bottleneck"), ...head("classifier", 2048),
        ...head("aux_classifier", 1024),
    ];
}

/** models/detection/ssd.py: SSDFeatureExtractorVGG and SSDHead. */
function ssd300(): Lines {
    const bias = true;
    const extra = [[1024, 256, 512], [512, 128, 256], [256, 128, 256], [256, 128, 256]] as const;
    const maps = [[512, 4], [1024, 6], [512, 6], [256, 6], [256, 4], [256, 4]] as const;
    const heads = [["classification_head", 91], ["regression_head", 4]] as const;
    return [
        "backbone.scale_weight 512",
        ...vggFeatures("backbone.features", [2, 2, 3, 3], false),
        ...[1, 3, 5].flatMap((position) => conv(`backbone.extra.0.${position}`, 512, 512, 3, { bias })),
        ...conv("backbone.extra.0.7.1", 512, 1024, 3, { bias }), ...conv("backbone.extra.0.7.3", 1024, 1024, 1, { bias }),
        ...extra.flatMap(([from, middle, to], index) => [
            ...conv(`backbone.extra.${index + 1}.0`, from, middle, 1, { bias }),
            ...conv(`backbone.extra.${index + 1}.2`, middle, to, 3, { bias }),
        ]),
        ...heads.flatMap(([name, numbers]) => maps.flatMap(([from, boxes], index) =>
            conv(`head.${name}.module_list.${index}`, from, boxes * numbers, 3, { bias }))),
    ];
}
