import type { PreviewGraph, PreviewNode } from "../../../server/protocol.ts";
import { GraphBuilder } from "./graph-builder.ts";
import type { ConvStep, Value } from "./graph-builder.ts";

/** ResNet-18: blocks in loops, with skip connections. */
export function resnet18(): PreviewGraph {
    const net = new GraphBuilder("file:///networks/resnet18.cnn");
    const basic = (from: Value, channels: number, stride: number): Value =>
        net.group("block", stride > 1 ? `Basic(${channels}, stride=${stride})` : `Basic(${channels})`, { name: "", line: 24 }, () => {
            let shortcut = from;
            if (stride !== 1 || from.shape[0] !== channels) {
                const down = net.conv(from, channels, 1, { stride, name: "downsample.0", line: 5 });
                shortcut = net.norm(down, { name: "downsample.1", line: 5 });
            }
            let x = net.conv(from, channels, 3, { stride, padding: 1, name: "conv1", line: 8 });
            x = net.norm(x, { name: "bn1", line: 9 });
            x = net.relu(x, { line: 10 });
            x = net.conv(x, channels, 3, { padding: 1, name: "conv2", line: 11 });
            x = net.norm(x, { name: "bn2", line: 12 });
            return net.relu(net.join("add", [x, shortcut], { line: 13 }), { line: 14 });
        });
    let x = stem(net, net.input("image", [3, 224, 224], 19));
    for (const [index, channels] of [64, 128, 256, 512].entries()) {
        const line = 25 + index;
        x = net.loop(2, x, { name: `layer${index + 1}`, line }, (value, round) =>
            basic(value, channels, index > 0 && round === 0 ? 2 : 1),
        );
    }
    head(net, x, 1000);
    return net.graph("ResNet18");
}

/** GoogLeNet: four branches to a block, one concat. */
export function googlenet(): PreviewGraph {
    const net = new GraphBuilder("file:///networks/googlenet.cnn");
    const convBN = (from: Value, channels: number, kernel: number, step: ConvStep): Value =>
        net.group("block", `ConvBN(${channels}, ${kernel})`, step, () => {
            const conv = net.conv(from, channels, kernel, { padding: step.padding ?? 0, stride: step.stride ?? 1, name: "conv", line: 2 });
            return net.relu(net.norm(conv, { name: "bn", line: 3 }), { line: 4 });
        });
    const inception = (from: Value, name: string, line: number, widths: readonly number[]): Value => {
        const [c1 = 0, r3 = 0, c3 = 0, r5 = 0, c5 = 0, pool = 0] = widths;
        return net.group("block", `Inception(${widths.join(", ")})`, { name, line }, () =>
            net.join("concat", [
                convBN(from, c1, 1, { name: "branch1", line: 9 }),
                convBN(convBN(from, r3, 1, { name: "branch2.0", line: 10 }), c3, 3, { padding: 1, name: "branch2.1", line: 10 }),
                convBN(convBN(from, r5, 1, { name: "branch3.0", line: 11 }), c5, 3, { padding: 1, name: "branch3.1", line: 11 }),
                convBN(
                    net.pool("max_pool", from, 3, { stride: 1, padding: 1, name: "branch4.0", line: 12 }),
                    pool, 1, { name: "branch4.1", line: 12 },
                ),
            ], { line: 8 }),
        );
    };
    let x = net.input("image", [3, 224, 224], 18);
    x = convBN(x, 64, 7, { stride: 2, padding: 3, name: "conv1", line: 19 });
    x = net.pool("max_pool", x, 3, { stride: 2, ceil: true, line: 20 });
    x = convBN(x, 64, 1, { name: "conv2", line: 21 });
    x = convBN(x, 192, 3, { padding: 1, name: "conv3", line: 22 });
    x = net.pool("max_pool", x, 3, { stride: 2, ceil: true, line: 23 });
    const blocks: readonly (readonly [string, ...number[]])[] = [
        ["inception3a", 64, 96, 128, 16, 32, 32], ["inception3b", 128, 128, 192, 32, 96, 64],
        ["inception4a", 192, 96, 208, 16, 48, 64], ["inception4b", 160, 112, 224, 24, 64, 64],
        ["inception4c", 128, 128, 256, 24, 64, 64], ["inception4d", 112, 144, 288, 32, 64, 64],
        ["inception4e", 256, 160, 320, 32, 128, 128], ["inception5a", 256, 160, 320, 32, 128, 128],
        ["inception5b", 384, 192, 384, 48, 128, 128],
    ];
    for (const [index, [name, ...widths]] of blocks.entries()) {
        x = inception(x, name, 24 + index, widths);
        if (name === "inception3b" || name === "inception4e") {
            x = net.pool("max_pool", x, name === "inception3b" ? 3 : 2, { stride: 2, ceil: true, line: 24 + index });
        }
    }
    head(net, x, 1000);
    return net.graph("GoogLeNet");
}

/** DenseNet: each layer's result joined to all before it. The rounds of its dense blocks: these are DenseNet-201's. */
export function densenet(rounds: readonly number[] = [6, 12, 48, 32]): PreviewGraph {
    const net = new GraphBuilder("file:///networks/densenet.cnn");
    const growth = 32;
    let x = stem(net, net.input("image", [3, 224, 224], 24));
    for (const [index, count] of rounds.entries()) {
        x = net.group("block", `DenseBlock(${count}, 32)`, { name: `denseblock${index + 1}`, line: 30 }, () =>
            net.loop(count, x, { line: 15 }, (features) => {
                const made = net.group("block", `DenseLayer(${growth})`, { name: "denselayer", line: 16 }, () => {
                    let inner = net.relu(net.norm(features, { name: "norm1", line: 2 }), { line: 3 });
                    inner = net.conv(inner, 4 * growth, 1, { name: "conv1", line: 4 });
                    inner = net.relu(net.norm(inner, { name: "norm2", line: 5 }), { line: 6 });
                    return net.conv(inner, growth, 3, { padding: 1, name: "conv2", line: 7 });
                });
                return net.join("concat", [features, made], { line: 17 });
            }),
        );
        if (index < rounds.length - 1) {
            const before = x;
            x = net.group("block", "Transition()", { name: `transition${index + 1}`, line: 40 + index }, () => {
                const normed = net.relu(net.norm(before, { name: "norm", line: 20 }), { line: 21 });
                const half = net.conv(normed, Math.floor((before.shape[0] ?? 0) / 2), 1, { name: "conv", line: 22 });
                return net.pool("avg_pool", half, 2, { line: 23 });
            });
        }
    }
    head(net, x, 1000);
    return net.graph("DenseNet");
}

/** DenseNet with every layer reading all earlier ones itself: the hardest edges that a network has. */
export function denselyConnected(rounds: readonly number[] = [6, 12, 48, 32]): PreviewGraph {
    const net = new GraphBuilder("file:///networks/dense.cnn");
    let x = stem(net, net.input("image", [3, 224, 224], 1));
    for (const count of rounds) {
        const made: Value[] = [x];
        for (let round = 0; round < count; round++) {
            const all = made.length > 1 ? net.join("concat", made, { line: 2 }) : x;
            made.push(net.conv(net.relu(net.norm(all, { line: 3 }), { line: 4 }), 32, 3, { padding: 1, line: 5 }));
        }
        x = net.conv(net.join("concat", made, { line: 6 }), 128, 1, { stride: 2, line: 7 });
    }
    head(net, x, 1000);
    return net.graph("DenselyConnected");
}

/** Three resolutions side by side, each stage fed by all of them: edges that cross whatever the order. */
export function multiScale(stages = 3): PreviewGraph {
    const net = new GraphBuilder("file:///networks/multiscale.cnn");
    let streams = [stem(net, net.input("image", [3, 224, 224], 1))];
    for (const line of [2, 3]) {
        const smaller = streams.slice(-1).map((stream) => net.conv(stream, 64, 3, { stride: 2, padding: 1, line }));
        streams = [...streams, ...smaller];
    }
    for (let stage = 0; stage < stages; stage++) {
        streams = net.group("block", "Exchange()", { name: `stage${stage}`, line: 20 + stage }, () =>
            streams
                .map((stream) => net.conv(stream, 64, 3, { padding: 1, line: 5 }))
                .map((made) => net.relu(net.norm(made, { line: 6 }), { line: 7 }))
                .map((own, at, all) => {
                    const fused = all.map((other, from) =>
                        from === at ? own : net.layer("upsample", [other], own.shape, { family: "Resampling", line: 8 }),
                    );
                    return net.relu(net.join("add", fused, { line: 9 }), { line: 10 });
                }),
        );
    }
    const joined = net.join("concat", streams, { line: 30 });
    head(net, joined, 1000);
    return net.graph("MultiScale");
}

/** `count` layers in residual blocks of five, one after another. */
export function longResidual(count: number, channels = 16): PreviewGraph {
    const net = new GraphBuilder("file:///networks/long.cnn");
    const image = net.input("image", [channels, 32, 32], 1);
    const result = net.loop(Math.round(count / 100), image, { name: "stages", line: 2 }, (stage) =>
        net.loop(20, stage, { name: "blocks", line: 3 }, (from) => {
            let x = net.conv(from, channels, 3, { padding: 1, name: "conv1", line: 4 });
            x = net.norm(x, { name: "bn1", line: 5 });
            x = net.conv(net.relu(x, { line: 6 }), channels, 3, { padding: 1, name: "conv2", line: 7 });
            return net.join("add", [x, from], { line: 8 });
        }),
    );
    net.output("features", result, 10);
    return net.graph("Long");
}

/** The same graph without its groups. */
export function flat(graph: PreviewGraph): PreviewGraph {
    const nodes = graph.nodes.map((node): PreviewNode => {
        const { group, ...rest } = node;
        return group === undefined ? node : rest;
    });
    return { ...graph, nodes, groups: [] };
}

function stem(net: GraphBuilder, image: Value): Value {
    const conv = net.conv(image, 64, 7, { stride: 2, padding: 3, name: "conv1", line: 21 });
    const activated = net.relu(net.norm(conv, { name: "bn1", line: 22 }), { line: 23 });
    return net.pool("max_pool", activated, 3, { stride: 2, padding: 1, line: 24 });
}

function head(net: GraphBuilder, from: Value, classes: number): void {
    const [channels = 0] = from.shape;
    const pooled = net.layer("global_avg_pool", [from], [channels, 1, 1], { family: "Pooling", line: 50 });
    const vector = net.layer("flatten", [pooled], [channels], { family: "Reshaping", line: 51 });
    const scores = net.linear(vector, classes, { name: "fc", line: 52 });
    const softmax = net.layer("softmax", [scores], [classes], { family: "Activation", line: 54 });
    net.output("scores", softmax, 54);
}
