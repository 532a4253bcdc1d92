import { fromBinary } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { modelWithExternalWeights } from "../../server/emit/onnx-file.ts";
import { ModelProtoSchema } from "../../server/emit/onnx-proto/onnx_pb.ts";
import { emitOnnx, type OnnxModel } from "../../server/emit/onnx.ts";
import { layers } from "../../server/layers/catalogue.ts";
import { totalCost } from "../../server/graph/cost.ts";
import { fc, seed } from "../support/fast-check.ts";
import { analyzeText } from "../support/memory-host.ts";
import { runOnnx, shapeMismatches } from "../support/ort.ts";
import { drawFrom, randomNetwork, stars, type RandomNetwork, type RefusedCall } from "./random-networks.ts";
import { judge } from "./raw-forms.ts";
import { stricter } from "./stricter.ts";
import { printLine, type WrittenCall } from "./written-call.ts";

/** `npm run test:deep` runs more. */
const runs = Number(process.env["CNN_NETWORKS"] ?? 200);

/** `layer` and `layer.argument` of every call, valid and wrong. */
const covered = { accepted: new Set<string>(), refused: new Set<string>() };

function cover(calls: Set<string>, { layer, arguments: written }: WrittenCall): void {
    calls.add(layer);
    written.forEach(({ name }) => calls.add(`${layer}.${name}`));
}

beforeAll(() => {
    console.log(`${runs} random networks, seed ${seed}`);
});

describe(`random networks, seed ${seed}`, () => {
    it("agree with ONNX Runtime, and are wrong if it or PyTorch rejects them", { timeout: runs * 5000 }, async () => {
        let run = 0;
        await fc.assert(fc.asyncProperty(fc.gen(), async (generate) => {
            const star = stars[run % stars.length] ?? { layer: "relu", argument: undefined };
            run += 1;
            const network = randomNetwork(star, drawFrom(generate));
            await judgeNetwork(network);
            for (const { call, shape } of network.accepted) {
                cover(covered.accepted, call);
                const verdict = await judge(call);
                // A judge that rejects the valid call could not judge the wrong one.
                expect("shapes" in verdict ? verdict.shapes[0] : verdict.refused, describeCall(call)).toEqual(shape);
            }
            for (const refused of network.refused) {
                cover(covered.refused, refused.call);
                await judgeRefusal(refused);
            }
        }), { numRuns: runs, endOnFailure: true });
    });

    afterAll(() => {
        const expected = stars.map(({ layer, argument }) => (argument === undefined ? layer : `${layer}.${argument}`));
        for (const [outcome, calls] of Object.entries(covered)) {
            expect(expected.filter((one) => !calls.has(one)), `never ${outcome}`).toEqual([]);
        }
    });
});

/** Every layer has ONNX Runtime's shape, and there are as many parameters as learned numbers in the model. */
async function judgeNetwork({ graph, text }: RandomNetwork): Promise<void> {
    const model = emitOnnx(graph, { batch: 1, everyLayer: true });
    if ("refused" in model) {
        throw new Error(`${model.refused}\n${text}`);
    }
    const results = await runOnnx(model).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${text}`);
    });
    expect(shapeMismatches(model, results), text).toEqual([]);
    expect(totalCost(graph).parameters, text).toEqual({ value: learnedNumbers(model), atLeast: false });
}

/** The sizes of the learned initializers in the model's bytes; a norm's running statistics are not learned. */
function learnedNumbers(model: OnnxModel): number {
    const { graph } = fromBinary(ModelProtoSchema, modelWithExternalWeights(model, "weights.bin"));
    return (graph?.initializer ?? [])
        .filter(({ name, externalData }) => externalData.length > 0 && !/\.running_(mean|var)(_\d+)?$/.test(name))
        .reduce((sum, { dims }) => sum + dims.reduce((product, size) => product * Number(size), 1), 0);
}

/** One error, on the call's line, and another judge that rejects the call. */
async function judgeRefusal({ call, text, line, errors }: RefusedCall): Promise<void> {
    const reported = errors.map(({ code, message, span }) =>
        ({ code, message, line: text.slice(0, span.start).split("\n").length - 1 }));
    expect(reported, text).toEqual([
        { code: expect.any(String) as string, message: expect.any(String) as string, line },
    ]);
    const verdict = await judge(call);
    if ("refused" in verdict) {
        return;
    }
    const argued = stricter.some(({ code, about }) => code === errors[0]?.code && about(call));
    expect(argued, `ONNX Runtime makes ${JSON.stringify(verdict.shapes)} of ${describeCall(call)}: ${reported[0]?.message}`).toBe(true);
}

function describeCall(call: WrittenCall): string {
    const shapes = call.operands.map((one) => (typeof one === "number" ? one : `${one.name} [${one.shape.join(", ")}]`));
    return `${printLine(call, ["y"], "")}, ${shapes.join(", ")}`;
}

describe("rejections that are stricter than ONNX Runtime", () => {
    it.each(stricter.map((one) => [`${one.code}: ${one.because}`, one] as const))("%s", async (_, { code, about, example }) => {
        expect(about(example)).toBe(true);
        expect(await judge(example)).toHaveProperty("shapes");
        expect(errorsOf(example)).toEqual([code]);
    });
});

/** The codes of the errors in a model with one call. */
function errorsOf(call: WrittenCall): readonly string[] {
    const named = [...call.operands, ...call.arguments.map(({ value }) => value)]
        .filter((one) => typeof one === "object").filter((one) => "name" in one);
    const isPooled = named.some(({ name }) => name === "where");
    const inputs = named.filter(({ name }) => !(isPooled && name !== "x")).map(({ name, shape }) => `input ${name}: [${shape.join(", ")}]`);
    // Of nine elements windows of two make four.
    const lines = isPooled ? ["input x: [4, 9]", "a, where = max_pool(2, indices=true)"] : [...inputs, "input x: [1]"];
    const text = `model Wrong() {\n${[...lines, printLine(call, ["y"], ""), "output z = relu()"].join("\n")}\n}\n`;
    return diagnose(analyzeText(text)).filter(({ severity }) => severity === "error").map((error) => error.code);
}

it("every layer of the catalogue has its star", () => {
    expect(new Set(stars.map(({ layer }) => layer))).toEqual(new Set(layers.keys()));
});
