import {
    atLeast, isMultiple, opposite, settled, sizesEqual, type SizeCondition,
} from "../sizes/size-condition.ts";
import {
    addSizes, ceilDivideSizes, fixedSize, floorDivideSizes, isDynamic, largerSize, lostSize, multiplySizes,
    smallerSize, subtractSizes, withoutCommonFactor, type Size,
} from "../sizes/size.ts";
import { isSize, sizeDatum, unknownDatum, type Datum, type SizeDatum } from "./data.ts";

/** An integer function of dynamic sizes over a positive number, such as `H / 4` for every H. */
interface Fraction {
    readonly size: Size;
    readonly divisor: number;
}

/** Whether the number depends on an input's dynamic sizes. */
export function isDynamicNumber(datum: Datum): datum is SizeDatum {
    return isSize(datum) && isDynamic(datum.size);
}

/**
 * `left operator right` as a function, if one of them depends on dynamic sizes; `number` is the result at the default
 * sizes. A result without a normal form, such as the quotient of two sizes, is only known there.
 */
export function combineDynamic(
    operator: "+" | "-" | "*" | "/" | "//" | "%" | "**", left: Datum, right: Datum, number: number,
): Datum {
    const [x, y] = [fractionOf(left), fractionOf(right)];
    const lost = (): Datum => lostNumber(number, left, right);
    if (x === undefined || y === undefined) {
        return lost();
    }
    switch (operator) {
        case "+": return fraction(addSizes(scaled(x, y), scaled(y, x)), x.divisor * y.divisor, number);
        case "-": return fraction(subtractSizes(scaled(x, y), scaled(y, x)), x.divisor * y.divisor, number);
        case "*": return fraction(multiplySizes(x.size, y.size), x.divisor * y.divisor, number);
        case "/": return over(x, y, number) ?? lost();
        case "//": return flooredQuotient(x, y) ?? lost();
        case "%": {
            const quotient = flooredQuotient(x, y);
            const whole = quotient === undefined ? undefined : fractionOf(combineDynamic("*", right, quotient, NaN));
            return whole === undefined
                ? lost()
                : fraction(subtractSizes(scaled(x, whole), scaled(whole, x)), x.divisor * whole.divisor, number);
        }
        case "**": {
            const power = isDynamic(y.size) || y.divisor !== 1 ? undefined : y.size.sample;
            if (power === undefined || power < 0 || power > 4) {
                return lost();
            }
            const factors = Array.from({ length: power }, () => x.size);
            return fraction(factors.reduce(multiplySizes, fixedSize(1)), x.divisor ** power, number);
        }
    }
}

/**
 * `left operator right` as a condition on dynamic sizes, if one of them depends on any; `truth` is the result at the
 * default sizes.
 */
export function compareDynamic(
    operator: "==" | "!=" | "<" | "<=" | ">" | ">=", left: Datum, right: Datum, truth: boolean,
): SizeCondition {
    const [x, y] = [fractionOf(left), fractionOf(right)];
    if (x === undefined || y === undefined) {
        const lost = lostSize(0, ...sizesOf(left, right));
        return { truth, test: sizesEqual(lost, fixedSize(0)).test };
    }
    const [a, b] = [scaled(x, y), scaled(y, x)];
    switch (operator) {
        case "==": return sizesEqual(a, b);
        case "!=": return opposite(sizesEqual(a, b));
        case "<": return opposite(atLeast(a, b));
        case "<=": return atLeast(b, a);
        case ">": return opposite(atLeast(b, a));
        case ">=": return atLeast(a, b);
    }
}

/** The largest or smallest of several numbers, some of which depend on dynamic sizes. */
export function extremeOf(which: "min" | "max", data: readonly Datum[], number: number): Datum {
    const sizes = data.map(fractionOf);
    const whole = sizes.flatMap((size) => (size?.divisor === 1 ? [size.size] : []));
    const [first, ...others] = whole;
    return first === undefined || whole.length < sizes.length
        ? lostNumber(number, ...data)
        : fraction(others.reduce(which === "max" ? largerSize : smallerSize, first), 1, number);
}

/** A number that depends on dynamic sizes, rounded down or up, or its absolute value. */
export function roundDynamic(how: "floor" | "ceil" | "abs", datum: SizeDatum, number: number): Datum {
    const { size, divisor } = datum;
    if (size.form?.lost === true) {
        return lostNumber(number, datum);
    }
    switch (how) {
        case "floor": return fraction(floorDivideSizes(size, fixedSize(divisor)), 1, number);
        case "ceil": return fraction(ceilDivideSizes(size, fixedSize(divisor)), 1, number);
        case "abs": return fraction(largerSize(size, subtractSizes(fixedSize(0), size)), divisor, number);
    }
}

/** A number that depends on these in a way that has no normal form. */
export function lostNumber(number: number, ...of: readonly Datum[]): Datum {
    return { kind: "size", number, size: lostSize(Number.isInteger(number) ? number : 0, ...sizesOf(...of)), divisor: 1 };
}

/** The condition that the number is an integer, for all sizes that it depends on. */
export function isWhole(datum: Datum): SizeCondition {
    return isSize(datum) && datum.divisor !== 1 ? isMultiple(datum.size, datum.divisor) : settled(true);
}

function sizesOf(...data: readonly Datum[]): readonly Size[] {
    return data.flatMap((datum) => (isSize(datum) ? [datum.size] : []));
}

/** The number as a fraction; undefined if it cannot be represented. */
function fractionOf(datum: Datum): Fraction | undefined {
    if (isSize(datum)) {
        return datum.size.form?.lost === true ? undefined : datum;
    }
    if (typeof datum !== "number") {
        return undefined;
    }
    for (const divisor of [1, 2, 4, 8, 16]) {
        if (Number.isSafeInteger(datum * divisor)) {
            return { size: fixedSize(datum * divisor), divisor };
        }
    }
    return undefined;
}

/** The numerator of x over the common divisor of both. */
function scaled(x: Fraction, y: Fraction): Size {
    return y.divisor === 1 ? x.size : multiplySizes(x.size, fixedSize(y.divisor));
}

function over(x: Fraction, y: Fraction, number: number): Datum | undefined {
    const by = isDynamic(y.size) ? undefined : y.size.sample;
    if (by === undefined || by === 0) {
        return undefined;
    }
    const sign = by < 0 ? -1 : 1;
    return fraction(multiplySizes(x.size, fixedSize(sign * y.divisor)), x.divisor * sign * by, number);
}

function flooredQuotient(x: Fraction, y: Fraction): Datum | undefined {
    const quotient = over(x, y, NaN);
    if (quotient === undefined || !isSize(quotient)) {
        return quotient;
    }
    const size = floorDivideSizes(quotient.size, fixedSize(quotient.divisor));
    return fraction(size, 1, size.sample ?? NaN);
}

/** size/divisor in lowest terms, `number` at the default sizes: a plain size if it is an integer for all sizes. */
function fraction(size: Size, divisor: number, number: number): Datum {
    if (!Number.isSafeInteger(divisor) || size.form?.lost === true) {
        return { kind: "size", number, size: lostSize(0, size), divisor: 1 };
    }
    if (size.sample === undefined && size.form === undefined) {
        return unknownDatum;
    }
    const reduced = withoutCommonFactor(size, divisor);
    if (reduced.divisor === 1) {
        return sizeDatum(reduced.size);
    }
    return isDynamic(reduced.size) ? { kind: "size", number, ...reduced } : number;
}
