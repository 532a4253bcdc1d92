import { InferenceSession, Tensor } from "onnxruntime-web/jspi";
import type { InputTensor, NamedTensor } from "./messages.ts";
import { decodeBase64 } from "./session.ts";
import { floatsOf } from "./tensor-floats.ts";

/** Runs small models, such as those that decode outputs, on WebAssembly. */
export interface ExtraModels {
    /** Runs the ONNX model (base64). Inputs that it does not have are ignored. */
    apply(onnx: string, inputs: readonly InputTensor[]): Promise<readonly NamedTensor[]>;
}

/** The number of models that stay loaded. */
const mostKept = 4;

export function createExtraModels(): ExtraModels {
    const sessions = new Map<string, InferenceSession>();

    const sessionOf = async (onnx: string): Promise<InferenceSession> => {
        const session = sessions.get(onnx) ?? await InferenceSession.create(decodeBase64(onnx), { executionProviders: ["wasm"] });
        // The most recently used is last.
        sessions.delete(onnx);
        sessions.set(onnx, session);
        for (const [old, unused] of [...sessions].slice(0, -mostKept)) {
            sessions.delete(old);
            await unused.release();
        }
        return session;
    };

    return {
        apply: async (onnx, inputs) => {
            const session = await sessionOf(onnx);
            const feeds = inputs.filter(({ name }) => session.inputNames.includes(name))
                .map(({ name, dims, values }) => [name, new Tensor("float32", values, dims)] as const);
            const results = await session.run(Object.fromEntries(feeds));
            return Object.entries(results).map(([name, result]) => ({
                name, dims: [...result.dims], values: floatsOf(result),
            }));
        },
    };
}
