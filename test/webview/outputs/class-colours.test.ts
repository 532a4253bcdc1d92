import { describe, expect, test } from "vitest";
import { classColour, type Colour } from "../../../webview/outputs/class-colours.ts";

/** What people without one kind of cone see, in linear RGB (Viénot, Brettel and Mollon, 1999). */
const visions: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
    all: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    protanopia: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    deuteranopia: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
};

/** CIE L*a*b* of a colour as a vision sees it. */
function seen(colour: Colour, vision: string): readonly [number, number, number] {
    const linear = colour.map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    const [r = 0, g = 0, b = 0] = (visions[vision] ?? []).map((row) =>
        Math.min(1, Math.max(0, row.reduce((sum, weight, index) => sum + weight * (linear[index] ?? 0), 0))));
    const [x, y, z] = [
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505, 0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    ].map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116)) as [number, number, number];
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** A colour of a mask of this opacity over a middle grey. */
function overGrey(colour: Colour, opacity: number): Colour {
    const mix = (channel: number): number => channel * opacity + 128 * (1 - opacity);
    return [mix(colour[0]), mix(colour[1]), mix(colour[2])];
}

describe("the colours of classes", () => {
    test.each(Object.keys(visions))("of the first seven can be told apart in masks: %s", (vision) => {
        const colours = Array.from({ length: 7 }, (_, index) => seen(overGrey(classColour(index), 0.6), vision));
        const distances = colours.flatMap((one, index) => colours.slice(index + 1).map((other) =>
            Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0)))));
        expect(Math.min(...distances)).toBeGreaterThan(8);
    });

    test("differ between neighbours however many there are", () => {
        const neighbours = Array.from({ length: 200 }, (_, index) => [classColour(index), classColour(index + 1)]);
        expect(neighbours.filter(([one, other]) => one?.join() === other?.join())).toEqual([]);
    });
});
