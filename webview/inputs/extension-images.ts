import { text } from "../../server/text.ts";
import type { FromWebview, ToWebview } from "../../server/webview-protocol.ts";
import type { Picture } from "./fitting.ts";
import { readPicture } from "./picture-files.ts";
import type { PictureEntry } from "./picture-source.ts";

/** Images that the extension offers, and reads on request. */
export interface ExtensionImages {
    /** Takes messages about images; returns a list if the message offers one. */
    receive(message: ToWebview): readonly PictureEntry[] | undefined;
}

interface Waiting {
    readonly resolve: (image: Extract<ToWebview, { readonly type: "image" }>) => void;
    readonly reject: (error: Error) => void;
}

export function createExtensionImages(post: (message: FromWebview) => void): ExtensionImages {
    const waiting = new Map<string, Waiting>();

    const read = (uri: string, name: string): Promise<Picture> => new Promise((resolve, reject) => {
        waiting.get(uri)?.reject(new Error(text("{file} was requested again.", { file: name })));
        waiting.set(uri, {
            resolve: ({ bytes, mime }) => {
                readPicture(name, bytes, mime).then(resolve, reject);
            },
            reject,
        });
        post({ type: "read-image", uri });
    });

    return {
        receive: (message) => {
            switch (message.type) {
                case "images":
                    return message.images.map(({ uri, name }) => ({ name, read: () => read(uri, name) }));
                case "image":
                    waiting.get(message.uri)?.resolve(message);
                    waiting.delete(message.uri);
                    return undefined;
                case "image-failed":
                    waiting.get(message.uri)?.reject(new Error(message.message));
                    waiting.delete(message.uri);
                    return undefined;
                default:
                    return undefined;
            }
        },
    };
}
