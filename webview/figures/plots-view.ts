import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { LayerSummary, SummaryTree } from "../../server/summary/summary-data.ts";
import { text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { depthBands, depthSeries, type DepthSeries } from "./depth-series.ts";
import { layerId } from "./row-tree.ts";
import { toolButton } from "./tool-button.ts";

export interface PlotActions {
    /** A layer is selected, by its id. */
    readonly select: (id: string) => void;
    readonly changed: () => void;
}

/** Plots of the layers' figures over the depth of the network. */
export interface PlotsView {
    readonly element: HTMLElement;
    /** Whether the figures are on a logarithmic scale. */
    readonly logarithmic: boolean;
    /** Draws the figures while the plots are in front; otherwise when they are next. */
    show(summary: SummaryTree | undefined, millisecondsOf: (path: string) => number | undefined): void;
    /** Marks a layer, or the layers of a block. */
    select(id: string): void;
    setVisible(visible: boolean): void;
}

const plotHeight = 132;

export function createPlotsView(logarithmicAtFirst: boolean, actions: PlotActions): PlotsView {
    let logarithmic = logarithmicAtFirst;
    let layers: readonly LayerSummary[] = [];
    let millisecondsOf: (path: string) => number | undefined = () => undefined;
    let plots: readonly { readonly plot: uPlot; readonly series: DepthSeries; readonly value: HTMLElement }[] = [];
    let selected: { readonly start: number; readonly end: number } | undefined;
    let visible = false;
    let isDrawn = false;

    const place = element("div", "plots");
    place.tabIndex = 0;
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", text("Plots over depth. The left and right arrow keys go from layer to layer."));
    const about = element("span", "plots-layer");
    about.setAttribute("role", "status");
    const scale = toolButton("logarithm", text("Logarithmic"), () => {
        logarithmic = !logarithmic;
        draw();
        actions.changed();
    });
    const whole = element("div", "table-view", element("div", "table-tools", scale, about), place);

    /** Writes the figures of the layer under the pointer, otherwise of the selected one. */
    const describe = (hovered?: number): void => {
        const index = hovered ?? selected?.start;
        const layer = index === undefined ? undefined : layers[index];
        about.textContent = layer === undefined
            ? text("Point at a plot to read a layer's figures, or press it to select the layer.")
            : text("{number}. {path} ({kind})", { number: (index ?? 0) + 1, path: layer.path, kind: layer.kind });
        for (const { series, value } of plots) {
            const number = index === undefined ? null : series.values[index] ?? null;
            value.textContent = number === null ? "" : series.format(number);
        }
    };
    const choose = (index: number): void => {
        const layer = layers[index];
        if (layer !== undefined) {
            mark({ start: index, end: index + 1 });
            actions.select(layerId(layer.path));
        }
    };
    const mark = (range: typeof selected): void => {
        selected = range;
        plots.forEach(({ plot }) => plot.redraw(false));
        describe();
    };
    const draw = (): void => {
        scale.setAttribute("aria-pressed", String(logarithmic));
        plots.forEach(({ plot }) => plot.destroy());
        place.replaceChildren();
        isDrawn = visible;
        if (!visible) {
            plots = [];
            return;
        }
        const colours = readColours();
        const bands = depthBands(layers);
        const sync = uPlot.sync("depth");
        plots = depthSeries(layers, millisecondsOf).map((series) => {
            const value = element("span", "plot-value");
            const chart = element("div", "plot-chart");
            const figure = element(
                "figure", "plot", element("figcaption", "plot-title", series.title, value), chart,
            );
            place.append(figure);
            const plot = new uPlot(
                optionsOf(series, logarithmic, colours, {
                    width: chart.clientWidth, sync: sync.key,
                    bands: (made) => {
                        bands.forEach(({ start, end }, index) => {
                            shade(made, start, end, index % 2 === 0 ? colours.band : undefined);
                        });
                    },
                    mark: (made) => {
                        if (selected !== undefined) {
                            outline(made, selected.start, selected.end, colours.selected);
                        }
                    },
                    hover: (index) => describe(index),
                }),
                [layers.map((_, index) => index), series.values.map((one) => (logarithmic && one === 0 ? null : one))],
                chart,
            );
            plot.over.addEventListener("click", () => {
                if (typeof plot.cursor.idx === "number") {
                    choose(plot.cursor.idx);
                }
            });
            chart.setAttribute("role", "img");
            chart.setAttribute("aria-label", describeSeries(series, layers));
            return { plot, series, value };
        });
        describe();
    };
    place.addEventListener("keydown", (event) => {
        const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
        const target = event.key === "Home" ? 0 : event.key === "End" ? layers.length - 1
            : step === 0 ? undefined : selected === undefined ? 0 : selected.start + step;
        if (target !== undefined) {
            event.preventDefault();
            choose(Math.max(0, Math.min(target, layers.length - 1)));
        }
    });
    new ResizeObserver(() => {
        for (const { plot } of plots) {
            const width = plot.root.parentElement?.clientWidth ?? 0;
            if (width > 0 && width !== plot.width) {
                plot.setSize({ width, height: plotHeight });
            }
        }
    }).observe(place);
    // VS Code changes the colours of the page at its root.
    new MutationObserver(() => {
        if (visible) {
            draw();
        }
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });

    return {
        element: whole,
        get logarithmic() {
            return logarithmic;
        },
        show: (summary, times) => {
            const before = selected === undefined ? undefined : layers[selected.start]?.path;
            layers = summary?.layers ?? [];
            millisecondsOf = times;
            const index = layers.findIndex(({ path }) => path === before);
            selected = index < 0 ? undefined : { start: index, end: index + 1 };
            draw();
        },
        select: (id) => {
            const path = id.slice(id.indexOf(":") + 1);
            const isInside = (one: string): boolean => one === path || one.startsWith(`${path}.`);
            const start = layers.findIndex((layer) => isInside(layer.path));
            const end = layers.findLastIndex((layer) => isInside(layer.path)) + 1;
            mark(start < 0 ? undefined : { start, end });
        },
        setVisible: (next) => {
            visible = next;
            if (visible && !isDrawn) {
                draw();
            }
        },
    };
}

interface Colours {
    readonly text: string;
    readonly grid: string;
    readonly line: string;
    readonly band: string;
    readonly selected: string;
    readonly font: string;
}

/** A canvas knows no variables of the theme. */
function readColours(): Colours {
    const style = getComputedStyle(document.body);
    const read = (...names: readonly string[]): string =>
        names.map((name) => style.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== "") ?? style.color;
    const foreground = read("foreground");
    return {
        text: read("descriptionForeground", "foreground"),
        grid: `color-mix(in srgb, ${foreground} 12%, transparent)`,
        line: read("charts-blue", "foreground"),
        band: `color-mix(in srgb, ${foreground} 6%, transparent)`,
        selected: read("focusBorder", "contrastActiveBorder", "foreground"),
        font: ["11px", style.fontFamily].join(" "),
    };
}

interface PlotParts {
    readonly width: number;
    readonly sync: string;
    readonly bands: (plot: uPlot) => void;
    readonly mark: (plot: uPlot) => void;
    readonly hover: (index: number | undefined) => void;
}

// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot declares the enum only as a type.
const logarithmicScale: uPlot.Scale = { distr: 3 };

function optionsOf(series: DepthSeries, logarithmic: boolean, colours: Colours, parts: PlotParts): uPlot.Options {
    const axis: uPlot.Axis = {
        stroke: colours.text, font: colours.font, grid: { stroke: colours.grid, width: 1 },
        ticks: { show: false },
    };
    const { bars, stepped } = uPlot.paths;
    const paths = series.form === "bars" ? bars?.({ size: [0.8, 24, 1] }) : stepped?.({ align: 1 });
    return {
        width: parts.width,
        height: plotHeight,
        legend: { show: false },
        cursor: { sync: { key: parts.sync, scales: ["x", null] }, y: false, drag: { x: false, y: false } },
        scales: {
            x: { time: false },
            y: logarithmic ? logarithmicScale : {
                range: (_plot, least, most) => [Math.min(0, least), most === 0 ? 1 : most * 1.05],
            },
        },
        axes: [
            { ...axis, size: 22, values: (_plot, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? String(tick + 1) : "")) },
            {
                ...axis, size: 58,
                values: (_plot, ticks) => ticks.map((tick: number | null) => (tick === null ? "" : series.short(tick))),
            },
        ],
        series: [{}, {
            stroke: colours.line, width: series.form === "bars" ? 0 : 1.5, points: { show: false }, spanGaps: false,
            fill: series.form === "bars" ? colours.line : `color-mix(in srgb, ${colours.line} 14%, transparent)`,
            ...(paths === undefined ? {} : { paths }),
        }],
        hooks: {
            drawClear: [parts.bands],
            draw: [parts.mark],
            setCursor: [(plot) => parts.hover(typeof plot.cursor.idx === "number" ? plot.cursor.idx : undefined)],
        },
    };
}

function shade(plot: uPlot, start: number, end: number, colour: string | undefined): void {
    if (colour !== undefined) {
        const [left, right] = [plot.valToPos(start - 0.5, "x", true), plot.valToPos(end - 0.5, "x", true)];
        plot.ctx.fillStyle = colour;
        plot.ctx.fillRect(left, plot.bbox.top, right - left, plot.bbox.height);
    }
}

function outline(plot: uPlot, start: number, end: number, colour: string): void {
    const [left, right] = [plot.valToPos(start - 0.5, "x", true), plot.valToPos(end - 0.5, "x", true)];
    const width = Math.max(2 * devicePixelRatio, right - left);
    plot.ctx.strokeStyle = colour;
    plot.ctx.lineWidth = 1.5 * devicePixelRatio;
    plot.ctx.strokeRect(left, plot.bbox.top, width, plot.bbox.height);
}

/** What a plot shows, for those who do not see it. */
function describeSeries(series: DepthSeries, layers: readonly LayerSummary[]): string {
    const { title, values } = series;
    const known = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
    const start = known[0] ?? { value: 0, index: 0 };
    const largest = known.reduce((most, one) => (one.value > most.value ? one : most), start);
    const last = known.at(-1) ?? start;
    return text("{title} over depth: {first} at first, {last} at last, at most {most} in {path}", {
        title, first: series.format(start.value), last: series.format(last.value), most: series.format(largest.value),
        path: layers[largest.index]?.path ?? "",
    });
}
