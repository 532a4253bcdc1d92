const units = [
    { size: 1e12, letter: "T" },
    { size: 1e9, letter: "G" },
    { size: 1e6, letter: "M" },
    { size: 1e3, letter: "k" },
] as const;

/** A count in three digits: `11.7 M`, `1.81 G`, `640`. */
export function formatQuantity(value: number): string {
    const unit = units.find(({ size }) => value >= size * 0.9995);
    return unit === undefined ? `${value}` : `${Number((value / unit.size).toPrecision(3))} ${unit.letter}`;
}

/** A count to the unit: `11,689,512`. */
export function formatCount(value: number): string {
    return value.toLocaleString("en");
}

/** `1 layer`, `72 layers`. */
export function countOf(count: number, thing: string): string {
    return `${formatCount(count)} ${thing}${count === 1 ? "" : "s"}`;
}
