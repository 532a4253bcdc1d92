const units = [
    { size: 1e12, letter: "T" },
    { size: 1e9, letter: "G" },
    { size: 1e6, letter: "M" },
    { size: 1e3, letter: "k" },
];

/** A count in three digits, as it is said: `11.7 M`, `1.81 G`, `640`. */
export function formatQuantity(value: number): string {
    const unit = units.find(({ size }) => value >= size * 0.9995);
    return unit === undefined ? String(value) : `${Number((value / unit.size).toPrecision(3))} ${unit.letter}`;
}
