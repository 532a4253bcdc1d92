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
    if (view.byteLength < at + text.length) {
        return false;
    }
    for (let index = 0; index < text.length; index += 1) {
        if (view.getUint8(at + index) !== text.charCodeAt(index)) {
            return false;
        }
    }
    return true;
}

function sizeOfPng(view: DataView): Size {
    return hasText(view, 0, "\u0089PNG\r\n\u001a\n") && hasText(view, 12, "IHDR")
        ? { width: view.getUint32(16), height: view.getUint32(20) }
        : undefined;
}

/** The size that holds the screen and all frames: decoders enlarge the screen for frames beyond it. */
function sizeOfGif(view: DataView): Size {
    if (!hasText(view, 0, "GIF87a") && !hasText(view, 0, "GIF89a")) {
        return undefined;
    }
    const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
    const tableLength = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));
    const afterBlocks = (start: number): number => {
        let at = start;
        while (at < view.byteLength && view.getUint8(at) !== 0) {
            at += 1 + view.getUint8(at);
        }
        return at + 1;
    };
    let at = 13 + (view.byteLength > 10 ? tableLength(view.getUint8(10)) : 0);
    while (at + 10 <= view.byteLength) {
        const kind = view.getUint8(at);
        if (kind === 0x21) {
            at = afterBlocks(at + 2);
        } else if (kind === 0x2c) {
            size.width = Math.max(size.width, view.getUint16(at + 1, true) + view.getUint16(at + 5, true));
            size.height = Math.max(size.height, view.getUint16(at + 3, true) + view.getUint16(at + 7, true));
            at = afterBlocks(at + 11 + tableLength(view.getUint8(at + 9)));
        } else {
            break;
        }
    }
    return size;
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
        // Some markers have no segment, and so no length.
        const isAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
        at += marker === 0xff ? 1 : isAlone ? 2 : 2 + view.getUint16(at + 2);
    }
    return undefined;
}

/** The largest of the sizes in the boxes `ispe`, wherever they are. */
function sizeOfAvif(view: DataView): Size {
    if (!hasText(view, 4, "ftypavi")) {
        return undefined;
    }
    const area = (size: Size): number => (size === undefined ? 0 : size.width * size.height);
    let largest: Size;
    for (let at = 8; at + 16 <= view.byteLength; at += 1) {
        if (hasText(view, at, "ispe")) {
            const found = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
            largest = area(found) > area(largest) ? found : largest;
        }
    }
    return largest;
}
