import type { Shape } from "../sizes/shape.ts";
import { elementCount } from "../sizes/shape.ts";

/** The product; undefined if a factor is unknown or the result is not exact. */
export function productOf(...factors: readonly (number | undefined)[]): number | undefined {
    let product = 1;
    for (const factor of factors) {
        if (factor === undefined) {
            return undefined;
        }
        product *= factor;
    }
    return Number.isSafeInteger(product) ? product : undefined;
}

/** The sum; undefined if a term is unknown or the result is not exact. */
export function sumOf(...terms: readonly (number | undefined)[]): number | undefined {
    let sum = 0;
    for (const term of terms) {
        if (term === undefined) {
            return undefined;
        }
        sum += term;
    }
    return Number.isSafeInteger(sum) ? sum : undefined;
}

/** `operations` per element of a value, at the default sizes. */
export function perElement(shape: Shape | undefined, operations = 1): number | undefined {
    return productOf(elementCount(shape), operations);
}
