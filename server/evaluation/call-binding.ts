import type { Argument } from "../../grammar/syntax-tree.ts";
import type { WrittenArguments } from "../graph/graph.ts";
import type { Aliases } from "../layers/traits.ts";
import { suggestArgument } from "./suggestions.ts";

/** The parameters of a layer, block, function or decorator. */
export interface Signature {
    readonly parameters: readonly SignatureParameter[];
    /** How many leading parameters a positional argument can fill. */
    readonly positional: number;
    /**
     * Whether positional arguments are operands instead of filling parameters; a labelled operand has a name that is
     * not a parameter's: `concat(left = conv(64, 1), x)`.
     */
    readonly operands: "none" | "positional" | "labelled";
}

export interface SignatureParameter {
    readonly name: string;
    readonly required: boolean;
    /** Its names in other libraries. */
    readonly aliases?: Aliases;
}

/** Which argument of a call belongs to which parameter. */
export interface BoundCall extends WrittenArguments {
    /** The first argument for each parameter; one with a misspelt name belongs to the parameter it resembles. */
    readonly byParameter: ReadonlyMap<string, Argument>;
    /** Positional arguments without a parameter. */
    readonly surplus: readonly Argument[];
    /** Arguments with unknown names. */
    readonly unknown: readonly UnknownArgument[];
    /** Further arguments for a parameter that already has one. */
    readonly duplicate: readonly { readonly parameter: string; readonly argument: Argument }[];
    /** Required parameters without an argument. */
    readonly missing: readonly string[];
}

export interface UnknownArgument {
    readonly argument: Argument;
    readonly name: string;
    /** The parameter without an argument that the name resembles most. */
    readonly suggestion: string | undefined;
}

/** Binds the arguments of a call to the parameters of its callee. The result depends on nothing else. */
export function bindCall(signature: Signature, args: readonly Argument[]): BoundCall {
    const names = signature.parameters.map(({ name }) => name);
    const byParameter = new Map<string, Argument>();
    const operands: Argument[] = [];
    const surplus: Argument[] = [];
    const duplicate: { parameter: string; argument: Argument }[] = [];
    const misnamed: Argument[] = [];

    let position = 0;
    for (const [index, argument] of args.entries()) {
        const name = argument.name?.text;
        if (name !== undefined && names.includes(name)) {
            assign(name, argument);
        } else if (name !== undefined) {
            (signature.operands === "labelled" ? operands : misnamed).push(argument);
        } else if (signature.operands !== "none") {
            operands.push(argument);
        } else {
            // After a named argument, the position in the call and the position among positional arguments differ. If
            // the parameter of either is already bound, the call is ambiguous.
            const taken = [names[position], names[index]].find((one) => one !== undefined && byParameter.has(one));
            const target = position < signature.positional ? taken ?? names[position] : undefined;
            position += 1;
            if (target === undefined) {
                surplus.push(argument);
            } else {
                assign(target, argument);
            }
        }
    }
    const unknown = misnamed.map((argument): UnknownArgument => {
        const name = argument.name?.text ?? "";
        const suggestion = suggestArgument(name, signature.parameters.filter((one) => !byParameter.has(one.name)));
        if (suggestion !== undefined) {
            byParameter.set(suggestion, argument);
        }
        return { argument, name, suggestion };
    });
    const missing = signature.parameters.filter(({ name, required }) => required && !byParameter.has(name))
        .map(({ name }) => name);
    return { byParameter, operands, surplus, unknown, duplicate, missing };

    function assign(parameter: string, argument: Argument): void {
        if (byParameter.has(parameter)) {
            duplicate.push({ parameter, argument });
        } else {
            byParameter.set(parameter, argument);
        }
    }
}
