import { text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import { prepareBitmap } from "./picture-source.ts";
import type { InputSource } from "./source.ts";

/** The pause between two pictures of the camera. */
const frameMilliseconds = 100;

/** The camera's picture, where the editor allows it. */
export function createCameraSource(changed: () => void): InputSource {
    const video = element("video", "input-video");
    video.muted = true;
    video.playsInline = true;
    video.hidden = true;
    const note = element("p", "inference-hint");
    let timer: ReturnType<typeof setInterval> | undefined;

    const stop = (): void => {
        clearInterval(timer);
        const stream = video.srcObject instanceof MediaStream ? video.srcObject : undefined;
        stream?.getTracks().forEach((track) => track.stop());
        video.srcObject = null;
        video.hidden = true;
        startButton.hidden = !isAllowed();
        stopButton.hidden = true;
    };
    const start = async (): Promise<void> => {
        note.textContent = "";
        try {
            video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
            await video.play();
            video.hidden = false;
            startButton.hidden = true;
            stopButton.hidden = false;
            timer = setInterval(changed, frameMilliseconds);
            changed();
        } catch (error) {
            stop();
            startButton.hidden = true;
            note.textContent = text("The camera cannot be used: {reason}.", {
                reason: error instanceof Error ? error.message : String(error),
            });
        }
    };
    const startButton = button(text("Start Camera"), "inference-secondary", () => void start());
    const stopButton = button(text("Stop Camera"), "inference-secondary", stop);
    stopButton.hidden = true;
    startButton.hidden = !isAllowed();
    note.textContent = isAllowed()
        ? ""
        : text("This editor gives its panels no access to the camera. Choose pictures, or paste one.");

    return {
        kind: "camera",
        label: text("Camera"),
        element: element("div", "input-camera", video, note, element("div", "inference-buttons", startButton, stopButton)),
        suits: ({ image }) => image !== undefined,
        prepare: async (input) => {
            if (video.hidden) {
                throw new Error(text("The camera is off. Start it, or choose another input."));
            }
            const bitmap = await createImageBitmap(video);
            try {
                const { width, height } = bitmap;
                return prepareBitmap(input, { name: text("Camera"), bitmap, size: { width, height } });
            } finally {
                bitmap.close();
            }
        },
        setActive: (active) => {
            if (!active) {
                stop();
            }
        },
        dispose: stop,
    };
}

/** Whether this page may ask for the camera; VS Code's webviews usually may not. */
function isAllowed(): boolean {
    const policy: unknown = Reflect.get(document, "featurePolicy");
    const allows: unknown = typeof policy === "object" && policy !== null ? Reflect.get(policy, "allowsFeature") : undefined;
    // Some pages lack what the DOM's types declare.
    return "mediaDevices" in navigator && (typeof allows !== "function" || allows.call(policy, "camera") === true);
}
