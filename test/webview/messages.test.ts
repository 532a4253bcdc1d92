import { describe, expect, test } from "vitest";
import { validate } from "../../server/validation.ts";
import { fromWebviewSchema, toWebviewSchema } from "../../server/webview-protocol.ts";
import { resnet18 } from "./graph/sample-networks.ts";

const graph = resnet18();
const [node] = graph.nodes;
const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } };
const error = { severity: "error", message: "No.", uri: "file:///a.cnn", range };
const result = {
    model: "A", device: "wasm", loadMilliseconds: 1, runMilliseconds: 2, runs: 3, layersCompared: 4, mismatches: [],
    inputs: [{ name: "x", dims: [1], source: "random" }], outputs: [{ name: "y", dims: [2], values: [0.5, null] }],
};

const layer = { path: "conv", channels: [3], count: 8, picture: "data:image/png;base64,iVBORw0KGgo=" };

/** An answer with a picture at another address. */
function pictureAt(picture: string): unknown {
    return { type: "line-pictures", id: 1, pictures: { layers: [{ ...layer, picture }], more: 0 } };
}

describe("messages to the webview", () => {
    test.each([
        ["a graph", { type: "graph", graph }],
        ["a graph with an error", { type: "graph", graph: { ...graph, valid: false, problems: [error] } }],
        ["no graph", { type: "no-graph", message: "Nothing here." }],
        ["the cursor", { type: "cursor", uri: "file:///a.cnn", line: 0 }],
        ["a refusal", { type: "inference-refused", message: "Too large." }],
        ["images to choose from", { type: "images", images: [{ uri: "file:///a.png", name: "a.png" }] }],
        ["an image", { type: "image", uri: "file:///a.png", bytes: new ArrayBuffer(8), mime: "image/png" }],
        ["an image that cannot be read", { type: "image-failed", uri: "file:///a.png", message: "No." }],
        ["a request to run", { type: "run" }],
    ])("%s is read", (_name, message) => {
        expect(validate(toWebviewSchema, message)).toEqual({ value: message });
    });

    test.each([
        ["a string", "graph", "the message must be Object"],
        ["null", null, "the message must be Object"],
        ["no type", { graph }, "type is missing"],
        ["an unknown type", { type: "graphs" }, "type must be (\"graph\" | "],
        ["a type that every object has", { type: "toString" }, "type must be "],
        ["a graph without edges", { type: "graph", graph: { ...graph, edges: undefined } }, "graph.edges is missing"],
        ["an edge without its value", { type: "graph", graph: { ...graph, edges: [{ from: "a", to: "b", shape: "" }] } },
            "graph.edges.0.value is missing"],
        ["a node whose shape is a number", { type: "graph", graph: { ...graph, nodes: [{ ...node, shape: 3 }] } },
            "graph.nodes.0.shape must be string"],
        ["a node of an unknown kind", { type: "graph", graph: { ...graph, nodes: [{ ...node, kind: "x" }] } },
            "graph.nodes.0.kind must be (\"input\" | \"layer\" | \"output\")"],
        ["a range that begins before the file", {
            type: "graph", graph: { ...graph, problems: [{ ...error, range: { ...range, start: { line: -1, character: 0 } } }] },
        }, "graph.problems.0.range.start.line must be >=0"],
        ["a cursor without a line", { type: "cursor", uri: "file:///a.cnn" }, "line is missing"],
        ["an image without a buffer", { type: "image", uri: "file:///a.png", bytes: { 0: 1 }, mime: "image/png" },
            "bytes must be ArrayBuffer"],
        ["a model without weights", { type: "inference-model", model: { model: "A", version: 1, onnx: "" } },
            "model.weightsFile is missing"],
    ])("%s is not", (_name, message, problem) => {
        expect(validate(toWebviewSchema, message)).toEqual({ problem: expect.stringContaining(problem) as string });
    });
});

describe("messages from the webview", () => {
    test.each([
        ["that it is ready", { type: "ready", protocolVersion: 1, received: true }],
        ["a place to show", { type: "reveal", uri: "file:///a.cnn", range }],
        ["a size", { type: "choose-size", name: "H", value: 32 }],
        ["a picture", { type: "show-picture", picture: { width: 320, height: 240 } }],
        ["no picture", { type: "show-picture" }],
        ["the file's size", { type: "choose-size", name: "H" }],
        ["a result", { type: "inference-finished", result }],
        ["a picture of a line", { type: "line-pictures", id: 1, pictures: { layers: [layer], more: 0 } }],
        ["a log entry", { type: "log", level: "warning", message: "Hm." }],
    ])("%s is read", (_name, message) => {
        expect(validate(fromWebviewSchema, message)).toEqual({ value: message });
    });

    test.each([
        ["a command", { type: "execute", command: "rm" }, "type must be "],
        ["a place that is none", { type: "reveal", uri: "file:///a.cnn", range: { start: range.start } },
            "range.end is missing"],
        ["a picture without pixels", { type: "show-picture", picture: { width: 0, height: 1 } }, "picture.width must be "],
        ["a fractional size", { type: "choose-size", name: "H", value: 0.5 }, "value must be "],
        ["a picture from elsewhere", pictureAt("https://example.com/a.png"), "pictures.layers.0.picture must be "],
        ["a picture that is none", pictureAt("data:image/svg+xml;base64,iVBORw0KGgo="), "picture must be "],
        ["a picture that ends its link", pictureAt("data:image/png;base64,AA==)![](https://example.com)"), "picture must be "],
        ["a picture on two lines", pictureAt("data:image/png;base64,AA==\n"), "picture must be "],
        ["a picture that is too long", pictureAt(`data:image/png;base64,${"A".repeat(28_000)}`), "picture must be "],
        ["a level that is none", { type: "log", level: "fatal", message: "" }, "level must be "],
        ["a result without outputs", { type: "inference-finished", result: { ...result, outputs: undefined } },
            "result.outputs is missing"],
    ])("%s is not", (_name, message, problem) => {
        expect(validate(fromWebviewSchema, message)).toEqual({ problem: expect.stringContaining(problem) as string });
    });
});
