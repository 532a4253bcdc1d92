import type { InferenceInput } from "../../server/protocol.ts";
import { text, type Text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import { iconButton } from "../ui/icon-button.ts";
import { fitPicture, pixelsAsSeen, pixelsToInput, type ImageForm, type Picture } from "./fitting.ts";
import type { InputSource, PreparedInput } from "./source.ts";

/** A picture that is read when it is shown. */
export interface PictureEntry {
    readonly name: string;
    read(): Promise<Picture>;
}

export interface PictureSource extends InputSource {
    /** Replaces the list, and shows its first picture. */
    show(entries: readonly PictureEntry[]): void;
}

export interface PictureSourceActions {
    /** Lets the user choose files, or a folder. */
    readonly chooseImages: (folder: boolean) => void;
    readonly useSamples: () => void;
    readonly changed: () => void;
}

/** Pictures of a list, one at a time. */
export function createPictureSource(actions: PictureSourceActions): PictureSource {
    const position = element("span", "input-position");
    const flip = element(
        "div", "input-flip",
        iconButton("previous", text("Previous picture (Left)"), () => step(-1)),
        position,
        iconButton("next", text("Next picture (Right)"), () => step(1)),
    );
    const controls = element(
        "div", "input-pictures",
        element(
            "div", "inference-buttons",
            button(text("Images…"), "inference-secondary", () => actions.chooseImages(false)),
            button(text("Folder…"), "inference-secondary", () => actions.chooseImages(true)),
            button(text("Samples"), "inference-secondary", actions.useSamples),
        ),
    );
    let entries: readonly PictureEntry[] = [];
    let index = 0;
    let read: { readonly entry: PictureEntry; readonly picture: Promise<Picture> } | undefined;

    const update = (): void => {
        flip.hidden = entries.length < 2;
        position.textContent = `${index + 1} / ${entries.length}`;
    };
    const step = (by: number): void => {
        if (entries.length > 1) {
            index = (index + by + entries.length) % entries.length;
            update();
            actions.changed();
        }
    };
    const current = async (): Promise<Picture> => {
        const entry = entries[index];
        if (entry === undefined) {
            throw new Error(text("There is no picture to run the network on. Choose one."));
        }
        if (read?.entry !== entry) {
            // A bitmap holds its memory until it is collected otherwise.
            void read?.picture.then(({ bitmap }) => bitmap.close(), () => undefined);
            read = { entry, picture: entry.read() };
            const started = read;
            started.picture.catch(() => {
                // Tried again when it is next shown.
                read = read === started ? undefined : read;
            });
        }
        return read.picture;
    };
    const stepByKey = (event: KeyboardEvent): void => {
        const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
        if (by !== 0) {
            event.preventDefault();
            step(by);
        }
    };
    [flip, controls].forEach((part) => part.addEventListener("keydown", stepByKey));
    update();

    return {
        kind: "pictures",
        label: text("Pictures"),
        element: controls,
        stepper: element("div", "", flip),
        suits: ({ image }) => image !== undefined,
        show: (shown) => {
            entries = shown;
            index = 0;
            update();
            actions.changed();
        },
        prepare: async (input) => prepareBitmap(input, await current()),
    };
}

/** A picture as an input, fitted as the input's decorator says. */
export function prepareBitmap({ name, dims, image }: InferenceInput, picture: Picture): PreparedInput {
    if (image === undefined) {
        throw new Error(`${name} is not an image.`);
    }
    const [, channels = 1, height = 1, width = 1] = dims;
    const pixels = fitPicture(picture, width, height, image.fit);
    return {
        name: picture.name,
        size: picture.size,
        fit: describeFit(picture, { width, height }, image.fit),
        pixels: pixelsAsSeen(pixels, channels),
        tensor: { name, dims, values: pixelsToInput(pixels.data, channels, image) },
    };
}

function describeFit(
    { size: from }: Picture, input: { readonly width: number; readonly height: number }, fit: ImageForm["fit"],
): Text {
    const size = `${input.width} × ${input.height}`;
    const whole = `${from.width} × ${from.height}`;
    if (size === whole) {
        return text("{size}, as it is", { size });
    }
    if (from.width * input.height === from.height * input.width) {
        return text("{size}, scaled from {whole}", { size, whole });
    }
    switch (fit) {
        case "crop":
            return text("{size}, cropped from {whole}", { size, whole });
        case "letterbox":
            return text("{size}, with bars around {whole}", { size, whole });
        case "stretch":
            return text("{size}, stretched from {whole}", { size, whole });
    }
}
