/** A grey image: numbers from 0 to 255, row by row. */
export interface GreyImage {
    readonly width: number;
    readonly height: number;
    readonly levels: ArrayLike<number>;
}

/** A part of an image, in its pixels. */
export interface Box {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
}

/** The smallest box with all pixels that are not black; undefined if there are none. */
export function inkBox({ width, height, levels }: GreyImage): Box | undefined {
    let [left, top, right, bottom] = [width, height, -1, -1];
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            if ((levels[y * width + x] ?? 0) > 0) {
                left = Math.min(left, x);
                right = Math.max(right, x);
                top = Math.min(top, y);
                bottom = y;
            }
        }
    }
    return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Where MNIST puts what is in a box: its longer side fills 20 of 28 pixels, and its centre of mass is in the middle.
 * `ink` is the image that contains the box, `size` the size of the result.
 */
export function centredBox(ink: GreyImage, box: Box, size: { readonly width: number; readonly height: number }): Box {
    const scale = Math.min(size.width, size.height) * (20 / 28) / Math.max(box.width, box.height);
    const mass = centreOfMass(ink, box);
    return {
        left: size.width / 2 - (mass.x - box.left) * scale,
        top: size.height / 2 - (mass.y - box.top) * scale,
        width: box.width * scale,
        height: box.height * scale,
    };
}

/** With pixels as squares: the centre of the first is at 0.5. */
function centreOfMass({ width, levels }: GreyImage, box: Box): { readonly x: number; readonly y: number } {
    let [mass, massX, massY] = [0, 0, 0];
    for (let y = box.top; y < box.top + box.height; y++) {
        for (let x = box.left; x < box.left + box.width; x++) {
            const level = levels[y * width + x] ?? 0;
            mass += level;
            massX += level * (x + 0.5);
            massY += level * (y + 0.5);
        }
    }
    return { x: massX / mass, y: massY / mass };
}
