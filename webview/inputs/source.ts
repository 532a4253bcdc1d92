import type { InferenceInput } from "../../server/protocol.ts";
import type { Text } from "../../server/text.ts";
import type { InputTensor } from "../inference/messages.ts";
import type { PictureSize } from "./fitting.ts";

export interface PreparedInput {
    readonly tensor: InputTensor;
    /** The image as the network sees it, for image inputs. */
    readonly pixels?: ImageData;
    /** The size of the picture, before it was made to fit. */
    readonly size?: PictureSize;
    /** How it was made to fit, in words: "cropped from 640 × 480". */
    readonly fit?: string;
    /** What it is, in a word or two: the file's name, for example. */
    readonly name: string;
}

/** A source of an input's numbers: pictures, a drawing, noise or a camera. It reports changes by a callback. */
export interface InputSource {
    readonly kind: "pictures" | "drawing" | "noise" | "camera";
    /** Its name in the choice of sources. */
    readonly label: Text;
    /** Its controls. */
    readonly element: HTMLElement;
    /** Controls that step through inputs; they stay in sight of the results. */
    readonly stepper?: HTMLElement;
    suits(input: InferenceInput): boolean;
    /** The numbers for an input that it suits; `seed` is the model's, for what is random. */
    prepare(input: InferenceInput, seed: number): Promise<PreparedInput>;
    /** Called when it is chosen and when another source is. */
    setActive?(active: boolean): void;
    dispose?(): void;
}
