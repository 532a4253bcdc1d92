import { expect, test } from "vitest";
import { analyze } from "../../server/analysis/analyze.ts";
import { findDiagnostics, reported } from "../../server/diagnostics/diagnostics.ts";
import { allTemplates } from "../../templates/generate.ts";
import { memoryHost } from "../support/memory-host.ts";
import { exampleModels } from "../support/examples.ts";
import { totalCost } from "../../server/graph/cost.ts";

const templates = allTemplates();
const published = exampleModels();

test.each(templates.map((template) => [template.name, template] as const))(
    "%s is complete without other files, and has nothing to report", (_, { text, models, description }) => {
        const analysis = analyze("memory:/main.cnn", memoryHost({ "main.cnn": text }));
        expect(reported(findDiagnostics(analysis), analysis).map(({ code, severity }) => `${severity}: ${code}`)).toEqual([]);
        expect(analysis.models.map(({ name }) => name)).toEqual(models);
        for (const graph of analysis.models) {
            const original = published.get(graph.name);
            expect(original === undefined ? undefined : totalCost(graph)).toEqual(original && totalCost(original));
        }
        expect(text).not.toMatch(/import|\.txt|\.safetensors|trained weights/u);
        expect(description).toMatch(/^[A-Z].{10,}\.$/u);
    });

test("every example has a name and a description", () => {
    expect(templates.map(({ name, description }) => `${name}: ${description.slice(0, 30)}`)).toMatchInlineSnapshot(`
      [
        "Minimal: A small classifier: two convol",
        "AlexNet in one tower: A. Krizhevsky, One weird trick",
        "Darknet-53: J. Redmon and A. Farhadi, YOLO",
        "DCGAN: A. Radford, L. Metz and S. Chi",
        "DeconvNet: H. Noh, S. Hong and B. Han, Le",
        "DenseNet: G. Huang et al., Densely Conne",
        "Plain and residual networks: K. He et al., Deep Residual Le",
        "Detector: A detector at two scales: it f",
        "Digits: A classifier for handwritten d",
        "FCN: J. Long, E. Shelhamer and T. D",
        "GoogLeNet: C. Szegedy et al., Going Deepe",
        "LeNet-300-100: A multilayer perceptron for di",
        "ResNet: K. He et al., Deep Residual Le",
        "Segmenter: A fully convolutional segmente",
        "SSD: W. Liu et al., SSD: Single Sho",
        "U-Net: O. Ronneberger, P. Fischer and",
        "VGG: K. Simonyan and A. Zisserman, ",
        "YOLOv3: J. Redmon and A. Farhadi, YOLO",
      ]
    `);
});
