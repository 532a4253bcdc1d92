import { describeFailure, failureKind } from "./failures.ts";
import { compareValues, valueTolerance } from "./layer-values.ts";
import type { InputTensor, ValueCheck } from "./messages.ts";
import type { Session } from "./session.ts";
import { floatsOf } from "./tensor-floats.ts";

/** Compares results with those of another device, layer by layer, until the first difference or failure. */
export interface ValueComparison {
    /** Compares the results of these layers, in their order. */
    compare(tensors: readonly string[], results: Awaited<ReturnType<Session["run"]>>): Promise<void>;
    result(): ValueCheck;
    close(): Promise<void>;
}

/** `openReference` opens the session of the other device, on first use. */
export function createValueCheck(
    inputs: readonly InputTensor[], openReference: () => Promise<Session>,
): ValueComparison {
    let session: Session | undefined;
    let compared = 0;
    let ended: ValueCheck | undefined;
    const compare: ValueComparison["compare"] = async (tensors, results) => {
        session ??= await openReference();
        const references = await session.run(inputs, tensors);
        for (const tensor of tensors) {
            const [result, reference] = [results.get(tensor), references.get(tensor)];
            if (result === undefined || reference === undefined) {
                continue;
            }
            const found = compareValues(floatsOf(result, await result.getData()), floatsOf(reference));
            compared += 1;
            if (!(found.difference <= valueTolerance * found.scale)) {
                ended = { compared, first: { tensor, ...found } };
                break;
            }
        }
        references.forEach((reference) => reference.dispose());
    };
    return {
        compare: async (tensors, results) => {
            if (ended !== undefined) {
                return;
            }
            try {
                await compare(tensors, results);
            } catch (error) {
                if (failureKind(error) === "device-lost") {
                    throw error;
                }
                ended = { failure: describeFailure(error) };
            }
        },
        result: () => ended ?? { compared },
        close: async () => session?.close(),
    };
}
