import { InferenceSession, Tensor } from "onnxruntime-node";
import type { Browser, Page } from "playwright-core";
import { fillWeights } from "../../../server/emit/weights.ts";
import type { InferenceModel } from "../../../server/protocol.ts";
import { readTensorTable } from "../../../server/weights/safetensors.ts";
import { sessionOptions } from "../../support/ort.ts";
import { themeClass, themeStyle, type ThemeName } from "../graph/themes.ts";
import { collectErrors, patience, servePage, type PageServer } from "../served-page.ts";
import type { FinishedRun, PlainTensor } from "./page-script.ts";

export function serveInspector(): Promise<PageServer> {
    return servePage({
        entry: "test/webview/inspect/page-script.ts",
        theme: ({ searchParams }) => {
            const theme: ThemeName = searchParams.get("theme") === "light" ? "light" : "dark";
            const body = "body { margin: 0; background: var(--vscode-editor-background); }";
            return { style: `${themeStyle(theme)} ${body}`, bodyClass: themeClass(theme) };
        },
    });
}

/** Opens a page with an inspector that has no run yet. */
export async function openInspector(
    browser: Browser, { address }: PageServer, theme = "dark",
): Promise<{ readonly page: Page; readonly errors: string[] }> {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    const errors = collectErrors(page);
    await page.goto(`${address}?theme=${theme}`);
    await page.locator(".inspect").waitFor();
    return { page, errors };
}

/** Runs a model in ONNX Runtime for Node, with every layer's result. Inputs are seeded, or those of `inputs`. */
export async function runEveryLayer(
    model: InferenceModel,
    { inputs, trained }: { readonly inputs?: readonly Float32Array[]; readonly trained?: Uint8Array } = {},
): Promise<FinishedRun> {
    const weights = new ArrayBuffer(model.weightsLength);
    const table = trained === undefined ? undefined : readTensorTable(trained, trained.length);
    const file = trained === undefined || table === undefined || "problem" in table
        ? undefined
        : { tensors: table, bytes: (start: number, end: number) => trained.subarray(start, end) };
    for (const tensor of model.weights) {
        fillWeights(tensor, model.seed, new Float32Array(weights, tensor.offset, tensor.count), file);
    }
    const session = await InferenceSession.create(Buffer.from(model.onnxEveryLayer ?? "", "base64"), {
        externalData: model.weightsLength === 0 ? [] : [{ path: model.weightsFile, data: new Uint8Array(weights) }],
        ...sessionOptions, logSeverityLevel: 3,
    });
    try {
        const fed = model.inputs.map(({ name, dims }, index): PlainTensor => {
            const count = dims.reduce((product, size) => product * size, 1);
            const values = inputs?.[index] ?? new Float32Array(count);
            if (inputs === undefined) {
                fillWeights({ name, dims, offset: 0, count, fill: { kind: "uniform", limit: 1 } }, 0, values);
            }
            return { name, dims, values: [...values] };
        });
        const results = await session.run(Object.fromEntries(fed.map(({ name, dims, values }) =>
            [name, new Tensor("float32", Float32Array.from(values), dims)])));
        return {
            model,
            ...(trained === undefined ? {} : { trained: [...trained] }),
            inputs: fed,
            layers: Object.entries(results).map(([name, { dims, data }]) =>
                ({ name, dims, values: Array.from(data, Number) })),
        };
    } finally {
        await session.release();
    }
}
