import type { InferenceModel } from "../../server/protocol.ts";
import type { ToWebview } from "../../server/webview-protocol.ts";
import type { PreviewHost } from "../host.ts";
import { createCameraSource } from "./camera-source.ts";
import { listenForImages } from "./dropped-images.ts";
import { createExtensionImages } from "./extension-images.ts";
import { createInputView } from "./input-view.ts";
import { createNoiseSource } from "./noise-source.ts";
import { createPadSource } from "./pad-source.ts";
import { createPictureSource, type PictureEntry } from "./picture-source.ts";
import { sampleKindOf, samplesOfKind } from "./samples.ts";
import type { PreparedInput } from "./source.ts";
import "./inputs.css";

/** All sources of a network's inputs. */
export interface Inputs {
    readonly element: HTMLElement;
    /** The controls that step through inputs, which stay in sight of the results. */
    readonly steppers: HTMLElement;
    setModel(model: InferenceModel): void;
    prepare(model: InferenceModel): Promise<readonly PreparedInput[]>;
    /** Shows what a run uses. */
    show(inputs: readonly PreparedInput[]): void;
    /** Takes the extension's messages about images. */
    handle(message: ToWebview): void;
    dispose(): void;
}

/** Creates the sources. Images can be dropped on `area`; `changed` is called when the inputs are other ones. */
export function createInputs(area: HTMLElement, host: PreviewHost, changed: () => void): Inputs {
    const images = createExtensionImages((message) => host.post(message));
    let kind = "";
    let isOwn = false;
    const useSamples = (): void => {
        isOwn = false;
        pictures.show(samplesOfKind(host.resources.samples, kind === "digits" || kind === "shapes" ? kind : "photo"));
    };
    const useOwn = (entries: readonly PictureEntry[]): void => {
        isOwn = true;
        pictures.show(entries);
        view.choose("pictures");
    };
    const pictures = createPictureSource({
        chooseImages: (folder) => host.post({ type: "choose-images", folder }),
        useSamples,
        changed,
    });
    const view = createInputView(
        [pictures, createPadSource(changed), createCameraSource(changed), createNoiseSource(changed)], changed,
    );
    const stopListening = listenForImages(area, {
        images: useOwn,
        uris: (uris) => host.post({ type: "drop-images", uris: [...uris] }),
    });
    return {
        element: view.element,
        steppers: view.steppers,
        setModel: (model) => {
            const next = sampleKindOf(model);
            if (next !== kind) {
                kind = next;
                if (!isOwn) {
                    useSamples();
                }
            }
            view.setModel(model);
        },
        prepare: (model) => view.prepare(model),
        show: (inputs) => view.show(inputs),
        handle: (message) => {
            const entries = images.receive(message);
            if (entries !== undefined) {
                useOwn(entries);
            }
        },
        dispose: () => {
            stopListening();
            view.dispose();
        },
    };
}
