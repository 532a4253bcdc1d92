import type { GraphInput, Layer, Value } from "../graph/graph.ts";
import type { SizeOrigin } from "../graph/size-origins.ts";
import type { Location } from "../names/location.ts";
import type { RelatedPlace } from "./problems.ts";

/** The origin of a value's size, as a related place. */
export function placeOfOrigin({ shape }: Value, { producer, axis, rank, size, formula }: SizeOrigin): RelatedPlace {
    const { path, ...location } = placeOfMaker(producer);
    return { ...location, role: "operand", shape, path, size: { axis, rank, size, formula } };
}

/** A layer's call or an input's name. */
export function placeOfMaker(producer: Layer | GraphInput): Location & { readonly path: string } {
    const { uri, span } = producer.location;
    return producer.kind === "layer"
        ? { uri, span, path: producer.path }
        : { uri, span: producer.nameSpan, path: producer.name };
}
