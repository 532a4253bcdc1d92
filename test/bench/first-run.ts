import type { Browser } from "playwright-core";
import type { InferenceModel } from "../../server/protocol.ts";
import { launchChromium } from "../support/chromium.ts";
import { exampleModel } from "../support/examples.ts";
import { graphOf, runnable } from "../webview/inference/models.ts";
import { openPanel, servePanel } from "../webview/inference/panel-page.ts";
import type { PageServer } from "../webview/served-page.ts";

/** From the first press of Run on a new page to the result, with and without an open panel before. */
interface Row {
    readonly network: string;
    readonly closed: string;
    readonly open: string;
}

const turns = 3;

export async function measureFirstRun(): Promise<readonly Row[]> {
    await using server = await servePanel();
    await using browser = await launchChromium();
    const rows: Row[] = [];
    for (const name of ["MLP", "ResNet18"]) {
        const graph = exampleModel(name);
        const model = runnable(graph);
        // Reads the files of the page once.
        await press(browser, server, model, false);
        const closed: number[] = [];
        const open: number[] = [];
        for (let turn = 0; turn < turns; turn += 1) {
            closed.push(await press(browser, server, model, false));
            open.push(await press(browser, server, model, true));
        }
        rows.push({ network: name, closed: seconds(closed), open: seconds(open) });
    }
    return rows;
}

/** The milliseconds from the press to the drawn result. */
async function press(browser: Browser, server: PageServer, model: InferenceModel, isOpen: boolean): Promise<number> {
    const panel = await openPanel(browser, server);
    try {
        if (isOpen) {
            await panel.page.evaluate(() => window.openPanel());
            await panel.send({ type: "graph", graph: graphOf(model) });
            await panel.next("request-inference-model");
            await panel.send({ type: "inference-model", model });
            await panel.page.evaluate(() => window.prepared());
        }
        const pressed = panel.page.evaluate(() => window.timeRun());
        await panel.next("request-inference-model");
        await panel.send({ type: "inference-model", model });
        return await pressed;
    } finally {
        await panel.page.close();
    }
}

function seconds(times: readonly number[]): string {
    return `${(Math.min(...times) / 1000).toFixed(2)} s`;
}
