import { formatBytes, formatDuration, formatInteger, formatMacs, formatQuantity } from "../../server/quantities.ts";
import type { LayerSummary } from "../../server/summary/summary-data.ts";
import { text, type Text } from "../../server/text.ts";

/** A figure of each layer, plotted over the depth of the network. */
export interface DepthSeries {
    readonly id: string;
    readonly title: Text;
    /** Bars are for costs of a layer, a line for what a value has after it. */
    readonly form: "line" | "bars";
    /** One number per layer, in execution order; null if it has none. */
    readonly values: readonly (number | null)[];
    /** How a number is written, in full and at an axis. */
    format(value: number): string;
    short(value: number): string;
}

/** The figures of the layers over depth; those without a number other than 0 are left out. */
export function depthSeries(
    layers: readonly LayerSummary[], millisecondsOf: (path: string) => number | undefined,
): readonly DepthSeries[] {
    const series = (
        id: string, title: Text, form: DepthSeries["form"], valueOf: (layer: LayerSummary) => number | null | undefined,
        format: (value: number) => string, short = format,
    ): DepthSeries => ({ id, title, form, values: layers.map((layer) => valueOf(layer) ?? null), format, short });
    const all = [
        series("size", text("Height of the map"), "line", ({ output }) => axisOf(output, 1), formatInteger),
        series("channels", text("Channels"), "line", ({ output }) => axisOf(output, 0), formatInteger, formatQuantity),
        series("parameters", text("Parameters"), "bars", ({ parameters }) => parameters, formatInteger, formatQuantity),
        series("macs", text("MACs"), "bars", ({ macs }) => macs, formatMacs, formatQuantity),
        series("activations", text("Activations"), "bars", ({ activations }) => activations, formatBytes),
        series("saved", text("Kept for the backward pass"), "bars", ({ saved }) => saved, formatBytes),
        series("field", text("Receptive field"), "line", ({ receptiveField }) => receptiveField?.size[0], formatInteger),
        series("time", text("Measured time"), "bars", ({ path }) => millisecondsOf(path), formatDuration),
    ];
    return all.filter(({ values }) => values.some((value) => value !== null && value !== 0));
}

/** Channels are the first axis of a result; a vector has no height. */
function axisOf(shape: LayerSummary["output"], axis: number): number | null {
    return shape?.[axis] ?? null;
}

/** A run of layers of one block of the model itself. */
export interface DepthBand {
    readonly name: string;
    /** The first layer, and the one after the last. */
    readonly start: number;
    readonly end: number;
}

/**
 * The blocks that layers are in, at the first depth with more than one: DenseNet's stages are inside its block
 * `features`.
 */
export function depthBands(layers: readonly Pick<LayerSummary, "path">[]): readonly DepthBand[] {
    for (let depth = 1; depth <= deepest; depth += 1) {
        const bands: { name: string; start: number; end: number }[] = [];
        layers.forEach(({ path }, index) => {
            const name = path.split(".").slice(0, depth).join(".");
            const last = bands.at(-1);
            if (last?.name === name) {
                last.end = index + 1;
            } else {
                bands.push({ name, start: index, end: index + 1 });
            }
        });
        if (bands.every(({ start, end }) => end - start <= layers.length / 2)) {
            return bands.filter(({ start, end }) => end - start > 1);
        }
    }
    return [];
}

const deepest = 6;
