import type { Layer } from "../graph/graph.ts";
import type { SizeCause } from "../graph/input-rule.ts";
import { formatShape, type Shape } from "../sizes/shape.ts";
import { alwaysFalse } from "../sizes/size-condition.ts";
import { formatSize, isSameSize, productOfSizes, type Size } from "../sizes/size.ts";
import type { RelatedInformation } from "./check.ts";
import { relatedInformation, soInUses } from "./related-places.ts";
import { quote } from "./wording.ts";

/**
 * What limits a model's input size, in words: "`concat` in `up1` needs 2·⌊H/2⌋ = H; `down` rounds what one side
 * then lacks".
 */
export function causeMessage(cause: SizeCause): string {
    const { demand, operands, rounding } = cause;
    const { source, scope } = demand;
    const condition = readable(cause);
    const where = scope === undefined || scope.path === "" ? "" : ` in ${quote(scope.path)}`;
    const lost = rounding === undefined || operands.length === 0
        ? ""
        : `; ${quote(rounding.path)} rounds what one side then lacks`;
    switch (source.kind) {
        case "rule":
            return demand.test === alwaysFalse
                ? `${quote(source.layer.definition.name)}${where} fits at no size`
                : `${quote(source.layer.definition.name)}${where} needs ${condition}${lost}`;
        case "parameter": {
            const flattened = flattenedFor(source.layer, source.size);
            const fixed = flattened === undefined
                ? condition
                : `${formatShape(flattened, "formulas")} must keep its ${formatSize(source.size)} elements`;
            return `the weights of ${quote(source.layer.path)} fix the size: ${fixed}; ` +
                "a global or adaptive pooling before it frees the size";
        }
        case "argument":
            return `${quote(source.argument)} of ${quote(source.callee)} is ${source.number} and stays so: ${condition}`;
        case "condition":
            return `${quote(source.text)} is ${source.number} and stays so: ${condition}`;
        case "count":
        case "index":
            return `the ${source.kind} ${quote(source.text)} is ${source.number} and stays so: ${condition}`;
        case "claim":
            return `the claim ${quote(source.text)}${where} needs ${condition}${lost}`;
        case "input":
            return `the input's size ${quote(source.text)} needs ${condition}`;
        case "require":
            return `${quote(`require ${source.text}`)}${where} needs ${condition}`;
    }
}

/** The longest condition that anybody reads. */
const longestCondition = 100;

/** The condition; of one that is too long only its sense, or its beginning. */
function readable({ condition, operands }: SizeCause): string {
    if (condition.length <= longestCondition) {
        return condition;
    }
    return operands.length > 1 ? "sizes that agree" : `${condition.slice(0, longestCondition)}…`;
}

/** The shape that is flattened before a layer, where it has weights for each of that shape's elements. */
function flattenedFor(layer: Layer, size: Size): Shape | undefined {
    let [value] = layer.inputs;
    while (value?.shape?.length === 1 && value.producer?.kind === "layer" && value.producer.inputs.length === 1) {
        [value] = value.producer.inputs;
    }
    const shape = value?.shape;
    return shape !== undefined && shape.length > 1 && isSameSize(productOfSizes(shape), size) ? shape : undefined;
}

/** The places that show a cause: what asks for it, the values that meet there, and the layer that rounds. */
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
            return [relatedInformation({ uri: place.uri, span: place.span, role: "operand", shape, path }, soInUses)];
        }),
        ...roundingPlace(cause),
    ];
}

/** The layer whose rounding loses what one side of a cause then lacks. */
export function roundingPlace({ rounding, operands }: SizeCause): readonly RelatedInformation[] {
    return rounding === undefined || operands.length === 0
        ? []
        : [{ ...rounding.location, message: `${quote(rounding.path)} rounds here` }];
}
