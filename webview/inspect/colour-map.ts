/** How numbers become colours: in equal steps of lightness, so that equal differences look equal. */
export interface ColourScale {
    /** From dark to light, or from one hue over white at 0 to another for numbers of both signs. */
    readonly kind: "sequential" | "diverging";
    readonly least: number;
    readonly greatest: number;
}

export type Colour = readonly [red: number, green: number, blue: number];

/** The scale for numbers in a range: diverging around 0 if they have both signs. */
export function scaleFor(least: number, greatest: number): ColourScale {
    if (least < 0 && greatest > 0) {
        const reach = Math.max(-least, greatest);
        return { kind: "diverging", least: -reach, greatest: reach };
    }
    return { kind: "sequential", least, greatest };
}

/** The colour of a number; grey for NaN and infinities. */
export function colourOf({ kind, least, greatest }: ColourScale, value: number): Colour {
    if (!Number.isFinite(value)) {
        return notFinite;
    }
    const share = greatest > least ? (value - least) / (greatest - least) : 0;
    const step = Math.round(Math.min(Math.max(share, 0), 1) * (steps - 1));
    return tables[kind][step] ?? notFinite;
}

/** A CSS gradient of the whole scale, from the least number to the greatest. */
export function gradientOf({ kind }: ColourScale): string {
    const stops = Array.from({ length: 17 }, (_, index) => tables[kind][index * 16 - (index === 16 ? 1 : 0)]);
    return `linear-gradient(to right, ${stops.map((colour) => `rgb(${colour?.join(" ") ?? ""})`).join(", ")})`;
}

const notFinite: Colour = [128, 128, 128];
const steps = 256;

const tables: Readonly<Record<ColourScale["kind"], readonly Colour[]>> = {
    sequential: Array.from({ length: steps }, (_, step) => sequential(step / (steps - 1))),
    diverging: Array.from({ length: steps }, (_, step) => diverging(step / (steps - 1))),
};

/** From dark violet over teal to light yellow. */
function sequential(share: number): Colour {
    return fromLch(0.18 + 0.77 * share, 0.06 + 0.2 * share * (1 - share) + 0.08 * share, 300 - 190 * share);
}

/** From blue over white to red. */
function diverging(share: number): Colour {
    const distance = Math.abs(share - 0.5) * 2;
    return fromLch(0.97 - 0.5 * distance, 0.17 * distance, share < 0.5 ? 255 : 30);
}

/**
 * Oklch (Ottosson, "A perceptual color space for image processing", 2020) to sRGB, with less chroma where sRGB has no
 * such colour.
 */
function fromLch(lightness: number, chroma: number, hue: number): Colour {
    for (let reduced = chroma; reduced > 0.002; reduced *= 0.96) {
        const linear = linearRgb(lightness, reduced, hue);
        if (linear.every((channel) => channel >= -1e-4 && channel <= 1 + 1e-4)) {
            return toColour(linear);
        }
    }
    return toColour(linearRgb(lightness, 0, hue));
}

function linearRgb(lightness: number, chroma: number, hue: number): readonly [number, number, number] {
    const angle = (hue * Math.PI) / 180;
    const a = chroma * Math.cos(angle);
    const b = chroma * Math.sin(angle);
    const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
    return [
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    ];
}

function toColour([red, green, blue]: readonly [number, number, number]): Colour {
    return [encode(red), encode(green), encode(blue)];
}

/** sRGB's transfer function. */
function encode(linear: number): number {
    const clipped = Math.min(Math.max(linear, 0), 1);
    const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255);
}
