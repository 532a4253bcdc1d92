import { text } from "../../server/text.ts";
import { describeFailure, failureKind, Refusal } from "./failures.ts";
import { groupTensors } from "./layer-check.ts";
import type { LoadListener } from "./loading.ts";
import type { DeviceName, InputTensor, LayerCheck, NamedTensor } from "./messages.ts";
import { isSameNetwork, type Network } from "./network.ts";
import { openSession, type Session } from "./session.ts";
import { floatsOf } from "./tensor-floats.ts";
import { createValueCheck, type ValueComparison } from "./value-check.ts";

export interface LayersRequest {
    readonly network: Network;
    readonly device: DeviceName;
    readonly inputs: readonly InputTensor[];
}

/** Computes the results of layers, with the model that outputs them all. */
export interface LayerResults {
    fetch(request: LayersRequest, tensors: readonly string[], listener: LoadListener): Promise<readonly NamedTensor[]>;
    /** Compares the layers' shapes with those shown, and their numbers with WebAssembly's. */
    check(request: LayersRequest, listener: LoadListener): Promise<LayerCheck>;
}

/** With more bytes of weights, no second session is kept for the next request. */
const largestKept = 128e6;
/** The maximum bytes of layers' results that are held at the same time. */
const largestComparison = 256e6;
/** With more bytes of weights, the numbers are not compared, because both devices would hold them. */
const largestCompared = 512e6;

export function createLayerResults(): LayerResults {
    let kept: { readonly network: Network; readonly device: DeviceName; readonly session: Session } | undefined;

    const close = async (): Promise<void> => {
        const session = kept?.session;
        kept = undefined;
        await session?.close();
    };
    const sessionOf = async ({ network, device }: LayersRequest, listener: LoadListener): Promise<Session> => {
        if (kept?.device === device && isSameNetwork(kept.network, network)) {
            return kept.session;
        }
        await close();
        kept = { network, device, session: await openEveryLayer(network, device, listener) };
        return kept.session;
    };

    return {
        fetch: async (request, tensors, listener) => {
            try {
                const session = await sessionOf(request, listener);
                const results = await session.run(request.inputs, tensors);
                const named = await Promise.all([...results].map(async ([name, result]) => {
                    const values = floatsOf(result, await result.getData());
                    result.dispose();
                    return { name, dims: [...result.dims], values };
                }));
                await session.settle();
                return named;
            } catch (error) {
                await close().catch(() => undefined);
                throw error;
            } finally {
                if (request.network.model.weightsLength > largestKept) {
                    await close();
                }
            }
        },
        check: (request, listener) => checkLayers(request, listener),
    };
}

function openEveryLayer(network: Network, device: DeviceName, listener: LoadListener): Promise<Session> {
    const { onnxEveryLayer } = network.model;
    if (onnxEveryLayer === undefined) {
        throw new Refusal(text("the results of all layers together do not fit into memory"));
    }
    return openSession(network, {
        device,
        onnx: onnxEveryLayer,
        keepResults: true,
        onProgress: () => undefined,
        onDeviceLost: (message) => listener.deviceLost(message),
    });
}

async function checkLayers(request: LayersRequest, listener: LoadListener): Promise<LayerCheck> {
    const { network, device, inputs } = request;
    const shapes: { tensor: string; dims: readonly number[] }[] = [];
    const values = device === "webgpu" ? valueCheckOf(network, inputs, listener) : undefined;
    let session: Session | undefined;
    try {
        listener.progress({ phase: "comparing", fraction: 0 });
        session = await openEveryLayer(network, device, listener);
        const groups = groupTensors(network.model.layers, largestComparison);
        for (const [index, group] of groups.entries()) {
            const results = await session.run(inputs, group);
            results.forEach(({ dims }, tensor) => shapes.push({ tensor, dims: [...dims] }));
            await values?.compare(group, results);
            results.forEach((result) => result.dispose());
            listener.progress({ phase: "comparing", fraction: (index + 1) / groups.length });
        }
        await session.settle();
        return { shapes, ...(values === undefined ? {} : { values: values.result() }) };
    } catch (error) {
        if (failureKind(error) === "device-lost") {
            throw error;
        }
        return { failure: describeFailure(error) };
    } finally {
        await values?.close().catch(() => undefined);
        await session?.close().catch(() => undefined);
    }
}

/** Compares WebGPU's numbers with WebAssembly's. */
function valueCheckOf(network: Network, inputs: readonly InputTensor[], listener: LoadListener): ValueComparison {
    return createValueCheck(inputs, () => {
        if (network.model.weightsLength > largestCompared) {
            throw new Refusal(text("the weights do not fit into memory twice"));
        }
        return openEveryLayer(network, "wasm", listener);
    });
}
