import { describe, expect, test } from "vitest";
import { modelFileRequest, type ModelFileAnswer, type ModelFileKind } from "../../server/protocol.ts";
import { uriOf, withClient } from "./test-client.ts";

function model(body: string): string {
    return `model M() {\n    input x: [3, 8, 8]\n${body}\n    output y = relu()\n}\n`;
}

/** A name in 2,000 rows of a table, each of which is as wide as the widest. */
const wide = model(`    ${"w".repeat(40_000)} = relu()\n    repeat 2000 { relu() }`);

const named = /^The text would have more than 67,108,864 characters\.$/u;

describe("a model is refused, and why", () => {
    test.each<[of: string, kind: ModelFileKind, text: string, refused: RegExp]>([
        ["its summary would be too long", "summary", wide, named],
        ["it has an error", "onnx", model("    conv(4, 9)"), /^M has an error: /u],
        ["it has an error", "pytorch", model("    conv(4, 9)"), /^M has an error: /u],
        ["there is none", "summary", "block B() { relu() }\n", /^There is no model in this file\.$/u],
    ])("%s (%s)", (_, kind, text, refused) => withClient({}, async (client) => {
        client.open("a.cnn", text);
        const answer: ModelFileAnswer = await client.connection.sendRequest(
            modelFileRequest, { textDocument: { uri: uriOf("a.cnn") }, kind, model: "M" },
        );
        expect(answer).toEqual({ refused: expect.stringMatching(refused) as string });
    }));
});
