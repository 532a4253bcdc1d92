import { describe, expect, test } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { openAnalyses } from "../../server/lsp/analyses.ts";
import { memoryHost } from "../support/memory-host.ts";

const text = "model M() {\n    input x: [3, 8, 8]\n    output y = conv(4, 9)\n}\n";

describe("the diagnostics of a version", () => {
    test("are found once, when they are read first", () => {
        const version = openAnalyses(memoryHost({})).of(TextDocument.create("memory:/a.cnn", "cnn", 1, text));
        const [graph = {}] = version.analysis.models;
        // What checks find is kept with the graph.
        const kept = Reflect.ownKeys(graph).length;
        const { analysis } = { ...version };
        expect(analysis).toBe(version.analysis);
        expect(Reflect.ownKeys(graph)).toHaveLength(kept);
        expect(version.found.map(({ code }) => code)).toEqual(["kernel-exceeds-input"]);
        expect(Reflect.ownKeys(graph).length).toBeGreaterThan(kept);
        expect(version.found).toBe(version.found);
    });
});
