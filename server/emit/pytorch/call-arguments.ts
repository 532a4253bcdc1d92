import type { Argument, Call, Parameter } from "../../../grammar/syntax-tree.ts";
import { bindCall } from "../../evaluation/call-binding.ts";
import { declaredSignature, layerSignature } from "../../evaluation/signatures.ts";
import type { LayerDefinition } from "../../layers/definition.ts";

/** A layer call's arguments by name, and its operands by position. */
export function layerArguments(step: Call, definition: LayerDefinition): ReadonlyMap<string | number, Argument> {
    const { byParameter, operands } = bindCall(layerSignature(definition), step.arguments);
    return new Map<string | number, Argument>([...operands.entries(), ...byParameter]);
}

/** What a call gives for a block's parameter; undefined where its default is taken. */
export function blockArgument(step: Call, parameters: readonly Parameter[], parameter: string): Argument | undefined {
    return bindCall(declaredSignature(parameters), step.arguments).byParameter.get(parameter);
}
