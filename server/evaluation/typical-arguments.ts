import { layers } from "../layers/catalogue.ts";
import type { BoundCall } from "./call-binding.ts";

/**
 * Typical values for the arguments that a layer's call lacks: `kernel=2` for `max_pool()`. Undefined if one of them has
 * no typical value.
 */
export function typicalArguments(callee: string, missing: readonly string[]): readonly string[] | undefined {
    const written = missing.flatMap((name) => {
        const typical = typicalValue(callee, name);
        return typical === undefined ? [] : [`${name}=${typical}`];
    });
    return written.length === missing.length ? written : undefined;
}

/**
 * The arguments that a call lacks if it was intended for a layer: the required ones, and one of those of which a call
 * passes exactly one.
 */
export function lackedArguments(
    callee: string, { missing, byParameter }: Pick<BoundCall, "missing" | "byParameter">,
): readonly string[] {
    const isPassed = layers.get(callee)?.oneOf.some((name) => byParameter.has(name)) ?? true;
    const typical = isPassed ? undefined : typicalOneOf(callee);
    return typical === undefined ? missing : [...missing, typical];
}

/** The argument with a typical value among those of which a call of a layer passes exactly one. */
export function typicalOneOf(callee: string): string | undefined {
    return layers.get(callee)?.oneOf.find((name) => typicalValue(callee, name) !== undefined);
}

function typicalValue(callee: string, name: string): string | undefined {
    return layers.get(callee)?.arguments.get(name)?.typical;
}
