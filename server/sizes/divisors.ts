/** The greatest whole number that divides both; of 0 and a number that number, without its sign. */
export function greatestCommonDivisor(a: number, b: number): number {
    return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}

export function leastCommonMultiple(a: number, b: number): number {
    return (a / greatestCommonDivisor(a, b)) * b;
}
