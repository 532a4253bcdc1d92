import type { SummaryColumnName } from "../../server/summary/summary-columns.ts";
import { text, type Text } from "../../server/text.ts";

/** The title of each column in the table, and what it holds. */
export const columnTitles: Readonly<Record<SummaryColumnName, () => readonly [title: Text, hint: Text]>> = {
    path: () => [text("Path"), text("Path of the layer or block")],
    kind: () => [text("Kind"), text("Kind of layer, or the block with its arguments")],
    kernel: () => [text("Kernel"), text("Size of the kernel")],
    from: () => [text("From"), text("Layers that it reads")],
    inputs: () => [text("Inputs"), text("Shapes that it reads")],
    output: () => [text("Output"), text("Shape of its results")],
    layers: () => [text("Layers"), text("Number of layers")],
    "parameters": () => [text("Parameters"), text("Learned numbers; shared ones count at their first layer")],
    "parameters%": () => [text("Parameters %"), text("Share of the model's parameters")],
    untrained: () => [text("Untrained"), text("Numbers that training updates without gradients")],
    shared: () => [text("Shares weights of"), text("Layer whose weights it reuses")],
    "macs": () => [text("MACs"), text("Multiply-adds for one image")],
    "macs%": () => [text("MACs %"), text("Share of the model's multiply-adds")],
    "operations": () => [text("Element operations"), text("Elementwise operations that are not multiply-adds")],
    "operations%": () => [text("Element operations %"), text("Share of the model's element operations")],
    activations: () => [text("Activations"), text("Bytes of its results for one image")],
    "saved": () => [text("Saved"), text("Bytes that training keeps for the backward pass")],
    "saved%": () => [text("Saved %"), text("Share of what training keeps for the backward pass")],
    gradients: () => [text("Gradients"), text("Bytes of the gradients of its parameters")],
    optimizer: () => [text("Optimizer"), text("Bytes of the optimizer's state")],
    moved: () => [text("Moved"), text("Bytes that the forward pass reads and writes")],
    intensity: () => [text("FLOP/byte"), text("Floating point operations per byte moved")],
    time: () => [text("At least"), text("Least time on the device of the settings cnn.device")],
    bound: () => [text("Bound by"), text("What limits the time on the device: arithmetic or memory")],
    rms: () => [text("RMS"), text("Root mean square of its results at initialization")],
    gradientRms: () => [text("Gradient RMS"), text("Root mean square of the gradients of its results at initialization")],
    field: () => [text("Field"), text("Size of its receptive field in the input")],
    stride: () => [text("Stride"), text("Pixels of the input from one position to the next")],
    start: () => [text("Start"), text("Where the receptive field of the first position starts")],
    line: () => [text("Line"), text("Line in the file")],
};

/** The columns whose numbers are parts of a whole or can be compared: they have bars. */
const withoutBars: readonly SummaryColumnName[] = ["line", "start", "stride"];

export function hasBars(column: SummaryColumnName): boolean {
    return !withoutBars.includes(column);
}
