import type { AttributeExpression } from "../../grammar/syntax-tree.ts";
import type { Value } from "../graph/graph.ts";
import { axisName } from "../sizes/shape.ts";
import { fixedSize, productOfSizes, type Size } from "../sizes/size.ts";
import { report, type Context } from "./context.ts";
import { isUnknown, isValue, printDatum, sizeDatum, unknownDatum, type Datum } from "./data.ts";
import { describe, recordDatum } from "./results.ts";
import { nearestName } from "./suggestions.ts";

/** The attributes of a value, with their documentation. */
export const valueAttributes: ReadonlyMap<string, string> = new Map([
    ["channels", "its channels, or the features of a rank-1 value"],
    ["height", "its height"],
    ["width", "its width"],
    ["depth", "its depth, of a 3-D feature map"],
    ["length", "its length, of a 1-D feature map"],
    ["size", "its number of elements"],
    ["shape", "its shape as a list, without the batch"],
    ["rank", "its number of axes, without the batch"],
]);

/** Evaluates `value.channels` and the like. */
export function evaluateAttribute(expression: AttributeExpression, context: Context): Datum {
    const object = context.interpreter.evaluateExpression(expression.object, context);
    const name = expression.attribute;
    if (isUnknown(object) || name === undefined) {
        return unknownDatum;
    }
    if (!isValue(object)) {
        report(context, name, { code: "unknown-attribute", name: name.text, of: describe(object) });
        return unknownDatum;
    }
    if (!valueAttributes.has(name.text)) {
        const suggestion = nearestName(name.text, valueAttributes.keys());
        report(context, name, {
            code: "unknown-attribute", name: name.text, of: { kind: "value" }, ...(suggestion === undefined ? {} : { suggestion }),
        });
        return unknownDatum;
    }
    if (object.value.shape === undefined) {
        return unknownDatum;
    }
    const datum = attributeOf(object.value, name.text);
    if (datum === undefined) {
        report(context, name, {
            code: "unknown-attribute", name: name.text, of: { shape: printDatum(object) },
        });
    }
    recordDatum(expression, datum ?? unknownDatum, context);
    return datum ?? unknownDatum;
}

/** The attribute of a value with a known rank; undefined if it does not have it, such as the height of a vector. */
export function attributeOf(value: Value, name: string): Datum | undefined {
    const shape = value.shape ?? [];
    switch (name) {
        case "shape": return shape.map(sizeDatum);
        case "rank": return shape.length;
        case "size": return sizeDatum(productOfSizes(shape));
        case "channels": return axisOf(shape, 0);
        default: {
            const axis = shape.findIndex((_, index) => index > 0 && axisName(index, shape.length) === name);
            return axis < 0 ? undefined : axisOf(shape, axis);
        }
    }
}

function axisOf(shape: readonly Size[], axis: number): Datum {
    return sizeDatum(shape[axis] ?? fixedSize(1));
}
