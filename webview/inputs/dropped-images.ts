import { formatBytes } from "../../server/quantities.ts";
import { text } from "../../server/text.ts";
import { mostImages } from "../../server/webview-protocol.ts";
import { readPicture } from "./picture-files.ts";
import type { PictureEntry } from "./picture-source.ts";

/** The maximum bytes of a file that is read. */
const largestFile = 64 * 2 ** 20;

export interface DropListener {
    /** Files, whose bytes the page can read. */
    readonly images: (entries: readonly PictureEntry[]) => void;
    /** Addresses, which only the extension can read. */
    readonly uris: (uris: readonly string[]) => void;
}

/** Takes images that are dropped on an element, or pasted while it is visible. Returns a function that stops it. */
export function listenForImages(target: HTMLElement, listener: DropListener): () => void {
    const take = (data: DataTransfer | null): boolean => {
        const files = [...data?.files ?? []].filter(({ type }) => type.startsWith("image/"));
        if (files.length > 0) {
            const few = files.slice(0, mostImages);
            listener.images(few.map((file) => ({ name: file.name, read: () => readFile(file) })));
            return true;
        }
        const uris = urisOf(data);
        if (uris.length > 0) {
            listener.uris(uris);
        }
        return uris.length > 0;
    };
    const over = (event: DragEvent): void => {
        event.preventDefault();
        target.classList.add("input-dropping");
    };
    const leave = (): void => target.classList.remove("input-dropping");
    const drop = (event: DragEvent): void => {
        event.preventDefault();
        leave();
        take(event.dataTransfer);
    };
    const paste = (event: ClipboardEvent): void => {
        if (target.checkVisibility() && take(event.clipboardData)) {
            event.preventDefault();
        }
    };
    target.addEventListener("dragover", over);
    target.addEventListener("dragleave", leave);
    target.addEventListener("drop", drop);
    document.addEventListener("paste", paste);
    return () => {
        target.removeEventListener("dragover", over);
        target.removeEventListener("dragleave", leave);
        target.removeEventListener("drop", drop);
        document.removeEventListener("paste", paste);
    };
}

async function readFile(file: File): ReturnType<typeof readPicture> {
    if (file.size > largestFile) {
        throw new Error(text("{file} is {size} large; at most {limit} can be read.", {
            file: file.name, size: formatBytes(file.size), limit: formatBytes(largestFile),
        }));
    }
    return readPicture(file.name, await file.arrayBuffer(), file.type);
}

/** The files that VS Code's explorer drags. */
function urisOf(data: DataTransfer | null): readonly string[] {
    const list = data?.getData("text/uri-list") ?? "";
    return list.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#")).slice(0, mostImages);
}
