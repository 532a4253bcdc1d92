import type { InferenceModel } from "../../server/protocol.ts";
import type { ToWebview } from "../../server/webview-protocol.ts";
import type { PreviewHost } from "../host.ts";
import { createInputView } from "./input-view.ts";
import { createNoiseSource } from "./noise-source.ts";
import { readPicture } from "./picture-files.ts";
import { createPictureSource } from "./picture-source.ts";
import { samplePictures } from "./samples.ts";
import type { PreparedInput } from "./source.ts";
import "./inputs.css";

/** All sources of a network's inputs. */
export interface Inputs {
    readonly element: HTMLElement;
    setModel(model: InferenceModel): void;
    prepare(model: InferenceModel): Promise<readonly PreparedInput[]>;
    /** Shows what a run uses. */
    show(inputs: readonly PreparedInput[]): void;
    /** An image that the user chose in the extension. */
    receive(image: Extract<ToWebview, { readonly type: "image" }>): void;
    dispose(): void;
}

export interface InputActions {
    /** The inputs are other ones now. */
    readonly changed: () => void;
    readonly failed: (message: string) => void;
}

export function createInputs(host: PreviewHost, actions: InputActions): Inputs {
    const samples = samplePictures(host.resources.sampleImage);
    const pictures = createPictureSource({
        chooseImages: () => host.post({ type: "choose-image" }),
        useSamples: () => pictures.show(samples),
        changed: actions.changed,
    });
    const view = createInputView([pictures, createNoiseSource(actions.changed)], actions.changed);
    pictures.show(samples);
    return {
        element: view.element,
        setModel: (model) => view.setModel(model),
        prepare: (model) => view.prepare(model),
        show: (inputs) => view.show(inputs),
        receive: ({ name, bytes, mime }) => {
            readPicture(name, bytes, mime).then(
                (picture) => {
                    pictures.show([{ name, read: () => Promise.resolve(picture) }]);
                    view.choose("pictures");
                },
                (error: unknown) => actions.failed(error instanceof Error ? error.message : String(error)),
            );
        },
        dispose: () => view.dispose(),
    };
}
