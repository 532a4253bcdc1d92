const units = [
    { size: 1e12, letter: "T" },
    { size: 1e9, letter: "G" },
    { size: 1e6, letter: "M" },
    { size: 1e3, letter: "k" },
];

/** An exact count: `25,557,032`. */
export function formatInteger(value: number): string {
    return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A count with three digits: `11.7 M`, `1.81 G`, `640`. */
export function formatQuantity(value: number): string {
    const unit = units.find(({ size }) => value >= size * 0.9995);
    return unit === undefined ? String(value) : `${Number((value / unit.size).toPrecision(3))} ${unit.letter}`;
}

/** `4.089 G`, with three decimals as in published figures; small numbers are exact. */
export function formatMacs(value: number): string {
    const unit = units.find(({ size }) => value >= size);
    return unit === undefined ? String(value) : `${(value / unit.size).toFixed(3)} ${unit.letter}`;
}

/** Bytes with three digits and powers of 1000: `12.8 MB`, `640 B`. */
export function formatBytes(value: number): string {
    const quantity = formatQuantity(value);
    return quantity.includes(" ") ? `${quantity}B` : `${quantity} B`;
}

/** Operations per byte: `0.2`, `31`. */
export function formatIntensity(value: number): string {
    return value.toFixed(value < 9.95 ? 1 : 0);
}

/** A factor with two digits: `3·10⁻⁹`, `0.012`, `4.2`, `310`, `2·10⁵`. */
export function formatRatio(value: number): string {
    if (value === 0 || !Number.isFinite(value)) {
        return String(value);
    }
    const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(1)))));
    if (exponent >= -3 && exponent < 4) {
        return String(Number(value.toPrecision(2)));
    }
    const power = String(exponent).replaceAll(/./g, (digit) => superscripts[digit] ?? digit);
    return `${Number((value / 10 ** exponent).toPrecision(1))}·10${power}`;
}

const superscripts: Readonly<Record<string, string>> = {
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
};

/** `8 µs`, `3.5 ms`, `120 ms`, `1.4 s`. */
export function formatDuration(milliseconds: number): string {
    if (milliseconds > 0 && milliseconds < 0.1) {
        return `${Math.max(1, Math.round(milliseconds * 1000))} µs`;
    }
    return milliseconds < 10
        ? `${milliseconds.toFixed(1)} ms`
        : milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** `1 layer`, `72 layers`, in texts that are always English. */
export function countOf(count: number, thing: string): string {
    return `${formatInteger(count)} ${thing}${count === 1 ? "" : "s"}`;
}
