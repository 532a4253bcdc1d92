/**
 * Convolutions of one network as described in its paper. A k × k kernel from `a` to `b` channels has k²·a·b weights and
 * takes k²·a·b multiply-adds at each position: of its output for a convolution, of its input for a transposed one. A
 * linear layer has kernel 1 and 1 position.
 */
export interface PaperLayer {
    readonly kernel: number;
    readonly from: number;
    readonly to: number;
    /** The height and width of the positions. */
    readonly side: number;
    /** Further parameters per output channel: 1 for a bias, 2 for a batch norm. */
    readonly perChannel: number;
}

/** Figures of a network that nobody publishes, computed from its paper layer by layer. */
export interface DerivedFigures {
    readonly model: string;
    readonly layers: readonly PaperLayer[];
    readonly parameters: number;
    readonly macs: number;
}

/** Further parameters per output channel of a layer. */
const bias = 1;
const batchNorm = 2;

/**
 * Of two of them the authors tell rounded figures: 134 M parameters for VGG-16 as an FCN, 65.86 = 2 · 32.93 G
 * operations for YOLOv3.
 */
export const derivedFigures: readonly DerivedFigures[] = [
    { model: "MLP", layers: mlp(), parameters: 266_610, macs: 266_200 },
    { model: "UNet", layers: unet(), parameters: 31_030_658, macs: 150_428_424_448 },
    { model: "DCGANGenerator", layers: dcgan(), parameters: 3_576_704, macs: 104_628_224 },
    { model: "DeconvNet", layers: deconvnet(), parameters: 251_805_653, macs: 32_745_979_904 },
    { model: "FCN8s", layers: fcn8s(), parameters: 134_489_759, macs: 181_529_034_048 },
    {
        model: "Darknet53", layers: [...darknet(256), layer(1, 1024, 1000, 1, bias)],
        parameters: 41_609_928, macs: 9_285_115_904,
    },
    { model: "YOLOv3", layers: yolov3(), parameters: 61_949_149, macs: 32_932_037_632 },
    { model: "Plain", layers: plain(3), parameters: 269_722, macs: 40_551_040 },
    { model: "Residual", layers: plain(3), parameters: 269_722, macs: 40_551_040 },
    { model: "Digits", layers: digits(), parameters: 35_674, macs: 5_532_544 },
    { model: "Segmenter", layers: segmenter(), parameters: 86_796, macs: 27_672_576 },
    { model: "Detector", layers: detector(), parameters: 169_980, macs: 17_114_112 },
];

/** He et al. 2015, section 4.2: three stages of 2n layers; the paper rounds to 0.27 M for n = 3. */
function plain(n: number): readonly PaperLayer[] {
    return [
        layer(3, 3, 16, 32, batchNorm),
        ...stage(16, 16, 2 * n, [32], batchNorm),
        ...stage(16, 32, 2 * n, [16], batchNorm),
        ...stage(32, 64, 2 * n, [8], batchNorm),
        layer(1, 64, 10, 1, bias),
    ];
}

/** LeCun et al. 1998, section III: 784-300-100-10. */
function mlp(): readonly PaperLayer[] {
    return [layer(1, 784, 300, 1, bias), layer(1, 300, 100, 1, bias), layer(1, 100, 10, 1, bias)];
}

/**
 * Ronneberger et al. 2015, figure 1, "23 convolutional layers": two 3 × 3 at each box, each of which reduces the border
 * by 1; four 2 × 2 up-convolutions, after each of which half of the channels come from the skip; a last 1 × 1.
 */
function unet(): readonly PaperLayer[] {
    return [
        ...stage(1, 64, 2, [570, 568], bias),
        ...stage(64, 128, 2, [282, 280], bias),
        ...stage(128, 256, 2, [138, 136], bias),
        ...stage(256, 512, 2, [66, 64], bias),
        ...stage(512, 1024, 2, [30, 28], bias),
        layer(2, 1024, 512, 28, bias), ...stage(1024, 512, 2, [54, 52], bias),
        layer(2, 512, 256, 52, bias), ...stage(512, 256, 2, [102, 100], bias),
        layer(2, 256, 128, 100, bias), ...stage(256, 128, 2, [198, 196], bias),
        layer(2, 128, 64, 196, bias), ...stage(128, 64, 2, [390, 388], bias),
        layer(1, 64, 2, 388, bias),
    ];
}

/** Radford et al. 2015, figure 1, with the channels and kernels of PyTorch's example; no batch norm at the end. */
function dcgan(): readonly PaperLayer[] {
    return [
        layer(4, 100, 512, 1, batchNorm), layer(4, 512, 256, 4, batchNorm), layer(4, 256, 128, 8, batchNorm),
        layer(4, 128, 64, 16, batchNorm), layer(4, 64, 3, 32, 0),
    ];
}

/** Noh et al. 2015, table 2: every layer with bias and batch norm, but for the scores. */
function deconvnet(): readonly PaperLayer[] {
    return [
        ...stage(3, 64, 2, [224], bias + batchNorm),
        ...stage(64, 128, 2, [112], bias + batchNorm),
        ...stage(128, 256, 3, [56], bias + batchNorm),
        ...stage(256, 512, 3, [28], bias + batchNorm),
        ...stage(512, 512, 3, [14], bias + batchNorm),
        layer(7, 512, 4096, 1, bias + batchNorm),
        layer(1, 4096, 4096, 1, bias + batchNorm),
        layer(7, 4096, 512, 1, bias + batchNorm),
        ...stage(512, 512, 3, [14], bias + batchNorm),
        ...stage(512, 512, 2, [28], bias + batchNorm), layer(3, 512, 256, 28, bias + batchNorm),
        ...stage(256, 256, 2, [56], bias + batchNorm), layer(3, 256, 128, 56, bias + batchNorm),
        layer(3, 128, 128, 112, bias + batchNorm), layer(3, 128, 64, 112, bias + batchNorm),
        ...stage(64, 64, 2, [224], bias + batchNorm),
        layer(1, 64, 21, 224, bias),
    ];
}

/**
 * Long et al. 2015, as the authors' voc-fcn8s: 500 + 2·100 − 2 = 698 positions at first, poolings rounded up to 349,
 * 175, 88, 44 and 22, of which 7 × 7 windows leave 16. Then 2·16 + 2 = 34 and 2·34 + 2 = 70 by transposed convolutions
 * without bias. Three layers of 1 × 1 give scores.
 */
function fcn8s(): readonly PaperLayer[] {
    return [
        ...stage(3, 64, 2, [698], bias),
        ...stage(64, 128, 2, [349], bias),
        ...stage(128, 256, 3, [175], bias),
        ...stage(256, 512, 3, [88], bias),
        ...stage(512, 512, 3, [44], bias),
        layer(7, 512, 4096, 16, bias), layer(1, 4096, 4096, 16, bias), layer(1, 4096, 21, 16, bias),
        layer(4, 21, 21, 16, 0), layer(1, 512, 21, 44, bias),
        layer(4, 21, 21, 34, 0), layer(1, 256, 21, 88, bias),
        layer(16, 21, 21, 70, 0),
    ];
}

/** Redmon and Farhadi 2018, table 1, up to the last residual: `side` is the input's. */
function darknet(side: number): readonly PaperLayer[] {
    const residuals = [[64, 1], [128, 2], [256, 8], [512, 8], [1024, 4]] as const;
    return [
        layer(3, 3, 32, side, batchNorm),
        ...residuals.flatMap(([channels, count], index) => {
            const half = channels / 2;
            const to = side / 2 ** (index + 1);
            const residual = [layer(1, channels, half, to, batchNorm), layer(3, half, channels, to, batchNorm)];
            return [layer(3, half, channels, to, batchNorm), ...Array.from({ length: count }, () => residual).flat()];
        }),
    ];
}

/** Three times 1 × 1 and 3 × 3 in turn, and the 255 = 3 · (4 + 1 + 80) numbers a cell; the last 3 × 3 is the head's. */
function head(from: number, channels: number, side: number): readonly PaperLayer[] {
    const wide = 2 * channels;
    const turn = [layer(3, channels, wide, side, batchNorm), layer(1, wide, channels, side, batchNorm)];
    return [
        layer(1, from, channels, side, batchNorm), ...turn, ...turn,
        layer(3, channels, wide, side, batchNorm), layer(1, wide, 255, side, bias),
    ];
}

/** The same paper, section 2.3, and the authors' yolov3.cfg: 1 × 1 before each upsampling, then a join with Darknet. */
function yolov3(): readonly PaperLayer[] {
    return [
        ...darknet(416),
        ...head(1024, 512, 13),
        layer(1, 512, 256, 13, batchNorm), ...head(256 + 512, 256, 26),
        layer(1, 256, 128, 26, batchNorm), ...head(128 + 256, 128, 52),
    ];
}

/** The project's own networks, as the comments of their files tell them. */
function digits(): readonly PaperLayer[] {
    return [
        ...stage(1, 16, 2, [28], batchNorm), ...stage(16, 32, 2, [14], batchNorm), layer(3, 32, 64, 7, batchNorm),
        layer(1, 64, 10, 1, bias),
    ];
}

function segmenter(): readonly PaperLayer[] {
    return [
        layer(3, 3, 12, 64, batchNorm), layer(3, 12, 24, 32, batchNorm), layer(3, 24, 48, 16, batchNorm),
        layer(3, 48, 64, 8, batchNorm),
        layer(2, 64, 48, 8, bias), layer(3, 48, 48, 16, batchNorm),
        layer(2, 48, 24, 16, bias), layer(3, 24, 24, 32, batchNorm),
        layer(2, 24, 12, 32, bias), layer(3, 12, 12, 64, batchNorm),
        layer(1, 12, 4, 64, bias),
    ];
}

function detector(): readonly PaperLayer[] {
    return [
        layer(3, 3, 12, 48, batchNorm),
        ...stage(12, 24, 2, [24], batchNorm), ...stage(24, 48, 2, [12], batchNorm), ...stage(48, 64, 2, [6], batchNorm),
        layer(3, 64, 64, 6, batchNorm), layer(1, 64, 16, 6, bias),
        layer(1, 64, 32, 6, batchNorm), layer(1, 80, 48, 12, batchNorm),
        layer(3, 48, 48, 12, batchNorm), layer(1, 48, 16, 12, bias),
    ];
}

/** VGG's convolutions at one size: `count` of them, from `from` channels to `to`. */
function stage(from: number, to: number, count: number, sides: readonly number[], perChannel: number): PaperLayer[] {
    return Array.from({ length: count }, (_, index) => ({
        kernel: 3, from: index === 0 ? from : to, to, side: sides[index] ?? sides.at(-1) ?? 0, perChannel,
    }));
}

function layer(kernel: number, from: number, to: number, side: number, perChannel: number): PaperLayer {
    return { kernel, from, to, side, perChannel };
}
