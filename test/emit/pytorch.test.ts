import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { totalCost } from "../../server/graph/cost.ts";
import { namedParameters } from "../../server/graph/parameters.ts";
import { sampleShape } from "../../server/sizes/shape.ts";
import { exampleModel, exampleModels } from "../support/examples.ts";
import { analyzeText } from "../support/memory-host.ts";
import {
    missing, python, pytorchOf, runPytorch, torchvisionStates, type PytorchJob, type PytorchResult,
} from "../support/pytorch.ts";
import { sizedNetworks } from "../support/size-networks.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { publishedNetworks } from "./published-networks.ts";
import { pytorchPrograms } from "./pytorch-programs.ts";
import { smallNetworks, type SmallNetwork } from "./small-networks.ts";

const without = missing("torch") ?? missing("numpy");
if (without !== undefined) {
    console.warn(`PyTorch does not judge the modules here, only snapshots: ${without}.`);
}

const examples = exampleModels({ trace: true });

function smallGraph({ input, lines }: SmallNetwork): ModelGraph {
    return graphOf(`model Small() {\n    input x: ${input}\n    ${lines.join("\n    ")}\n}\n`);
}

function graphOf(text: string): ModelGraph {
    const analysis = analyzeText(text, {}, { trace: true });
    const errors = diagnose(analysis).filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toEqual([]);
    const [graph] = analysis.models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return graph;
}

/** The tensors of a graph by name, as state_dict has them. */
function statesOf(graph: ModelGraph): Readonly<Record<string, readonly number[] | undefined>> {
    return Object.fromEntries(namedParameters(graph).map(({ name, tensor }) => [name, tensor.shape]));
}

function judge(graph: ModelGraph, { findings, difference }: PytorchResult): void {
    expect(findings.error).toBeUndefined();
    expect(findings.state).toEqual(statesOf(graph));
    // The summary and hovers show what the module has.
    expect({ value: findings.parameters, atLeast: false }).toEqual(totalCost(graph).parameters);
    expect(findings.outputs.map(([, ...shape]) => shape))
        .toEqual(graph.outputs.map(({ value }) => sampleShape(value.shape)));
    if (difference !== undefined) {
        expect(difference).toBeLessThan(1e-4);
    }
}

/** Judges many networks with one start of Python. */
function judgeAll(jobs: readonly (readonly [title: string, job: PytorchJob])[]): void {
    let results: readonly PytorchResult[] = [];
    beforeAll(async () => {
        if (without === undefined) {
            await using folder = await temporaryFolder("pytorch");
            results = await runPytorch(jobs.map(([, job]) => job), folder.path);
        }
    });
    it.skipIf(without !== undefined).each(jobs.map(([title, { graph }], index) => [title, graph, index] as const))(
        "%s", (_, graph, index) => {
            const result = results[index];
            if (result === undefined) {
                throw new Error("PyTorch gave no answer.");
            }
            judge(graph, result);
        });
}

describe("every layer in PyTorch equals ONNX Runtime", () => {
    judgeAll(smallNetworks.map((network) => [network.title, { graph: smallGraph(network), device: "cpu" }] as const));
});

describe("blocks, loops and conditions in PyTorch equal ONNX Runtime", () => {
    judgeAll(pytorchPrograms.map(([title, text]) => [title, { graph: graphOf(text), device: "cpu" }] as const));
});

describe("published networks have one class for each block", () => {
    it.each(publishedNetworks.map(({ title, text, classes }) => [title, text, classes] as const))("%s", (_, text, classes) => {
        expect(classesIn(pytorchOf(graphOf(text)).text)).toEqual(classes);
    });
});

describe("published networks equal ONNX Runtime", () => {
    judgeAll(publishedNetworks.map(({ title, text }) => [title, { graph: graphOf(text), device: "cpu" }] as const));
});

describe("networks of the rules for input sizes equal ONNX Runtime", () => {
    judgeAll(sizedNetworks.map(({ name, text }) => [name, { graph: graphOf(text), device: "cpu" }] as const));
});

describe("examples on small images equal ONNX Runtime", () => {
    const sizes: Readonly<Record<string, readonly [number, number]>> = {
        ResNet18: [64, 48], ResNet50: [40, 40], DenseNet121: [64, 64], GoogLeNet: [64, 80], UNet: [188, 204],
        DCGANGenerator: [1, 1], MLP: [28, 28], FCNResNet50: [33, 40], YOLOv3: [32, 64],
    };
    judgeAll(Object.entries(sizes).map(([name, [height, width]]) => {
        const graph = exampleModel(name, { trace: true, samples: new Map([["H", height], ["W", width]]) });
        return [name, { graph, device: "cpu" }] as const;
    }));
});

describe("every example has the tensors and shapes of its graph in PyTorch", () => {
    judgeAll([...examples].map(([name, graph]) => [name, { graph, device: "meta" }] as const));
});

describe("the classification examples have torchvision's own tensors", () => {
    const withoutTorchvision = without ?? missing("torchvision.models");
    if (withoutTorchvision !== undefined) {
        console.warn(`torchvision does not judge the modules here: ${withoutTorchvision}.`);
    }
    const names: Readonly<Record<string, string>> = {
        AlexNet: "alexnet", GoogLeNet: "googlenet", VGG11: "vgg11", VGG13: "vgg13", VGG16: "vgg16", VGG19: "vgg19",
        VGG11BN: "vgg11_bn", VGG13BN: "vgg13_bn", VGG16BN: "vgg16_bn", VGG19BN: "vgg19_bn", ResNet18: "resnet18",
        ResNet34: "resnet34", ResNet50: "resnet50", ResNet101: "resnet101", ResNet152: "resnet152",
        DenseNet121: "densenet121", DenseNet161: "densenet161", DenseNet169: "densenet169", DenseNet201: "densenet201",
        FCNResNet50: "segmentation.fcn_resnet50",
    };
    let states: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {};
    beforeAll(() => {
        if (withoutTorchvision === undefined) {
            states = torchvisionStates(Object.values(names));
        }
    });
    it.skipIf(withoutTorchvision !== undefined).each(Object.entries(names))("%s", (name, theirs) => {
        // The judge above compares the module's state_dict with the graph's tensors.
        const graph = examples.get(name);
        expect(graph === undefined ? undefined : statesOf(graph)).toEqual(states[theirs]);
    });
});

/** The names of the classes of a module, in order. */
function classesIn(text: string): readonly string[] {
    return [...text.matchAll(/^class (\w+)/gmu)].map(([, name]) => name ?? "");
}

describe("the text of a module", () => {
    it.each(["ResNet18", "DenseNet121", "GoogLeNet", "UNet"])("%s", async (name) => {
        const graph = examples.get(name) ?? exampleModel(name);
        const { text } = pytorchOf(graph, sources[name] ?? "");
        await expect(text).toMatchFileSnapshot(`pytorch-modules/${name.toLowerCase()}.py`);
    });

    const written = [
        ...publishedNetworks.filter(({ title }) => ["MobileNetV2", "WaveNet", "ESRGAN"].includes(title)),
        { title: "Twins", text: pytorchPrograms.find(([title]) => title.startsWith("names of values"))?.[1] ?? "" },
    ];
    it.each(written.map(({ title, text }) => [title, text] as const))("%s", async (title, text) => {
        const { text: module } = pytorchOf(graphOf(text), `${title.toLowerCase()}.cnn`);
        await expect(module).toMatchFileSnapshot(`pytorch-modules/${title.toLowerCase()}.py`);
    });

    const noPython = spawnSync(python, ["--version"]).error === undefined ? undefined : `there is no ${python}`;
    it.skipIf(noPython !== undefined)("is Python for every example and program", async () => {
        await using folder = await temporaryFolder("python");
        const graphs = [
            ...examples.values(), ...pytorchPrograms.map(([, text]) => graphOf(text)),
            ...publishedNetworks.map(({ text }) => graphOf(text)),
        ];
        const paths = graphs.map((graph, index) => {
            const path = join(folder.path, `${index}.py`);
            writeFileSync(path, pytorchOf(graph).text);
            return path;
        });
        const { status, stderr } = spawnSync(python, ["-m", "py_compile", ...paths], { encoding: "utf8" });
        expect(stderr).toBe("");
        expect(status).toBe(0);
    });

    it("has no line over 100 characters", () => {
        for (const graph of examples.values()) {
            expect(pytorchOf(graph).text.split("\n").filter((line) => line.length > 100), graph.name).toEqual([]);
        }
    });
});

const sources: Readonly<Record<string, string>> = {
    ResNet18: "resnet.cnn", DenseNet121: "densenet.cnn", GoogLeNet: "googlenet.cnn", UNet: "unet.cnn",
};
