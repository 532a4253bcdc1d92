import { describe, expect, test } from "vitest";
import { statusRequest, toolRequest } from "../../server/protocol.ts";
import { uriOf, withClient, type TestClient } from "./test-client.ts";

const network = `model First {
    input image: [3, 8, 8]
    output y = conv(4, 3)
}

model Second {
    input image: [3, 8, 8]
    output y = conv(4, 9)
}
`;

describe("the status of the checker", () => {
    const status = (client: TestClient, line: number): Promise<unknown> => client.connection.sendRequest(
        statusRequest, { textDocument: { uri: uriOf("a.cnn") }, position: { line, character: 0 } });

    test.each([
        [1, { name: "First", parameters: { value: 112, atLeast: false }, macs: { value: 3888, atLeast: false } }],
        [4, undefined],
        [6, { name: "Second" }],
    ])("on line %i has the model there, and counts the file's problems", (line, model) =>
        withClient({}, async (client) => {
            client.open("a.cnn", network);
            expect(await status(client, line)).toMatchObject({ errors: 1, ...(model === undefined ? {} : { model }) });
        }));

    test.each([
        ["evaluation stopped", "input x: [4]\n    repeat 10000000 { let a = 1 }\n    output y = relu()", "250,000"],
        ["the rule for sizes is incomplete", "input x: [3, H = 512]\n    repeat 8 { upsample(1.5) -> conv(3, 3, stride=2, padding=1) }\n" +
            "    output y = relu()", "2,000,000"],
        ["a size is not dynamic", Array.from({ length: 65 }, (_, index) => `input x${index}: [3, H${index} = 8]\n`).join("") +
            "    output y = relu()", "64"],
    ])("has the limit at which %s", (_, body, limit) => withClient({}, async (client) => {
        client.open("a.cnn", `model M {\n    ${body}\n}\n`);
        expect(await status(client, 1)).toMatchObject({ limit: expect.stringContaining(limit) as unknown });
    }));
});

describe("a tool for assistants", () => {
    const run = (client: TestClient, name: string, input: object): Promise<unknown> =>
        client.connection.sendRequest(toolRequest, { name, input });

    test("checks a file with its imports, unsaved text included", () => {
        const files = new Map([["parts.cnn", "block B(k) {\n    conv(4, k)\n}\n"]]);
        return withClient({ files }, async (client) => {
            client.open("a.cnn", "import \"parts.cnn\"\nmodel M {\n    input x: [3, 8, 8]\n    output y = B(9)\n}\n");
            expect(await run(client, "cnn_check", { path: uriOf("a.cnn") })).toMatchObject({
                data: { valid: false, diagnostics: [{ code: "kernel-exceeds-input", line: 4 }] },
            });
        });
    });

    test.each([
        ["cnn_check", {}, "Pass either text or path."],
        ["cnn_check", { path: uriOf("nowhere.cnn") }, "The file could not be read."],
        ["cnn_summary", { text: network, model: "Third" }, "There is no model Third; there are First, Second."],
        ["cnn_fix", { text: network, line: "8" }, "line must be number."],
    ])("explains a mistake in its use: %s %j", (name, input, text) => withClient({}, async (client) => {
        expect(await run(client, name, input)).toEqual({ text });
    }));
});
