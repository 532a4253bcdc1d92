import type { FromWebview } from "../../server/webview-protocol.ts";
import type { GraphView } from "../graph/graph-operations.ts";
import type { ShownGraph } from "../graph/shown-graph.ts";
import type { InspectedRun } from "./inspected-run.ts";
import { createLayerPictures } from "./layer-pictures.ts";
import { linePictures, type TextPlace } from "./line-pictures.ts";

/** The pictures of the last run: in the boxes, if they are shown, and in hovers. */
export interface BoxPictures {
    /** Whether boxes show pictures after a run. */
    readonly isOn: boolean;
    toggle(): void;
    setRun(run: InspectedRun): void;
    /** Another graph is to be drawn, or none. */
    setGraph(shown: ShownGraph | undefined): void;
    /** Sends the pictures of a line's layers to the extension, which asked for them with `id`. */
    sendLine(id: number, place: TextPlace): Promise<void>;
}

export interface BoxPicturesActions {
    readonly view: () => GraphView;
    /** Boxes show pictures, or show none any more. */
    readonly switched: (isOn: boolean) => void;
    /** Pictures are to be shown, for which the network has to run. */
    readonly run: () => void;
    readonly post: (message: FromWebview) => void;
}

export function createBoxPictures(first: boolean, { view, switched, run, post }: BoxPicturesActions): BoxPictures {
    let isOn = first;
    let shown: ShownGraph | undefined;
    const pictures = createLayerPictures(() => show());
    /** Whether the last run is of the model that is drawn, of any version of its text. */
    const isRunShown = (): boolean => shown !== undefined && pictures.run?.model.model === shown.drawn.model;
    const show = (): void => {
        const isShown = isOn && isRunShown();
        const isOld = pictures.run?.model.version !== shown?.drawn.version;
        view().showPictures(isShown ? (node) => pictures.of(node) : undefined);
        view().element.classList.toggle("old-pictures", isShown && isOld);
    };
    return {
        get isOn() {
            return isOn;
        },
        toggle: () => {
            isOn = !isOn;
            show();
            switched(isOn);
            if (isOn && !isRunShown()) {
                run();
            }
        },
        setRun: (next) => pictures.setRun(next),
        setGraph: (next) => {
            if (shown?.drawn.uri !== next?.drawn.uri) {
                pictures.clear();
            }
            shown = next;
            show();
        },
        sendLine: async (id, place) => {
            const found = await linePictures(shown?.latest, pictures.run, place).catch((error: unknown) => {
                post({ type: "log", level: "warning", message: `The maps of a line could not be computed: ${String(error)}` });
                return { layers: [], more: 0 };
            });
            post({ type: "line-pictures", id, pictures: found });
        },
    };
}
