import { describe, expect, test } from "vitest";
import { readMessage } from "../../webview/messages.ts";
import { resnet18 } from "./graph/sample-networks.ts";

const graph = resnet18();
const [node] = graph.nodes;
const error = { message: "No.", range: { start: { line: 1, character: 0 }, end: { line: 1, character: 2 } } };

describe("messages of the protocol", () => {
    test.each([
        ["a graph", { type: "graph", graph }],
        ["a graph with an error", { type: "graph", graph: { ...graph, sound: false, firstError: error } }],
        ["no graph", { type: "no-graph", message: "Nothing here." }],
        ["the cursor", { type: "cursor", uri: "file:///a.cnn", line: 0 }],
        ["a refusal", { type: "inference-refused", message: "Too large." }],
        ["an image", { type: "image", name: "a.png", bytes: new ArrayBuffer(8), mime: "image/png" }],
        ["the wish to run", { type: "run" }],
    ])("%s", (_name, message) => {
        expect(readMessage(message)).toEqual({ message });
    });
});

describe("anything else is ignored, with a word", () => {
    test.each([
        ["no object", "graph", "without a type"],
        ["null", null, "without a type"],
        ["no type", { graph }, "without a type"],
        ["an unknown type", { type: "graphs" }, "unknown type \"graphs\""],
        ["a type that every object has", { type: "toString" }, "unknown type \"toString\""],
        ["a graph without edges", { type: "graph", graph: { ...graph, edges: undefined } }, "not as the protocol says"],
        ["a node without a shape", { type: "graph", graph: { ...graph, nodes: [{ ...node, shape: 3 }] } }, "not as"],
        ["a node of an unknown kind", { type: "graph", graph: { ...graph, nodes: [{ ...node, kind: "x" }] } }, "not as"],
        ["a range that begins before the file", {
            type: "graph",
            graph: { ...graph, firstError: { ...error, range: { ...error.range, start: { line: -1, character: 0 } } } },
        }, "not as"],
        ["a cursor without a line", { type: "cursor", uri: "file:///a.cnn" }, "not as"],
        ["an image that is no buffer", { type: "image", name: "a.png", bytes: { 0: 1 }, mime: "image/png" }, "not as"],
    ])("%s", (_name, message, problem) => {
        expect(readMessage(message)).toEqual({ problem: expect.stringContaining(problem) as string });
    });
});
