import { greatestCommonDivisor } from "./divisors.ts";
import type { SizeFunction } from "./function-form.ts";
import {
    addFunctions, addNumber, commonFactor, constantFunction, floorDivideFunction, lostFunction, multiplyFunctions,
    positivePart, scaleFunction, subtractFunctions, variableFunction,
} from "./size-function.ts";

/**
 * The size of one axis of a feature map: an integer that may be unknown or depend on dynamic sizes. The type is opaque,
 * because code outside this folder must not treat it as a plain number.
 */
export interface Size {
    readonly [brand]: true;
    /** The number at the model's default sizes; undefined if an error upstream left it unknown. */
    readonly sample: number | undefined;
    /**
     * The function of the input's dynamic sizes; undefined if the size is the same for all inputs. It can be known if
     * `sample` is not: the rule for inputs is also computed for a default size that does not fit.
     */
    readonly form: SizeFunction | undefined;
}

declare const brand: unique symbol;

function make(sample: number | undefined, form?: SizeFunction): Size {
    return { sample, form } as Size;
}

/** The size that an error upstream left unknown: it causes no further errors. */
export const unknownSize: Size = make(undefined);

const small: readonly Size[] = Array.from({ length: 4097 }, (_, value) => make(value));

/** A size that is the same for every input. */
export function fixedSize(value: number): Size {
    return small[value] ?? make(value);
}

/** An input's dynamic size `name`, shown and run at `sample`. */
export function dynamicSize(name: string, sample: number): Size {
    return make(sample, variableFunction(name));
}

/**
 * A size that is wrong at the default sizes: unknown there, so that it causes no further errors, and unchanged
 * elsewhere.
 */
export function unknownAtSample(size: Size): Size {
    return size.form === undefined ? unknownSize : make(undefined, size.form);
}

/**
 * A requested size that is out of reach at the default sizes: unknown there. Where it can be reached it lies between
 * the bounds, which keeps a requested number that is the same for all inputs known elsewhere.
 */
export function outOfReachAtSample(requested: Size, least: Size, most: Size): Size {
    return unknownAtSample(isDynamic(requested) ? requested : largerSize(least, smallerSize(requested, most)));
}

/**
 * A number that depends on these sizes in a way that has no normal form: only its value at the default sizes is known.
 */
export function lostSize(sample: number | undefined, ...of: readonly Size[]): Size {
    const forms = of.flatMap(({ form }) => form ?? []);
    return forms.length === 0 ? make(sample) : make(sample, lostFunction(...forms));
}

export function isKnown(size: Size): boolean {
    return size.sample !== undefined;
}

/** Whether it depends on the input's dynamic sizes. */
export function isDynamic(size: Size): boolean {
    return size.form !== undefined;
}

export function addSizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => x + y, (x, y) =>
        (typeof x === "number" ? addTo(y, x) : typeof y === "number" ? addTo(x, y) : addFunctions(x, y)));
}

export function subtractSizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => x - y, (x, y) => {
        if (typeof y === "number") {
            return addTo(x, -y);
        }
        return typeof x === "number" ? addTo(negative(y), x) : subtractFunctions(x, y);
    });
}

export function multiplySizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => x * y, (x, y) => {
        if (typeof y === "number") {
            return typeof x === "number" ? x * y : scaleFunction(x, y);
        }
        return typeof x === "number" ? scaleFunction(y, x) : multiplyFunctions(x, y);
    });
}

/** ⌊a / b⌋, rounded toward minus infinity as in Python; unknown if b is 0. */
export function floorDivideSizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => (y === 0 ? undefined : Math.floor(x / y)), quotientFunction);
}

/** ⌈a / b⌉; unknown if b is 0. */
export function ceilDivideSizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => (y === 0 ? undefined : Math.ceil(x / y)), (x, y) => {
        const [divisor, dividend] = typeof y === "number" && y < 0 ? [-y, negative(x)] : [y, x];
        return quotientFunction(typeof divisor === "number" ? addTo(dividend, divisor - 1) : dividend, divisor);
    });
}

/** The larger of the two. */
export function largerSize(a: Size, b: Size): Size {
    return combine(a, b, Math.max, (x, y) => {
        const [left, right] = [asFunction(x), asFunction(y)];
        return addFunctions(left, positivePart(subtractFunctions(right, left)));
    });
}

/** The smaller of the two. */
export function smallerSize(a: Size, b: Size): Size {
    return combine(a, b, Math.min, (x, y) => {
        const [left, right] = [asFunction(x), asFunction(y)];
        return subtractFunctions(left, positivePart(subtractFunctions(left, right)));
    });
}

/** The product of all sizes, 1 for none: the number of elements of a shape. */
export function productOfSizes(sizes: readonly Size[]): Size {
    return sizes.reduce(multiplySizes, fixedSize(1));
}

/** Whether two sizes are the same for every input: equal functions are one object. */
export function isSameSize(a: Size, b: Size): boolean {
    const isEitherKnown = a.form !== undefined || a.sample !== undefined;
    return a === b || (isEitherKnown && a.form === b.form && a.sample === b.sample);
}

/** A size and its divisor, both divided by their common factor. */
export function withoutCommonFactor(size: Size, divisor: number): { readonly size: Size; readonly divisor: number } {
    const common = size.form === undefined
        ? greatestCommonDivisor(divisor, Math.abs(size.sample ?? 0))
        : commonFactor(size.form, greatestCommonDivisor(divisor, Math.abs(size.form.constant)));
    return common === 1
        ? { size, divisor }
        : { size: floorDivideSizes(size, fixedSize(common)), divisor: divisor / common };
}

/** Whether two sizes are equal at the default sizes; "unknown" if one of them is unknown. */
export function compareSizes(a: Size, b: Size): "equal" | "different" | "unknown" {
    if (a.sample === undefined || b.sample === undefined) {
        return "unknown";
    }
    return a.sample === b.sample ? "equal" : "different";
}

/** `64`, or `?` if it is unknown. */
export function formatSize(size: Size): string {
    return size.sample === undefined ? "?" : String(size.sample);
}

function combine(
    a: Size, b: Size, compute: (x: number, y: number) => number | undefined,
    computeForm: (x: SizeFunction | number, y: SizeFunction | number) => SizeFunction | number,
): Size {
    let sample: number | undefined;
    if (a.sample !== undefined && b.sample !== undefined) {
        sample = compute(a.sample, b.sample);
        if (sample === undefined || !Number.isSafeInteger(sample)) {
            return unknownSize;
        }
    }
    if (a.form === undefined && b.form === undefined) {
        return sample === undefined ? unknownSize : fixedSize(sample);
    }
    const [left, right] = [a.form ?? a.sample, b.form ?? b.sample];
    if (left === undefined || right === undefined) {
        return unknownSize;
    }
    const form = computeForm(left, right);
    if (typeof form === "number") {
        return fixedSize(form);
    }
    return form.terms.length === 0 && !form.lost ? fixedSize(form.constant) : make(sample, form);
}

function asFunction(value: SizeFunction | number): SizeFunction {
    return typeof value === "number" ? constantFunction(value) : value;
}

function addTo(value: SizeFunction | number, number: number): SizeFunction | number {
    return typeof value === "number" ? value + number : addNumber(value, number);
}

function negative(value: SizeFunction | number): SizeFunction | number {
    return typeof value === "number" ? -value : scaleFunction(value, -1);
}

/** ⌊x/y⌋; a quotient by a function has no normal form. */
function quotientFunction(x: SizeFunction | number, y: SizeFunction | number): SizeFunction {
    if (typeof y === "number" && y !== 0) {
        return floorDivideFunction(asFunction(x), y);
    }
    return lostFunction(asFunction(x), asFunction(y));
}
