import { fetchResource } from "../resources.ts";
import { readPicture } from "./picture-files.ts";
import type { PictureEntry } from "./picture-source.ts";

/** The pictures that come with the extension. */
export function samplePictures(address: string): readonly PictureEntry[] {
    return [{
        name: "Sample image",
        read: async () => {
            const response = await fetchResource(address);
            return readPicture("Sample image", await response.blob(), response.headers.get("content-type") ?? "");
        },
    }];
}
