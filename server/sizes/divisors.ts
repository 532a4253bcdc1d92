/** The greatest common divisor; if one number is 0, the absolute value of the other. */
export function greatestCommonDivisor(a: number, b: number): number {
    return b === 0 ? Math.abs(a) : greatestCommonDivisor(b, a % b);
}

export function leastCommonMultiple(a: number, b: number): number {
    return (a / greatestCommonDivisor(a, b)) * b;
}
