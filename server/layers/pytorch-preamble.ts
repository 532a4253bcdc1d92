/** A function or class that PyTorch lacks, written above the networks that need it. */
export interface PreambleEntry {
    readonly text: string;
    /** The imported names that it uses. */
    readonly imports: readonly string[];
    /** Other entries that it calls. */
    readonly needs: readonly string[];
}

const centerCrop = `
def center_crop(x, size):
    """The centre of the spatial axes, of the given sizes."""
    for axis, length in enumerate(size, start=2):
        x = x.narrow(axis, (x.shape[axis] - length) // 2, length)
    return x
`;

const padSame = `
def pad_same(x, kernel_size, stride, dilation=1, mode="constant", value=None):
    """Pads so that a window makes ⌈n / stride⌉ outputs of n inputs, an odd element after."""
    axes = x.dim() - 2
    windows = [v if isinstance(v, tuple) else (v,) * axes for v in (kernel_size, stride, dilation)]
    padding = []
    for n, k, s, d in reversed(list(zip(x.shape[2:], *windows))):
        total = max((-(-n // s) - 1) * s + d * (k - 1) + 1 - n, 0)
        padding += [total // 2, total - total // 2]
    return F.pad(x, padding, mode=mode, value=value)
`;

const paddedAvgPool = `
def padded_avg_pool(x, kernel_size, stride, padding, reach, count_include_pad=True):
    """Average pooling with a padding of its own on each side, given as F.pad takes it.

    Windows may read beyond the padding by \`reach\`; what lies there is not counted.
    """
    pool = {3: F.avg_pool1d, 4: F.avg_pool2d, 5: F.avg_pool3d}[x.dim()]
    counted = F.pad(torch.ones_like(x), padding, value=float(count_include_pad))
    total = pool(F.pad(F.pad(x, padding), reach), kernel_size, stride)
    return total / pool(F.pad(counted, reach), kernel_size, stride)
`;

const sameAvgPool = `
def same_avg_pool(x, kernel_size, stride):
    """Average pooling of ⌈n / stride⌉ outputs whose padding is not counted."""
    pool = {3: F.avg_pool1d, 4: F.avg_pool2d, 5: F.avg_pool3d}[x.dim()]
    counted = pad_same(torch.ones_like(x), kernel_size, stride)
    return pool(pad_same(x, kernel_size, stride), kernel_size, stride) / pool(counted, kernel_size, stride)
`;

const unpaddedIndices = `
def unpadded_indices(pooled, x, padded):
    """The results of a pooling of \`padded\`, its indices counted in \`x\`; (extra before, x after) for each axis."""
    values, indices = pooled
    sizes = [n + before + after for n, (before, after) in zip(x.shape[2:], padded)]
    flat, stride = torch.zeros_like(indices), 1
    for padded_n, n, (before, _) in reversed(list(zip(sizes, x.shape[2:], padded))):
        flat = flat + (indices % padded_n - before) * stride
        indices, stride = indices // padded_n, stride * n
    return values, flat
`;

const scatterUnpool = `
def scatter_unpool(x, indices, size):
    """Max unpooling to the given spatial sizes, whatever the pooling's padding was."""
    zeros = x.new_zeros(x.shape[0], x.shape[1], torch.Size(size).numel())
    return zeros.scatter(2, indices.flatten(2), x.flatten(2)).unflatten(2, size)
`;

const shufflePixels = `
def shuffle_pixels(x, factor):
    """torch.nn.PixelShuffle for any number of spatial axes."""
    sizes = x.shape[2:]
    x = x.reshape(x.shape[0], -1, *[factor for _ in sizes], *sizes)
    order = [axis for i in range(len(sizes)) for axis in (2 + len(sizes) + i, 2 + i)]
    return x.permute(0, 1, *order).reshape(x.shape[0], x.shape[1], *[factor * n for n in sizes])
`;

const unshufflePixels = `
def unshuffle_pixels(x, factor):
    """torch.nn.PixelUnshuffle for any number of spatial axes."""
    sizes = [n // factor for n in x.shape[2:]]
    x = x.reshape(x.shape[0], x.shape[1], *[part for n in sizes for part in (n, factor)])
    order = [3 + 2 * i for i in range(len(sizes))] + [2 + 2 * i for i in range(len(sizes))]
    return x.permute(0, 1, *order).reshape(x.shape[0], -1, *sizes)
`;

const dropPath = `
class DropPath(nn.Module):
    """While training, drops a whole residual branch for random entries of the batch."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        kept = x.new_empty(x.shape[0], *[1] * (x.dim() - 1)).bernoulli_(1 - self.p)
        return x * kept / (1 - self.p) if self.p < 1 else x * kept
`;

function preambleEntry(text: string, imports: readonly string[], ...needs: readonly string[]): PreambleEntry {
    return { text: text.trim(), imports, needs };
}

export const pytorchPreamble: ReadonlyMap<string, PreambleEntry> = new Map([
    ["center_crop", preambleEntry(centerCrop, [])],
    ["pad_same", preambleEntry(padSame, ["F"])],
    ["padded_avg_pool", preambleEntry(paddedAvgPool, ["torch", "F"])],
    ["same_avg_pool", preambleEntry(sameAvgPool, ["torch", "F"], "pad_same")],
    ["unpadded_indices", preambleEntry(unpaddedIndices, ["torch"])],
    ["scatter_unpool", preambleEntry(scatterUnpool, ["torch"])],
    ["shuffle_pixels", preambleEntry(shufflePixels, [])],
    ["unshuffle_pixels", preambleEntry(unshufflePixels, [])],
    ["DropPath", preambleEntry(dropPath, ["nn"])],
]);
