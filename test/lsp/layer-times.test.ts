import { expect, it } from "vitest";
import { layerTimesNotification, type LayerTimes } from "../../server/protocol.ts";
import { eventually } from "../support/eventually.ts";
import { uriOf, withClient, type TestClient } from "./test-client.ts";

const text = `block Unit(c) {
    conv(c, 3, padding=1)
    relu()
}
model M() {
    input image: [3, 8, 8]
    first = Unit(4)
    second = Unit(6)
    output y = max_pool(2)
}
`;
const times: LayerTimes = {
    uri: uriOf("a.cnn"), version: 1, model: "M",
    layers: [
        { path: "first.conv_1", milliseconds: 1.5 }, { path: "first.relu_1", milliseconds: 0 },
        { path: "second.conv_1", milliseconds: 2 }, { path: "second.relu_1", milliseconds: 0.25 },
        { path: "y", milliseconds: 0.012 },
    ],
};
const settings = { hints: { time: true, shapes: false, sources: false, parameterNames: false, totals: false } };

/** The times after lines, by the line's text. */
async function shownTimes(client: TestClient): Promise<Readonly<Record<string, string>>> {
    const hints = await client.hints("a.cnn");
    return Object.fromEntries(hints.map(({ position: { line }, label }) =>
        [text.split("\n")[line]?.trim() ?? "", typeof label === "string" ? label : ""]));
}

it("shows the measured times of lines, of blocks and their uses, until the text changes", () =>
    withClient({ settings }, async (client) => {
        client.open("a.cnn", text);
        expect(await shownTimes(client)).toEqual({});
        const { hintRefreshes } = client.received;
        await client.connection.sendNotification(layerTimesNotification, times);
        await eventually(() => expect(client.received.hintRefreshes).toBeGreaterThan(hintRefreshes));
        expect(await shownTimes(client)).toEqual({
            "conv(c, 3, padding=1)": "3.5 ms",
            "relu()": "0.3 ms",
            "first = Unit(4)": "1.5 ms",
            "second = Unit(6)": "2.3 ms",
            "output y = max_pool(2)": "12 µs",
        });
        client.change("a.cnn", text.replace("Unit(4)", "Unit(5)"));
        expect(await shownTimes(client)).toEqual({});
    }));

it.each([
    ["of another version", { ...times, version: 7 }],
    ["of another model", { ...times, model: "N" }],
    ["that are no times", { ...times, layers: [{ path: "y", milliseconds: -1 }] }],
])("ignores times %s", (_name, sent) => withClient({ settings }, async (client) => {
    client.open("a.cnn", text);
    await client.connection.sendNotification(layerTimesNotification, sent);
    expect(await shownTimes(client)).toEqual({});
}));

it("shows no times by default", () => withClient({}, async (client) => {
    client.open("a.cnn", text);
    const { hintRefreshes } = client.received;
    await client.connection.sendNotification(layerTimesNotification, times);
    await eventually(() => expect(client.received.hintRefreshes).toBeGreaterThan(hintRefreshes));
    const hints = await client.hints("a.cnn");
    expect(hints.filter(({ label }) => typeof label === "string" && label.includes(" ms"))).toEqual([]);
}));
