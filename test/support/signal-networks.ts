import type { ModelGraph } from "../../server/graph/graph.ts";
import { analyzeText } from "./memory-host.ts";

/** A network whose activations and gradients at initialization are recorded. */
export interface SignalNetwork {
    readonly title: string;
    readonly graph: ModelGraph;
    readonly init: string;
    readonly batch: number;
}

const definitions = `
block Residual() {
    y = conv(in.channels, 3, padding=1, bias=false) -> batch_norm() -> relu() -> conv(in.channels, 3, padding=1, bias=false) -> batch_norm()
    add(y, in) -> relu()
}
block Preactivation() {
    y = batch_norm() -> relu() -> conv(in.channels, 3, padding=1, bias=false) -> batch_norm() -> relu() -> conv(in.channels, 3, padding=1, bias=false)
    add(y, in)
}
block Dense() {
    y = batch_norm() -> relu() -> conv(12, 3, padding=1, bias=false)
    concat(in, y)
}
block Gated() {
    y = conv(in.channels, 3, padding=1, bias=false) -> batch_norm() -> relu()
    gate = global_avg_pool() -> conv(8, 1) -> relu() -> conv(y.channels, 1) -> sigmoid()
    mul(y, gate)
}`;

/** Deep networks without norms vary between seeds unless they are wide: their maps are smaller for that. */
const wide = { width: 256, size: 16, batch: 8 };
const widest = { width: 512, size: 16, batch: 8 };
/** Gradients through norms depend on the batch unless it is large. */
const many = { width: 64, size: 16, batch: 64 };
const usual = { width: 32, size: 32, batch: 8 };

/** What is repeated, how often, and the initialization. */
const networks: readonly (readonly [
    title: string, repeated: string, times: readonly number[], init: string,
    extent?: { readonly width: number; readonly size: number; readonly batch: number },
])[] = [
    ["plain", "conv(in.channels, 3, padding=1) -> relu()", [8], "he"],
    ["plain", "conv(in.channels, 3, padding=1) -> relu()", [18, 54], "he", wide],
    ["plain", "conv(in.channels, 3, padding=1) -> relu()", [108], "he", widest],
    ["plain", "conv(in.channels, 3, padding=1) -> relu()", [8], "xavier"],
    ["plain", "conv(in.channels, 3, padding=1) -> relu()", [18, 54], "xavier", wide],
    ["plain", "conv(in.channels, 3, padding=1) -> relu()", [8], "pytorch"],
    ["plain", "conv(in.channels, 3, padding=1) -> relu()", [18, 54], "pytorch", wide],
    ["normalized", "conv(in.channels, 3, padding=1, bias=false) -> batch_norm() -> relu()", [8, 54], "he"],
    ["normalized", "conv(in.channels, 3, padding=1, bias=false) -> batch_norm() -> relu()", [108], "he", many],
    ["normalized", "conv(in.channels, 3, padding=1, bias=false) -> batch_norm() -> relu()", [8], "pytorch"],
    ["layer norms and gelu", "conv(in.channels, 3, padding=1) -> layer_norm() -> gelu()", [8, 54], "he"],
    ["tanh", "conv(in.channels, 3, padding=1) -> tanh()", [8], "xavier"],
    ["sigmoid", "conv(in.channels, 3, padding=1) -> sigmoid()", [8], "he"],
    ["silu", "conv(in.channels, 3, padding=1) -> silu()", [8], "he"],
    ["leaky_relu", "conv(in.channels, 3, padding=1) -> leaky_relu(negative_slope=0.2)", [8], "he"],
    ["depthwise",
        "depthwise_conv(3, padding=1, bias=false) -> batch_norm() -> relu() -> conv(in.channels, 1, bias=false) -> batch_norm() -> relu()",
        [8], "he"],
    ["dropout", "conv(in.channels, 3, padding=1, bias=false) -> batch_norm() -> relu() -> dropout(0.3)", [8], "he"],
    ["gated", "Gated()", [8], "he"],
    ["residual", "Residual()", [8, 27, 54], "he"],
    ["residual", "Residual()", [54], "xavier"],
    ["residual", "Residual()", [8, 54], "pytorch"],
    ["preactivation", "Preactivation()", [8, 27, 54], "he"],
    ["dense", "Dense()", [8, 24, 48], "he"],
    ["dense", "Dense()", [48], "xavier"],
    ["dense", "Dense()", [48], "pytorch"],
];

/** Pools halve the map between the first and the repeated layers, and average it at the end. */
export function signalNetworks(): readonly SignalNetwork[] {
    return networks.flatMap(([name, repeated, times, init, extent = usual]) => times.map((count) => {
        const title = `${name}, ${count} times${init === "he" ? "" : `, ${init}`}`;
        const { models: [graph] } = analyzeText(`${definitions}
@init("${init}")
model M() {
    input image: [3, ${extent.size}, ${extent.size}]
    conv(${extent.width}, 3, padding=1) -> relu() -> max_pool(2)
    repeat ${count} { ${repeated} }
    global_avg_pool() -> flatten()
    output y = linear(10)
}`, {}, { trace: true });
        if (graph === undefined) {
            throw new Error(`${title} has no model.`);
        }
        return { title, graph, init, batch: extent.batch };
    }));
}
