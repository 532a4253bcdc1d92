import type { Expression, ShapeClaim } from "../../grammar/syntax-tree.ts";
import type { Value } from "../graph/graph.ts";
import { changesOfSize } from "../graph/size-origins.ts";
import { allOf, sizesEqual, type SizeTest } from "../sizes/size-condition.ts";
import { compareSizes, fixedSize, isDynamic, multiplySizes } from "../sizes/size.ts";
import { demandSizes, report, reportUnmet, textOf, type BodyContext } from "./context.ts";
import { isUnknown, numberOf, printDatum, sizeOf, unknownDatum, type Datum } from "./data.ts";
import { evaluateExpression } from "./expressions.ts";
import { placeOfOrigin } from "./related-places.ts";
import { plainValue } from "./results.ts";
import { isDynamicNumber } from "./size-arithmetic.ts";

/** Compares a claim with the shape of a line; unknown sizes agree with everything. */
export function checkClaim(claim: ShapeClaim, value: Value, context: BodyContext): void {
    if (claim.shapeSpan === undefined) {
        return;
    }
    const claimed = claim.dimensions.map((dimension) =>
        dimension.kind === "wildcard" ? undefined : claimedSize(dimension, context));
    const { shape } = value;
    // An invalid size has already been reported.
    if (shape === undefined || claim.dimensions.some(({ kind }) => kind === "error")) {
        return;
    }
    const { text } = context.frame.file.parsed;
    const demanded: SizeTest[] = [];
    const wrong = claimed.flatMap((size, axis) => {
        const actual = shape[axis];
        const known = size === undefined || isUnknown(size) ? undefined : sizeOf(size);
        if (actual === undefined || size === undefined || isUnknown(size)) {
            return [];
        }
        if (!isDynamicNumber(size) && isDynamic(actual) && !isAtWrittenSizes(context)) {
            return [];
        }
        const dimension = claim.dimensions[axis];
        if (isDynamicNumber(size) && dimension !== undefined) {
            const same = sizesEqual(size.size, multiplySizes(actual, fixedSize(size.divisor)));
            demandSizes(context, dimension, same, () => ({
                kind: "claim", axis, text: textOf(dimension, context), value,
            }));
            if (same.truth === false && same.test !== undefined) {
                demanded.push(same.test);
            }
        }
        return known === undefined || compareSizes(known, actual) === "different" ? [axis] : [];
    });
    if (wrong.length === 0 && claimed.length === shape.length) {
        return;
    }
    // A claim that fails in several uses is one problem, which lists them all.
    const { failedClaims } = context.evaluation;
    if (!failedClaims.has(claim) && failedClaims.explain(value, wrong)) {
        return;
    }
    failedClaims.add(claim, value, wrong);
    const printed = claimed.map((size, axis) => {
        const dimension = claim.dimensions[axis];
        return size === undefined || dimension === undefined
            ? "_"
            : isUnknown(size) ? text.slice(dimension.start, dimension.end) : printDatum(size);
    });
    // A wrong literal size is wrong at the default sizes, whatever other sizes would result in.
    const isForAllSizes = claimed.length === shape.length && demanded.length === wrong.length;
    reportUnmet(context, claim.shapeSpan, {
        code: "failed-claim", claimed: `[${printed.join(", ")}]`, actual: shape,
        axes: claimed.length === shape.length ? wrong : [],
    }, isForAllSizes ? allOf(demanded) : undefined,
    changesOfSize(value, wrong[0] ?? 0, context.evaluation.causes)
        .map((change) => placeOfOrigin(change.value, change.origin)));
}

/**
 * Whether the input has the sizes in the file: a literal claim about an axis that depends on them applies only there.
 */
function isAtWrittenSizes({ evaluation }: BodyContext): boolean {
    return evaluation.inputs.every(({ dynamicSizes }) =>
        dynamicSizes.every(({ size, written }) => size.sample === written));
}

function claimedSize(dimension: Expression, context: BodyContext): Datum {
    const datum = plainValue(evaluateExpression(dimension, context), dimension, context);
    if (isUnknown(datum) || numberOf(datum) !== undefined) {
        return datum;
    }
    report(context, dimension, {
        code: "wrong-type", part: { kind: "claimed-size" }, expected: "size-or-wildcard", found: { printed: printDatum(datum) },
    });
    return unknownDatum;
}

