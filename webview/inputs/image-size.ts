/** Reads an image's size from its first bytes, before anything decodes it. */
export function imageSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    try {
        return sizeOfPng(view) ?? sizeOfGif(view) ?? sizeOfBmp(view) ?? sizeOfWebP(view) ?? sizeOfJpeg(view)
            ?? sizeOfAvif(view);
    } catch (error) {
        if (error instanceof RangeError) {
            return undefined;
        }
        throw error;
    }
}

type Size = ReturnType<typeof imageSize>;

/** Whether these characters are at a position. */
function hasText(view: DataView, at: number, text: string): boolean {
    const characters = Array.from(text, (character) => character.charCodeAt(0));
    return view.byteLength >= at + text.length && characters.every((code, i) => view.getUint8(at + i) === code);
}

function sizeOfPng(view: DataView): Size {
    return hasText(view, 1, "PNG") ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined;
}

function sizeOfGif(view: DataView): Size {
    return hasText(view, 0, "GIF8")
        ? { width: view.getUint16(6, true), height: view.getUint16(8, true) }
        : undefined;
}

function sizeOfBmp(view: DataView): Size {
    return hasText(view, 0, "BM")
        ? { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) }
        : undefined;
}

function sizeOfWebP(view: DataView): Size {
    if (!hasText(view, 0, "RIFF") || !hasText(view, 8, "WEBP")) {
        return undefined;
    }
    if (hasText(view, 12, "VP8X")) {
        const size = (at: number): number => 1 + view.getUint16(at, true) + view.getUint8(at + 2) * 2 ** 16;
        return { width: size(24), height: size(27) };
    }
    if (hasText(view, 12, "VP8L")) {
        const bits = view.getUint32(21, true);
        return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
}

/** The frame's header follows segments of any length. */
function sizeOfJpeg(view: DataView): Size {
    if (view.getUint16(0) !== 0xffd8) {
        return undefined;
    }
    for (let at = 2; view.getUint8(at) === 0xff;) {
        const marker = view.getUint8(at + 1);
        const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
        if (isFrame) {
            return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
        }
        at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2);
    }
    return undefined;
}

/** The largest of the sizes in the boxes `ispe`. */
function sizeOfAvif(view: DataView): Size {
    if (!hasText(view, 4, "ftypavi")) {
        return undefined;
    }
    const area = (size: Size): number => (size === undefined ? 0 : size.width * size.height);
    let largest: Size;
    for (let at = 8; at + 16 <= Math.min(view.byteLength, 2 ** 16); at += 1) {
        if (hasText(view, at, "ispe")) {
            const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
            largest = area(found) > area(largest) ? found : largest;
        }
    }
    return largest;
}
