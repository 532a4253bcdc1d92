export type Colour = readonly [red: number, green: number, blue: number];

/** Okabe and Ito's colours, which people with any colour vision can tell apart. */
const distinct: readonly Colour[] = [
    [240, 228, 66], [213, 94, 0], [86, 180, 233], [204, 121, 167], [230, 159, 0], [0, 114, 178], [0, 158, 115],
];

/**
 * The colour of a class in masks and boxes. After the first classes, hues are a golden angle apart, so that those of
 * neighbouring classes differ however many there are. Colours do not follow the theme because they lie on pictures.
 */
export function classColour(index: number): Colour {
    const known = distinct[index];
    if (known !== undefined) {
        return known;
    }
    const hue = (205 + index * 137.508) % 360;
    return fromHsl(hue, 0.8, [0.56, 0.66, 0.46][index % 3] ?? 0.56);
}

export function cssColour([red, green, blue]: Colour): string {
    return `rgb(${red}, ${green}, ${blue})`;
}

function fromHsl(hue: number, saturation: number, lightness: number): Colour {
    const reach = saturation * Math.min(lightness, 1 - lightness);
    const channel = (offset: number): number => {
        const at = (offset + hue / 30) % 12;
        return Math.round(255 * (lightness - reach * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
    };
    return [channel(0), channel(8), channel(4)];
}
