import { text } from "../../server/text.ts";
import type { BoxPicture } from "../graph/box-element.ts";
import type { LayerMaps } from "../inference/messages.ts";
import { element } from "../ui/elements.ts";
import { scaleFor } from "./colour-map.ts";
import { drawInput } from "./input-picture.ts";
import type { InspectedRun } from "./inspected-run.ts";
import { drawMap } from "./map-picture.ts";
import { figuresOf } from "./statistics.ts";

/** The pictures of a run's layers and inputs, computed when they are first asked for. */
export interface LayerPictures {
    /** The pictures of the run before remain until those of this one are computed. */
    setRun(run: InspectedRun): void;
    readonly run: InspectedRun | undefined;
    /** Another file is shown. */
    clear(): void;
    /** The picture of a node's result; if the last run's is not known, it is computed, and `onChange` called. */
    of(node: string): BoxPicture | undefined;
}

/** With more bytes of weights, each request loads the network again: then all pictures are computed at once. */
const largestKeptWeights = 128e6;
/** The longest side of an input's picture. */
const longestSide = 56;

export function createLayerPictures(onChange: () => void): LayerPictures {
    let run: InspectedRun | undefined;
    const known = new Map<string, { readonly from: InspectedRun; readonly picture: BoxPicture }>();
    const wanted = new Set<string>();
    let busy = false;

    const keep = (from: InspectedRun, node: string, picture: BoxPicture): void => {
        known.set(node, { from, picture });
    };
    const compute = async (from: InspectedRun): Promise<void> => {
        const all = from.model.weightsLength > largestKeptWeights;
        const layers = from.model.layers.filter(({ node }) => all || wanted.has(node));
        wanted.clear();
        try {
            const found = new Map((await from.maps(layers.map(({ tensor }) => tensor), 1))
                .map((maps) => [maps.tensor, maps]));
            for (const { node, path, tensor } of layers) {
                const maps = found.get(tensor);
                keep(from, node, maps === undefined ? nothing(path, "") : pictureOf(path, maps));
            }
        } catch (error) {
            if (from !== run) {
                return;
            }
            const reason = error instanceof Error ? error.message : String(error);
            layers.forEach(({ node, path }) => keep(from, node, nothing(path, reason)));
        }
    };
    const work = async (): Promise<void> => {
        if (busy) {
            return;
        }
        busy = true;
        // What is asked for in the same turn is computed together.
        await Promise.resolve();
        while (run !== undefined && wanted.size > 0) {
            await compute(run);
            onChange();
        }
        busy = false;
    };
    const inputPicture = (from: InspectedRun, name: string): BoxPicture | undefined => {
        const tensor = from.inputs.find((one) => one.name === name);
        const input = from.model.inputs.find((one) => one.name === name);
        return tensor === undefined || input === undefined
            ? undefined
            : pictureOfInput(drawInput({ dims: tensor.dims.slice(1), values: tensor.values }, input.image), name);
    };

    return {
        setRun: (next) => {
            const isOther = run !== undefined && run.model.model !== next.model.model;
            run = next;
            if (isOther) {
                known.clear();
            }
            onChange();
        },
        get run() {
            return run;
        },
        clear: () => {
            run = undefined;
            known.clear();
            wanted.clear();
        },
        of: (node) => {
            const before = known.get(node);
            if (run === undefined || before?.from === run) {
                return before?.picture;
            }
            const input = /^input:(.*)$/s.exec(node)?.[1];
            if (input !== undefined) {
                const picture = inputPicture(run, input);
                if (picture !== undefined) {
                    keep(run, node, picture);
                }
                return picture;
            }
            if (run.model.layers.some((layer) => layer.node === node)) {
                wanted.add(node);
                void work();
            }
            return before?.picture;
        },
    };
}

function pictureOf(path: string, { channels, maps }: LayerMaps): BoxPicture {
    const [strongest] = maps;
    if (strongest === undefined) {
        return nothing(path, "");
    }
    const { channel, rows, columns } = strongest;
    return {
        address: drawSmallMap(strongest).toDataURL("image/png"),
        rows, columns,
        caption: channels === 1
            ? text("picture: the values of {path}", { path })
            : text("picture: {path}, channel {channel}, the strongest of {count}", { path, channel, count: channels }),
    };
}

/** A map whose colours span its own range. */
export function drawSmallMap({ rows, columns, values }: LayerMaps["maps"][number]): HTMLCanvasElement {
    const canvas = element("canvas", "");
    const { least, greatest } = figuresOf(values);
    drawMap(canvas, values, { rows, columns, cells: values.length }, scaleFor(least, greatest));
    return canvas;
}

function pictureOfInput(whole: HTMLCanvasElement, name: string): BoxPicture {
    const reduction = Math.max(1, whole.width / longestSide, whole.height / longestSide);
    const canvas = element("canvas", "");
    canvas.width = Math.max(1, Math.round(whole.width / reduction));
    canvas.height = Math.max(1, Math.round(whole.height / reduction));
    canvas.getContext("2d")?.drawImage(whole, 0, 0, canvas.width, canvas.height);
    return {
        address: canvas.toDataURL("image/png"), columns: canvas.width, rows: canvas.height,
        caption: text("picture: what the network sees as {name}", { name }),
    };
}

function nothing(path: string, reason: string): BoxPicture {
    return {
        columns: 1, rows: 1,
        caption: reason === ""
            ? text("{path} has no picture.", { path })
            : text("The picture of {path} could not be computed: {reason}", { path, reason }),
    };
}
