import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** The classes in the order of the networks' outputs; the segmenter's outputs start with the background. */
export const shapeClasses = ["circle", "square", "triangle"] as const;

/** A shape's class, as its index in `shapeClasses`, and its box in pixels. */
export interface LabelledBox {
    readonly class: number;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
}

/** A picture of shapes with its labels. */
export interface LabelledPicture {
    /** The height and width in pixels. */
    readonly side: number;
    /** Red, green and blue of each pixel, row by row. */
    readonly pixels: Uint8Array<ArrayBuffer>;
    /** For each pixel 0 for the background, or 1 more than the class's index. */
    readonly mask: Uint8Array<ArrayBuffer>;
    readonly boxes: readonly LabelledBox[];
}

/** The shortest and longest radius of the circle around a shape, in pixels, if the picture has room for it. */
const radii = [11.5, 26] as const;
/** The squared distance of two distinguishable colours. */
const leastContrast = 110 ** 2;

/**
 * Draws a picture of up to five shapes that do not touch, of any rotation, on a background that shades from one colour
 * to another, with noise all over. The same seed gives the same picture.
 */
export function drawPicture(seed: number, side: number): LabelledPicture {
    const random = randomNumbers(seed);
    const [from, to] = [randomColour(random), randomColour(random)];
    const angle = random(0, 2 * Math.PI);
    const shapes: Shape[] = [];
    const target = Math.floor(random(1, 6));
    for (let attempt = 0; attempt < 20 && shapes.length < target; attempt++) {
        const shape = randomShape(random, side);
        const isApart = shapes.every((other) =>
            Math.hypot(other.x - shape.x, other.y - shape.y) > other.radius + shape.radius + 1);
        if (isApart && contrast(shape.colour, from) > leastContrast && contrast(shape.colour, to) > leastContrast) {
            shapes.push(shape);
        }
    }
    const noise = random(0, 24);
    const pixels = new Uint8Array(side * side * 3);
    const mask = new Uint8Array(side * side);
    for (let row = 0; row < side; row++) {
        for (let column = 0; column < side; column++) {
            const at = row * side + column;
            const along = (Math.cos(angle) * (column / side - 0.5) + Math.sin(angle) * (row / side - 0.5)) / Math.SQRT2;
            const shape = shapes.find((one) => covers(one, column + 0.5, row + 0.5));
            mask[at] = shape === undefined ? 0 : shape.class + 1;
            for (let channel = 0; channel < 3; channel++) {
                const background = mix(from[channel] ?? 0, to[channel] ?? 0, along + 0.5);
                const colour = shape?.colour[channel] ?? background;
                const blended = shape === undefined ? colour : mix(background, colour, coverage(shape, column, row));
                pixels[at * 3 + channel] = Math.max(0, Math.min(255, Math.round(blended + random(-noise, noise))));
            }
        }
    }
    return { side, pixels, mask, boxes: shapes.map(boxAround) };
}

interface Shape {
    readonly class: number;
    readonly colour: Colour;
    readonly x: number;
    readonly y: number;
    /** Of the circle around it. */
    readonly radius: number;
    /** Of the polygon, around its centre; none for a circle. */
    readonly corners: readonly (readonly [x: number, y: number])[];
}

type Colour = readonly number[];
type RandomNumber = (from: number, to: number) => number;

function randomNumbers(seed: number): RandomNumber {
    const generator = xoroshiro128plus(seed);
    // The first numbers of neighbouring seeds are alike.
    for (let skipped = 0; skipped < 32; skipped++) {
        generator.next();
    }
    return (from, to) => from + ((generator.next() >>> 0) / 2 ** 32) * (to - from);
}

function randomColour(random: RandomNumber): Colour {
    return [random(0, 256), random(0, 256), random(0, 256)];
}

function randomShape(random: RandomNumber, side: number): Shape {
    const kind = Math.floor(random(0, shapeClasses.length));
    const radius = random(radii[0], Math.min(radii[1], side / 3));
    const rotation = random(0, 2 * Math.PI);
    const cornerCount = [0, 4, 3][kind] ?? 0;
    return {
        class: kind,
        colour: randomColour(random),
        x: random(radius, side - radius),
        y: random(radius, side - radius),
        radius,
        corners: Array.from({ length: cornerCount }, (_, corner) => {
            const direction = rotation + (corner / cornerCount) * 2 * Math.PI;
            return [Math.cos(direction) * radius, Math.sin(direction) * radius] as const;
        }),
    };
}

function contrast(one: Colour, other: Colour): number {
    return one.reduce((sum, level, channel) => sum + (level - (other[channel] ?? 0)) ** 2, 0);
}

/** Whether a point is in a shape: on the inner side of all edges of a polygon, which is convex. */
function covers({ x, y, radius, corners }: Shape, column: number, row: number): boolean {
    const [right, down] = [column - x, row - y];
    if (corners.length === 0) {
        return right ** 2 + down ** 2 <= radius ** 2;
    }
    return corners.every(([fromX, fromY], index) => {
        const [toX, toY] = corners[(index + 1) % corners.length] ?? [0, 0];
        return (toX - fromX) * (down - fromY) - (toY - fromY) * (right - fromX) >= 0;
    });
}

/** How much of a pixel a shape covers, estimated from nine points. */
function coverage(shape: Shape, column: number, row: number): number {
    const thirds = [1 / 6, 3 / 6, 5 / 6];
    const covered = thirds.flatMap((down) => thirds.filter((right) => covers(shape, column + right, row + down)));
    return covered.length / 9;
}

function boxAround({ class: kind, x, y, radius, corners }: Shape): LabelledBox {
    const across = corners.length === 0 ? [-radius, radius] : corners.map(([right]) => right);
    const along = corners.length === 0 ? [-radius, radius] : corners.map(([, down]) => down);
    const [left, top] = [Math.min(...across), Math.min(...along)];
    return {
        class: kind, x: x + left, y: y + top, width: Math.max(...across) - left, height: Math.max(...along) - top,
    };
}

function mix(from: number, to: number, share: number): number {
    return from + (to - from) * share;
}
