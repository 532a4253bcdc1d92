import { expect, it } from "vitest";
import { figuresRequest, modelFiguresSchema, type FiguresParams, type ModelFigures } from "../../server/protocol.ts";
import { validate } from "../../server/validation.ts";
import { uriOf, withClient, type TestClient } from "./test-client.ts";

const stem = "block Stem(channels) {\n    conv(channels, 3)\n}\n";
const text = `import "stem.cnn"

model First() {
    input x: [3, H = 8, 8]
    stem = Stem(4)
    output y = conv(2, 1)
}

model Second() {
    input x: [3, 8, 8]
    output y = conv(2, 1)
}
`;

async function figuresIn(client: TestClient, params: Partial<FiguresParams> = {}): Promise<ModelFigures> {
    const answer: unknown = await client.connection.sendRequest(
        figuresRequest, { uri: uriOf("a.cnn"), signal: false, ...params },
    );
    const read = validate(modelFiguresSchema, answer);
    if ("problem" in read) {
        throw new Error(read.problem);
    }
    return read.value;
}

it("answers with the figures of a model, at chosen sizes, and as other texts have it", () =>
    withClient({ settings: { device: { teraflops: 1, bandwidth: 100 } } }, async (client) => {
        client.open("stem.cnn", stem);
        client.open("a.cnn", text);
        const figures = await figuresIn(client);
        expect(figures).toMatchObject({ version: 1, valid: true, imports: [uriOf("stem.cnn")], pending: [] });
        expect(figures.summary).toMatchObject({ model: "First", totals: { parameters: 122, layers: 2 } });
        expect(figures.summary.blocks.map(({ path, parameters, line }) => ({ path, parameters, line })))
            .toEqual([{ path: "stem", parameters: 112, line: 2 }]);
        expect(figures.summary.layers[0]?.roofline?.seconds).toBeGreaterThan(0);
        expect(figures.summary.layers[0]?.signal).toBeUndefined();

        expect((await figuresIn(client, { model: "Second" })).summary.model).toBe("Second");
        expect((await figuresIn(client, { signal: true })).summary.layers[0]?.signal?.activations).toBeGreaterThan(0);
        expect((await figuresIn(client, { sizes: { H: 16 } })).summary.layers[0]?.output).toEqual([4, 14, 6]);

        const earlier = await figuresIn(client, {
            texts: { [uriOf("a.cnn")]: text.replace("Stem(4)", "Stem(8)"), [uriOf("stem.cnn")]: stem.replace("3)", "1)") },
        });
        expect(earlier.summary.layers.map(({ output }) => output)).toEqual([[8, 8, 8], [2, 8, 8]]);
        const without = await figuresIn(client, { texts: { [uriOf("stem.cnn")]: null } });
        expect(without.valid).toBe(false);
        // The open documents are as before.
        expect((await figuresIn(client)).summary).toEqual(figures.summary);
    }));

it("answers nothing about a file without models", () => withClient({}, async (client) => {
    client.open("a.cnn", stem);
    expect(await client.connection.sendRequest(figuresRequest, { uri: uriOf("a.cnn"), signal: false })).toBeNull();
}));
