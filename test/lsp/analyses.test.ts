import { beforeEach, describe, expect, test, vi } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { openAnalyses } from "../../server/lsp/analyses.ts";
import { findDiagnostics } from "../../server/service.ts";
import { memoryHost } from "../support/memory-host.ts";

vi.mock("../../server/service.ts", { spy: true });

const uri = "file:///a.cnn";
const document = TextDocument.create(uri, "cnn", 1, "model M() {\n    input x: [3, 8, 8]\n    output y = conv(4, 9)\n}\n");

beforeEach(() => { vi.mocked(findDiagnostics).mockClear(); });

describe("the diagnostics of a version", () => {
    test("are found once, when they are read first", () => {
        const version = openAnalyses(memoryHost({})).of(document);
        expect(findDiagnostics).not.toHaveBeenCalled();
        expect([version.found, version.found].map(([first]) => first?.code)).toEqual(
            ["kernel-exceeds-input", "kernel-exceeds-input"]);
        expect(findDiagnostics).toHaveBeenCalledOnce();
    });

    test("are not found by a copy of the version", () => {
        expect({ ...openAnalyses(memoryHost({})).of(document) }.analysis.uri).toBe(uri);
        expect(findDiagnostics).not.toHaveBeenCalled();
    });
});
