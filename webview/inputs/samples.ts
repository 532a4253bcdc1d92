import type { InferenceModel } from "../../server/protocol.ts";
import type { Sample } from "../../server/webview-protocol.ts";
import { fetchResource } from "../resources.ts";
import { readPicture } from "./picture-files.ts";
import type { PictureEntry } from "./picture-source.ts";

/** The kind of picture that a model expects, as far as its inputs and labels tell. */
export function sampleKindOf({ inputs, outputs, detection }: InferenceModel): Sample["kind"] {
    const [, channels = 0, height = 0, width = 0] = inputs.find(({ image }) => image !== undefined)?.dims ?? [];
    if (channels === 1 && Math.max(height, width) <= 64) {
        return "digits";
    }
    const ofOutputs = outputs.map(({ view }) => (view !== undefined && "labels" in view ? view.labels : ""));
    const labels = [...ofOutputs, detection?.labels ?? ""].join("\n");
    return /^\s*(circle|triangle)\s*$/im.test(labels) ? "shapes" : "photo";
}

/** The pictures of a kind that come with the extension. */
export function samplesOfKind(samples: readonly Sample[], wanted: Sample["kind"]): readonly PictureEntry[] {
    return samples.filter(({ kind }) => kind === wanted).map(({ name, address }) => ({
        name,
        read: async () => {
            const response = await fetchResource(address);
            return readPicture(name, await response.arrayBuffer(), response.headers.get("content-type") ?? "");
        },
    }));
}
