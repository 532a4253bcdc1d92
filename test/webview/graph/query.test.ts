import { describe, expect, test } from "vitest";
import { previewGraph } from "../../../server/features/preview-graph.ts";
import { matching } from "../../../webview/graph/query.ts";
import { analyzed } from "../../support/marked-source.ts";
import { resnet18 } from "./sample-networks.ts";

const graph = resnet18();
const paths = (query: string): readonly string[] => matching(graph, query).map((id) => id.replace(/^layer:/, ""));

describe("a search", () => {
    test.each([
        ["words are parts of paths or kinds", "layer3.1.conv", ["layer3.1.conv1", "layer3.1.conv2"]],
        ["all words must match", "downsample.0 layer2", ["layer2.0.downsample.0"]],
        ["a kind", "kind:linear", ["fc"]],
        ["a path and a kind", "path:layer4.1 kind:conv", ["layer4.1.conv1", "layer4.1.conv2"]],
        ["a number of parameters, with a unit", "params>2m kind:conv", [
            "layer4.0.conv2", "layer4.1.conv1", "layer4.1.conv2",
        ]],
        ["a number of channels", "channels=1000 -kind:output", ["fc", "softmax_1"]],
        ["a whole shape with any sizes", "shape:[64,112,*] kind:conv", ["conv1"]],
        ["a size of a shape", "shape:112 kind:pool", []],
        ["conditions can exclude", "path:layer1.0 -kind:norm -kind:relu -kind:add", ["layer1.0.conv1", "layer1.0.conv2"]],
        ["an unknown operator is a word", "colour:red", []],
        ["nothing", "  ", []],
    ])("%s", (_name, query, expected) => {
        expect(paths(query)).toEqual(expected);
    });

    test("memory is that of a layer's results, as in the colours of boxes", () => {
        const small = previewGraph(analyzed(
            "model M {\n    input x: [3, 8, 8]\n    a = conv(16, 1)\n    output y = max_pool(2)\n}\n"), []);
        expect(matching(small, "memory>=4k")).toEqual(["layer:a"]);
        expect(matching(small, "memory=1024")).toEqual(["layer:y"]);
    });
});
