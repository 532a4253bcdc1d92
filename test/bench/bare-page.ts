import { env, InferenceSession, Tensor } from "onnxruntime-web/jspi";

/** onnxruntime-web and nothing else, as its documentation uses it. */
export interface BareRuntime {
    /** Loads /model.onnx. */
    load(device: "webgpu" | "wasm", input: { readonly name: string; readonly dims: readonly number[] }): Promise<void>;
    /** Runs it once; the milliseconds until its results are there. */
    run(): Promise<number>;
}

let session: InferenceSession | undefined;
let feeds: Record<string, Tensor> = {};

const runtime: BareRuntime = {
    load: async (device, { name, dims }) => {
        const bytes = async (address: string): Promise<ArrayBuffer> => (await fetch(address)).arrayBuffer();
        env.wasm.wasmBinary = await bytes("/ort.wasm");
        env.wasm.numThreads = 1;
        env.logLevel = "error";
        session = await InferenceSession.create(await bytes("/model.onnx"), { executionProviders: [device] });
        const count = dims.reduce((product, size) => product * size, 1);
        feeds = { [name]: new Tensor("float32", new Float32Array(count).fill(0.5), dims) };
    },
    run: async () => {
        const start = performance.now();
        await session?.run(feeds);
        return performance.now() - start;
    },
};
Object.assign(window, { bareRuntime: runtime });
