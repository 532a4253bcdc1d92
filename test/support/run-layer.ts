import { InferenceSession, Tensor } from "onnxruntime-node";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { modelWithExternalWeights } from "../../server/emit/onnx-file.ts";
import { emitOnnx } from "../../server/emit/onnx.ts";
import { fillWeights } from "../../server/emit/weights.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { analyzeText } from "./memory-host.ts";
import { sessionOptions } from "./ort.ts";
import type { Numbers } from "./tensors.ts";

/** The input of a small network and ONNX Runtime's result. */
export interface LayerRun {
    readonly inputs: readonly Numbers[];
    /** One of the parameters of the line named `y`. */
    parameter(name: string): Numbers;
    /** The result of the line with a name. */
    result(name: string): Numbers;
}

/** A small network in ONNX Runtime, to be run several times. */
export interface OpenLines {
    /** Its layers, the network's graph. */
    readonly graph: ModelGraph;
    /** The seeded inputs, without a batch. */
    readonly inputs: readonly Numbers[];
    /** The seeded parameters by their full names: `y.weight`. */
    readonly parameters: ReadonlyMap<string, Numbers>;
    /** Runs it on its inputs, or on others of the same shapes. */
    run(inputs?: readonly Numbers[]): Promise<LayerRun>;
    close(): Promise<void>;
}

/** Runs the lines of a model once: see `openLines`. */
export async function runLines(shapes: readonly string[], lines: readonly string[]): Promise<LayerRun> {
    const network = await openLines(shapes, lines);
    try {
        return await network.run();
    } finally {
        await network.close();
    }
}

/**
 * Opens the lines of a model in ONNX Runtime, with inputs `a`, `b`, … of some shapes. Inputs and parameters contain
 * seeded numbers from −2 to 2, except variances, which are positive, and parameters in `replaced`, by their full names.
 */
export async function openLines(
    shapes: readonly string[], lines: readonly string[], replaced: ReadonlyMap<string, Numbers> = new Map(),
): Promise<OpenLines> {
    const declared = shapes.map((shape, index) => `input ${letter(index)}: ${shape}`);
    const analysis = analyzeText(`model Small() {\n${[...declared, ...lines].join("\n")}\n}\n`);
    const errors = diagnose(analysis).filter(({ severity }) => severity === "error");
    const [graph] = analysis.models;
    if (errors.length > 0 || graph === undefined) {
        throw new Error(errors.map(({ message }) => message).join("\n"));
    }
    const model = emitOnnx(graph, { batch: 1, everyLayer: true });
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    const data = new Uint8Array(model.weightsLength);
    const parameters = new Map(model.weights.map(({ name, dims, offset, count }) => {
        const numbers = new Float32Array(data.buffer, offset, count);
        numbers.set(replaced.get(name)?.data ?? seededNumbers(name, dims));
        if (name.endsWith("running_var")) {
            numbers.forEach((value, index) => { numbers[index] = Math.abs(value) + 0.1; });
        }
        return [name, { dims, data: [...numbers] }];
    }));
    const session = await InferenceSession.create(modelWithExternalWeights(model, "weights.bin"), {
        // Without weights there is no file: an empty one is rejected.
        externalData: data.length === 0 ? [] : [{ path: "weights.bin", data }],
        ...sessionOptions, logSeverityLevel: 3,
    });
    const seeded = model.inputs.map(({ name, dims }) =>
        ({ dims: dims.slice(1).map(Number), data: [...seededNumbers(name, dims)] }));
    return {
        graph,
        inputs: seeded,
        parameters,
        run: async (inputs = seeded) => {
            const results = await session.run(Object.fromEntries(model.inputs.map(({ name, dims }, index) =>
                [name, new Tensor("float32", Float32Array.from(inputs[index]?.data ?? []), dims)])));
            return {
                inputs,
                parameter: (name) => found(parameters, name === "" ? "y" : `y.${name}`),
                result: (name) => {
                    const last = model.layers.findLast(({ layer: { path } }) =>
                        path === name || path.startsWith(`${name}.`));
                    const tensor = last?.results[0]?.name ?? name;
                    const { dims, data: numbers } = found(new Map(Object.entries(results)), tensor);
                    return { dims: dims.slice(1), data: Array.from(numbers as Float32Array) };
                },
            };
        },
        close: () => session.release(),
    };
}

function letter(index: number): string {
    return String.fromCharCode("a".charCodeAt(0) + index);
}

function seededNumbers(name: string, dims: readonly number[]): Float32Array {
    const count = dims.reduce((product, size) => product * size, 1);
    const numbers = new Float32Array(count);
    fillWeights({ name, dims, offset: 0, count, fill: { kind: "uniform", limit: 2 } }, 1, numbers);
    return numbers;
}

function found<T>(things: ReadonlyMap<string, T>, name: string): T {
    const thing = things.get(name);
    if (thing === undefined) {
        throw new Error(`There is no ${name} among ${[...things.keys()].join(", ")}.`);
    }
    return thing;
}
