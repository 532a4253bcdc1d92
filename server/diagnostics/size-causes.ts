import type { Layer } from "../graph/graph.ts";
import type { SizeCause } from "../graph/input-rule.ts";
import { formatShape, type Shape } from "../sizes/shape.ts";
import { alwaysFalse } from "../sizes/size-condition.ts";
import { formatSize, isSameSize, productOfSizes, type Size } from "../sizes/size.ts";
import type { RelatedInformation } from "./check.ts";
import { relatedInformation } from "./related-places.ts";
import { text, type Text } from "../text.ts";

/** The cause of a limit on a model's input size: "`concat` in `up1` needs 2·⌊H/2⌋ = H". */
export function causeMessage(cause: SizeCause): Text {
    const { demand } = cause;
    const { source } = demand;
    const path = demand.scope?.path ?? "";
    const condition = readable(cause);
    switch (source.kind) {
        case "rule": {
            const values = { layer: source.layer.definition.name, path, condition };
            if (demand.test === alwaysFalse) {
                return path === "" ? text("`{layer}` fits at no size", values)
                    : text("`{layer}` in `{path}` fits at no size", values);
            }
            return path === "" ? text("`{layer}` needs {condition}", values)
                : text("`{layer}` in `{path}` needs {condition}", values);
        }
        case "parameter": {
            const flattened = flattenedFor(source.layer, source.size);
            const layer = source.layer.path;
            return flattened === undefined
                ? text("the weights of `{layer}` fix the size: {condition}", { layer, condition })
                : text("the weights of `{layer}` fix the size: {shape} must keep its {elements} elements", {
                    layer, shape: formatShape(flattened, "formulas"), elements: formatSize(source.size),
                });
        }
        case "argument":
            return text("`{argument}` of `{callee}` stays {number}: {condition}", {
                argument: source.argument, callee: source.callee, number: source.number, condition,
            });
        case "condition":
            return text("`{code}` stays {value}: {condition}", { code: source.text, value: source.number, condition });
        case "count":
            return text("the count `{code}` stays {number}: {condition}", {
                code: source.text, number: source.number, condition,
            });
        case "index":
            return text("the index `{code}` stays {number}: {condition}", {
                code: source.text, number: source.number, condition,
            });
        case "claim":
            return path === "" ? text("the claim `{code}` needs {condition}", { code: source.text, condition })
                : text("the claim `{code}` in `{path}` needs {condition}", { code: source.text, path, condition });
        case "input":
            return text("the input's size `{code}` needs {condition}", { code: source.text, condition });
        case "require":
            return path === "" ? text("`require {code}` needs {condition}", { code: source.text, condition })
                : text("`require {code}` in `{path}` needs {condition}", { code: source.text, path, condition });
    }
}

/** How to keep a size dynamic that weights fix. */
export function causeNotes({ demand: { source } }: SizeCause): readonly Text[] {
    return source.kind === "parameter"
        ? [text("a global or adaptive pooling before `{layer}` leaves the size open", { layer: source.layer.path })]
        : [];
}

/** The maximum length of a readable condition. */
const longestCondition = 100;

/** The condition; a summary or the beginning of one that is too long. */
function readable({ condition, operands }: SizeCause): string {
    if (condition.length <= longestCondition) {
        return condition;
    }
    return operands.length > 1 ? text("equal sizes") : `${condition.slice(0, longestCondition)}…`;
}

/** The shape that is flattened before a layer with weights for each of its elements. */
function flattenedFor(layer: Layer, size: Size): Shape | undefined {
    let [value] = layer.inputs;
    while (value?.shape?.length === 1 && value.producer?.kind === "layer" && value.producer.inputs.length === 1) {
        [value] = value.producer.inputs;
    }
    const shape = value?.shape;
    return shape !== undefined && shape.length > 1 && isSameSize(productOfSizes(shape), size) ? shape : undefined;
}

/** The places of a cause: its source, the operands that must agree, and the layer that rounds. */
export function causePlaces(cause: SizeCause): readonly RelatedInformation[] {
    const { demand, operands } = cause;
    return [
        { ...demand.location, message: causeMessage(cause) },
        ...operands.flatMap(({ producer, shape }): readonly RelatedInformation[] => {
            if (producer === undefined) {
                return [];
            }
            const place = producer.kind === "layer" ? producer.location : { ...producer.location, span: producer.nameSpan };
            const path = producer.kind === "layer" ? producer.path : producer.name;
            return [relatedInformation({ uri: place.uri, span: place.span, role: "operand", shape, path }, "found")];
        }),
        ...roundingPlace(cause),
    ];
}

/** The layer whose rounding causes the condition. */
export function roundingPlace({ rounding, operands }: SizeCause): readonly RelatedInformation[] {
    return rounding === undefined || operands.length === 0
        ? []
        : [{ ...rounding.location, message: text("`{layer}` rounds here", { layer: rounding.path }) }];
}
