import type { EvaluatedDecorator } from "./graph.ts";

/** The decorator of this name, if there is one. */
export function findDecorator(
    evaluated: readonly EvaluatedDecorator[], name: string,
): EvaluatedDecorator | undefined {
    return evaluated.find((decorator) => decorator.name === name);
}
