import { describe, expect, test } from "vitest";
import { launchChromium } from "../../support/chromium.ts";
import type { PageServer } from "../served-page.ts";
import { sharedBrowser } from "../shared-browser.ts";
import { differenceFromNode } from "./models.ts";
import { slow, small, tiny } from "./networks.ts";
import { openPanel, textOf, useSharedPanel, type PanelPage } from "./panel-page.ts";

let panel: PanelPage;
let server: PageServer;
useSharedPanel((...opened) => {
    [panel, server] = opened;
});

test.each([
    ["while it starts", async (own: PanelPage) => own.page.locator(".inference-run").click()],
    ["while it runs", async (own: PanelPage) => {
        await own.start(slow);
        await own.page.locator(".inference-status", { hasText: "Running" }).waitFor();
    }],
])("nothing of a panel remains that is closed %s: its workers end", async (_, begin) => {
    const own = await openPanel(await sharedBrowser(), server);
    await begin(own);
    await expect.poll(() => own.page.workers().length).toBeGreaterThan(0);
    await own.page.evaluate(() => window.closePanel());
    await expect.poll(() => own.page.workers().length).toBe(0);
    await own.page.close();
});

describe("errors", () => {
    test("a refusal of the server is shown", async () => {
        await panel.renew();
        await panel.page.locator(".inference-run").click();
        await panel.next("request-inference-model");
        await panel.send({ type: "inference-refused", message: "Small has an error. Fix it first." });
        await panel.next("inference-failed");
        expect(await textOf(panel, ".inference-failure")).toBe("Small has an error. Fix it first.");
    });

    test("a network that fits neither device is refused with its numbers, before anything is made", async () => {
        await panel.renew("webgpu");
        const weights = small.weights.map((tensor, index) => (index === 0 ? { ...tensor, count: 750e6 } : tensor));
        await expect(panel.run({ ...small, weights, weightsLength: 3e9 })).rejects.toThrow(
            "Small does not fit: WebAssembly can hold 4.29 GB; this network needs about 5.7 GB there, with 3 GB of weights "
                + "and 20.5 kB of feature maps. The GPU cannot be used either: conv1.weight takes 3 GB, and this GPU's buffers hold",
        );
        expect(await textOf(panel, ".inference-failure")).toContain("Try a smaller input or fewer channels.");
    });

    test("a network that ONNX Runtime does not take fails in words, and the next one runs", async () => {
        await panel.renew("wasm");
        await panel.run(small);
        await expect(panel.run({ ...small, onnx: btoa("not a model") })).rejects.toThrow(
            "Could not run Small: Failed to load model because protobuf parsing failed.",
        );
        expect(await panel.page.locator(".inference-stale").count()).toBe(1);
        expect((await panel.run(small)).layersCompared).toBe(10);
    });

    test("an image that cannot be read is named, and the results become stale", async () => {
        await panel.renew("wasm");
        await panel.run(small);
        await panel.sendImage("cat.png", Uint8Array.of(1, 2, 3));
        await panel.page.locator(".inference-failure", { hasText: "cat.png could not be read as an image." }).waitFor();
        await panel.page.locator(".inference-stale").waitFor();
        await panel.page.locator(".inference-secondary", { hasText: "Samples" }).click();
        await panel.next("inference-failed");
        await panel.next("inference-finished");
        expect(await textOf(panel, ".inference-picture-name")).toBe("sample.jpg");
        expect(await panel.page.locator(".inference-stale").count()).toBe(0);
    });

    test("a cancelled run ends at once, and the next one runs", async () => {
        await panel.renew("wasm");
        await panel.start(slow);
        await panel.page.locator(".inference-status", { hasText: "Running" }).waitFor();
        await panel.page.locator(".inference-cancel").click();
        await panel.page.locator(".inference-run").waitFor();
        expect(await panel.page.locator(".inference-progress").isVisible()).toBe(false);
        expect((await panel.run(small)).model).toBe("Small");
    });

    test("requests for layers of a cancelled run are refused, and start no worker", async () => {
        await panel.renew("wasm");
        await panel.run(small);
        const tensor = small.layers[0]?.tensor ?? "";
        const answers = await panel.page.evaluate((name) => window.requestsAroundCancel(name), tensor);
        const cancelled = "Error: The run was cancelled. Run the network again.";
        expect(answers).toEqual([cancelled, cancelled, cancelled, cancelled]);
        await expect.poll(() => panel.page.workers().length).toBe(0);
    });

    test("a lost GPU is reported, and the next run gets a new one or WebAssembly", async () => {
        await using own = await launchChromium();
        const alone = await openPanel(own, server);
        await alone.renew("webgpu");
        await alone.start(slow);
        await alone.page.locator(".inference-status", { hasText: "Running" }).waitFor();
        const devTools = await own.newBrowserCDPSession();
        await devTools.send("Browser.crashGpuProcess");
        const { message } = await alone.next("inference-failed");
        expect(message).toMatch(/^The GPU was lost while the network ran/);
        expect(await textOf(alone, ".inference-failure")).toContain("or choose WebAssembly as the device.");
        const result = await alone.run(tiny);
        expect(await differenceFromNode(tiny, result)).toBeLessThan(1e-3);
    });
});
