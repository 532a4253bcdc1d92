import { text } from "../../server/text.ts";
import { formatNumber } from "../inference/wording.ts";
import { element } from "../ui/elements.ts";
import { scaleFor, type ColourScale } from "./colour-map.ts";
import { createEnlargedMap } from "./enlarged-map.ts";
import { drawColourLegend } from "./colour-legend.ts";
import { gridOf } from "./picture-grid.ts";
import {
    channelFigures, channelValues, sortChannels, type ChannelFigures, type ChannelOrder, type ValueRange,
} from "./statistics.ts";
import { createThumbnails } from "./thumbnails.ts";
import { indexAt, type MapTensor } from "./tensor.ts";
import "./inspect.css";

/** A value's channels as pictures, and one of them enlarged. */
export interface ChannelViewer {
    readonly element: HTMLElement;
    /** The chosen element's index, starting with the channel. */
    readonly cell: readonly number[];
    /** Shows this element's channel enlarged, and marks it. */
    choose(cell: readonly number[]): void;
}

export interface ChannelViewerOptions {
    /** The range of the layer's results, for saturated channels. */
    readonly range?: ValueRange;
    readonly onChoose?: (cell: readonly number[]) => void;
}

/** Shows a value: `[channels, …sizes]`, or a vector as one picture. */
export function createChannelViewer(tensor: MapTensor, { range, onChoose }: ChannelViewerOptions = {}): ChannelViewer {
    const { dims } = tensor;
    const isVector = dims.length < 2;
    const sizes = isVector ? dims : dims.slice(1);
    const grid = gridOf(dims);
    const figures = channelFigures(tensor, range);
    const bounds = boundsOf(figures);
    const order = choice(text("Order"), { energy: text("by energy"), index: text("by index") });
    const colours = choice(text("Colours"), { all: text("for all channels"), each: text("for each channel") });
    let channel = 0;
    let place = 0;

    const scaleOf = ({ least, greatest }: ChannelFigures): ColourScale =>
        (colours.select.value === "each" ? scaleFor(least, greatest) : scaleFor(...bounds));
    const cell = (): readonly number[] => (isVector ? [place] : [channel, ...indexAt(sizes, place)]);
    const enlarged = createEnlargedMap((chosen) => {
        place = chosen;
        onChoose?.(cell());
    });
    const thumbnails = createThumbnails((chosen) => {
        showChannel(chosen);
        onChoose?.(cell());
    });
    const legend = element("div", "inspect-legend-place");
    const facts = element("dl", "inspect-facts");

    const showChannel = (chosen: number): void => {
        channel = chosen;
        const shown = figures[channel];
        if (shown === undefined) {
            return;
        }
        const values = channelValues(tensor, channel);
        const name = isVector ? text("Value") : text("Channel {channel}", { channel });
        enlarged.show({ name, values, grid, sizes, scale: scaleOf(shown), place });
        thumbnails.mark(channel);
        legend.replaceChildren(drawColourLegend(values, scaleOf(shown)));
        facts.replaceChildren(...drawFacts(shown));
    };
    const sorted = (): readonly ChannelFigures[] => sortChannels(figures, readOrder(order.select.value));
    const showAll = (): void => {
        thumbnails.show(tensor, grid, sorted(), scaleOf);
        showChannel(channel);
    };
    order.select.addEventListener("change", showAll);
    colours.select.addEventListener("change", showAll);
    channel = sorted()[0]?.channel ?? 0;
    place = strongestPlace(channelValues(tensor, channel));
    showAll();

    const overview = isVector || figures.length < 2 ? [] : [
        element("p", "inspect-marks", describeMarks(figures)),
        element("div", "inspect-controls", order.label, colours.label),
        thumbnails.element,
    ];
    return {
        element: element("div", "inspect-viewer", ...overview, enlarged.element, legend, facts),
        get cell() {
            return cell();
        },
        choose: (chosen) => {
            const [first = 0, ...position] = chosen;
            place = isVector ? first : position.reduce((at, one, axis) => at * (sizes[axis] ?? 1) + one, 0);
            showChannel(isVector ? 0 : first);
        },
    };
}

function readOrder(value: string): ChannelOrder {
    return value === "index" ? "index" : "energy";
}

function boundsOf(figures: readonly ChannelFigures[]): readonly [least: number, greatest: number] {
    const finite = figures.filter(({ least }) => Number.isFinite(least));
    return [
        finite.reduce((least, one) => Math.min(least, one.least), Infinity),
        finite.reduce((greatest, one) => Math.max(greatest, one.greatest), -Infinity),
    ];
}

/** The place of the number with the greatest magnitude. */
function strongestPlace(values: Float32Array): number {
    let best = 0;
    for (let place = 1; place < values.length; place++) {
        if (Math.abs(values[place] ?? 0) > Math.abs(values[best] ?? 0)) {
            best = place;
        }
    }
    return best;
}

function describeMarks(figures: readonly ChannelFigures[]): string {
    const dead = figures.filter((one) => one.dead).length;
    const saturated = figures.filter((one) => one.saturated).length;
    return text("{count} channels: {dead} all zero, {saturated} saturated", { count: figures.length, dead, saturated });
}

function drawFacts({ mean, deviation, zeros, least, greatest, notFinite }: ChannelFigures): readonly HTMLElement[] {
    const facts: readonly (readonly [name: string, value: string])[] = [
        [text("mean"), formatNumber(mean)],
        [text("deviation"), formatNumber(deviation)],
        [text("least"), formatNumber(least)],
        [text("greatest"), formatNumber(greatest)],
        [text("zeros"), `${(zeros * 100).toFixed(zeros > 0 && zeros < 0.1 ? 1 : 0)} %`],
        ...(notFinite > 0 ? [[text("not finite"), String(notFinite)] as const] : []),
    ];
    return facts.map(([name, value]) => element("div", "", element("dt", "", name), element("dd", "", value)));
}

function choice(
    label: string, options: Readonly<Record<string, string>>,
): { readonly label: HTMLElement; readonly select: HTMLSelectElement } {
    const select = element("select", "inspect-choice");
    for (const [value, name] of Object.entries(options)) {
        select.append(new Option(name, value));
    }
    return { select, label: element("label", "", `${label} `, select) };
}
