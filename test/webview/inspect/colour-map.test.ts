import { describe, expect, it } from "vitest";
import { colourOf, scaleFor, type Colour, type ColourScale } from "../../../webview/inspect/colour-map.ts";

/** CIE 1976 L*, computed from sRGB. */
function lightnessOf([red, green, blue]: Colour): number {
    const linear = [red, green, blue].map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    const luminance = 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
    return luminance <= 0.008856 ? 903.3 * luminance : 116 * Math.cbrt(luminance) - 16;
}

function lightnesses(scale: ColourScale): readonly number[] {
    const { least, greatest } = scale;
    return Array.from({ length: 17 }, (_, step) =>
        lightnessOf(colourOf(scale, least + ((greatest - least) * step) / 16)));
}

describe("the colours of numbers", () => {
    it("get lighter in nearly equal steps from the least to the greatest", () => {
        const all = lightnesses(scaleFor(0, 5));
        const steps = all.slice(1).map((lightness, index) => lightness - (all[index] ?? 0));
        const mean = ((all.at(-1) ?? 0) - (all[0] ?? 0)) / 16;
        expect(mean).toBeGreaterThan(4);
        expect(steps.filter((step) => step < 0.6 * mean || step > 1.4 * mean)).toEqual([]);
    });

    it("are lightest at 0 and equally dark on both sides if numbers have both signs", () => {
        const all = lightnesses(scaleFor(-2, 1));
        expect(all.indexOf(Math.max(...all))).toBe(8);
        for (let distance = 1; distance <= 8; distance++) {
            expect(Math.abs((all[8 - distance] ?? 0) - (all[8 + distance] ?? 0))).toBeLessThan(6);
        }
    });

    it("are the first of the scale if all numbers are equal, and grey if they are not finite", () => {
        expect(colourOf(scaleFor(3, 3), 3)).toEqual(colourOf(scaleFor(3, 4), 3));
        expect(colourOf(scaleFor(0, 1), NaN)).toEqual([128, 128, 128]);
    });
});
