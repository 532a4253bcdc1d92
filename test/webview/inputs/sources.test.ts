import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { exampleModel } from "../../support/examples.ts";
import { projectRoot } from "../../support/extension.ts";
import { runnable, runnableText } from "../inference/models.ts";
import { openPanel, servePanel, type PanelPage } from "../inference/panel-page.ts";
import type { PageServer } from "../served-page.ts";
import { sharedBrowser } from "../shared-browser.ts";

let server: PageServer;
let panel: PanelPage;
/** The page's requests to other places than its own. */
const foreign: string[] = [];

beforeAll(async () => {
    server = await servePanel();
    panel = await openPanel(await sharedBrowser(), server);
    panel.page.on("request", (request) => {
        if (!request.url().startsWith(server.address) && !/^(blob|data):/.test(request.url())) {
            foreign.push(request.url());
        }
    });
});

afterAll(async () => {
    await panel.page.close();
    await server[Symbol.asyncDispose]();
});

beforeEach(() => panel.renew("wasm"));

afterEach(() => {
    expect(panel.errors.splice(0)).toEqual([]);
    expect(foreign.splice(0)).toEqual([]);
});

const photo = runnableText(`model Photo {
    @image(fit="stretch")
    input image: [3, 24, 24]
    conv(4, 3)
    output scores = global_avg_pool() -> flatten() -> linear(3)
}`);

const digits = runnable(exampleModel("Digits"));
const icon = (): Promise<Buffer> => readFile(join(projectRoot, "media/icon.png"));

test("a 7 that is drawn with the mouse is read as a 7", async () => {
    const { page } = panel;
    await panel.run(digits, await readFile(join(projectRoot, "examples/weights/digits.safetensors")));
    await tab("Draw").click();
    const pad = await page.locator(".input-pad").boundingBox();
    const at = (x: number, y: number): readonly [number, number] =>
        [(pad?.x ?? 0) + x * (pad?.width ?? 0), (pad?.y ?? 0) + y * (pad?.height ?? 0)];
    await page.mouse.move(...at(0.25, 0.2));
    await page.mouse.down();
    await page.mouse.move(...at(0.75, 0.2), { steps: 8 });
    await page.mouse.move(...at(0.42, 0.85), { steps: 8 });
    await page.mouse.up();
    await page.locator(".inference-entry").first().and(page.getByText("class 7")).waitFor();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.locator(".input-pad-hint").waitFor();
});

describe("pictures", () => {
    test.each(["drop", "paste"] as const)("by %s are used at once", async (kind) => {
        await panel.run(photo);
        await transfer(kind, { file: { name: "cat.png", bytes: await icon() } });
        const { result } = await panel.next("inference-finished");
        expect(result.inputs).toMatchObject([{ dims: [1, 3, 24, 24], source: "image" }]);
        expect(await nameShown()).toBe("cat.png");
    });

    test("of a folder are read when they are shown: by buttons, by keys, and in a circle", async () => {
        await panel.run(photo);
        const names = ["a.png", "b.png", "c.png"];
        await panel.send({ type: "images", images: names.map((name) => ({ uri: `file:///${name}`, name })) });
        const shows = async (name: string): Promise<void> => {
            expect(await panel.answerImage(await icon())).toBe(`file:///${name}`);
            await panel.next("inference-finished");
            expect(await nameShown()).toBe(name);
        };
        await shows("a.png");
        expect(await panel.page.locator(".input-position").innerText()).toBe("1 / 3");
        await panel.page.getByRole("button", { name: "Next picture (Right)" }).click();
        await shows("b.png");
        await panel.page.keyboard.press("ArrowRight");
        await shows("c.png");
        await panel.page.keyboard.press("ArrowRight");
        await shows("a.png");
        await panel.page.getByRole("button", { name: "Previous picture (Left)" }).click();
        await shows("c.png");
    });

    test("dropped by their addresses are requested from the extension, never from where they are", async () => {
        await panel.run(photo);
        const address = "https://images.example/cat.png";
        await transfer("drop", { text: `# a comment\r\n${address}\r\n` });
        expect(await panel.next("drop-images")).toEqual({ type: "drop-images", uris: [address] });
    });

    test("named in labels and names of files are not loaded", async () => {
        const image = "<img src=\"https://images.example/cat.png\">";
        const outputs = photo.outputs.map((output) => ({
            ...output, view: { kind: "classify" as const, top: 3, labels: `${image}\n${image}\n${image}` },
        }));
        await panel.run({ ...photo, outputs });
        expect(await panel.page.locator(".inference-entry").first().innerText()).toBe(image);
        await panel.sendImage(image, await icon());
        await panel.next("inference-finished");
        expect(await nameShown()).toBe(image);
    });
});

describe("the camera", () => {
    /** Replaces the camera with the picture of a canvas, of this size and colour. */
    const film = (width: number, height: number, colour: string): Promise<void> =>
        panel.page.evaluate(([width, height, colour]) => {
            const canvas = document.createElement("canvas");
            Object.assign(canvas, { width, height });
            const draw = (): void => {
                const context = canvas.getContext("2d");
                if (context !== null) {
                    context.fillStyle = colour;
                    context.fillRect(0, 0, width, height);
                }
            };
            draw();
            // A stream has a frame only when something was drawn.
            setInterval(draw, 50);
            navigator.mediaDevices.getUserMedia = () => {
                const stream = canvas.captureStream();
                Reflect.set(window, "filmed", stream);
                return Promise.resolve(stream);
            };
        }, [width, height, colour] as const);

    test("is what the network runs on, until it is stopped", async () => {
        await film(64, 48, "#ff0000");
        await panel.run(photo);
        await panel.page.getByLabel("Live").uncheck();
        await tab("Camera").click();
        await panel.page.getByRole("button", { name: "Start Camera" }).click();
        await panel.page.locator(".input-video").waitFor();
        const { inputs: [seen] } = await panel.run(photo);
        expect(seen?.source).toBe("image");
        const bytes = Buffer.from(seen?.values ?? "", "base64");
        const [red, green] = [bytes.readFloatLE(0), bytes.readFloatLE(24 * 24 * 4)];
        expect(red).toBeGreaterThan(0.9);
        expect(green).toBeLessThan(0.1);
        expect(await panel.page.locator(".input-fit").innerText()).toBe("24 × 24, stretched from 64 × 48");
        await tab("Noise").click();
        const ended = (): Promise<boolean> => panel.page.evaluate(() => {
            const stream: unknown = Reflect.get(window, "filmed");
            return stream instanceof MediaStream && stream.getTracks().every(({ readyState }) => readyState === "ended");
        });
        await expect.poll(ended).toBe(true);
    });

    test("that is denied is a sentence", async () => {
        await panel.run(photo);
        await panel.page.evaluate(() => {
            navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("Permission denied", "NotAllowedError"));
        });
        await tab("Camera").click();
        await panel.page.getByRole("button", { name: "Start Camera" }).click();
        await panel.page.getByText("The camera cannot be used: Permission denied.").waitFor();
    });
});

test("noise is determined by its seed, and differs from the next seed's", async () => {
    const { inputs: first } = await panel.run(runnableText(`model Noise {
    input z: [16, 4, 4]
    output y = conv(3, 3)
}`));
    const inputsOf = async (seed: string): Promise<unknown> => {
        await panel.page.locator(".input-seed").fill(seed);
        return (await panel.next("inference-finished")).result.inputs;
    };
    expect(await inputsOf("5")).not.toEqual(first);
    expect(await inputsOf("0")).toEqual(first);
    await panel.page.getByRole("button", { name: "Next seed" }).click();
    expect((await panel.next("inference-finished")).result.inputs).not.toEqual(first);
    expect(await panel.page.locator(".input-seed").inputValue()).toBe("1");
});

const tab = (name: string) => panel.page.locator(".input-tab", { hasText: name });
const nameShown = (): Promise<string> => panel.page.locator(".inference-picture-name").innerText();

/** Dispatches what a browser does when something is dropped on the panel, or pasted. */
async function transfer(
    kind: "drop" | "paste", { file, text }: { file?: { name: string; bytes: Uint8Array }; text?: string },
): Promise<void> {
    const content = { kind, text, file: file === undefined ? undefined : { name: file.name, bytes: [...file.bytes] } };
    await panel.page.evaluate((sent) => {
        const data = new DataTransfer();
        if (sent.file !== undefined) {
            data.items.add(new File([Uint8Array.from(sent.file.bytes)], sent.file.name, { type: "image/png" }));
        }
        if (sent.text !== undefined) {
            data.setData("text/uri-list", sent.text);
        }
        const event = sent.kind === "drop"
            ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        document.querySelector(".inference")?.dispatchEvent(event);
    }, content);
}
