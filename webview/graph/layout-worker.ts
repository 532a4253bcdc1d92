import { validate } from "../../server/validation.ts";
import { elkEngine } from "../../drawing/layout/elk-engine.ts";
import { layOut } from "../../drawing/layout/layout.ts";
import { layoutJobSchema } from "../../drawing/layout/layout-messages.ts";
import type { LevelEngine } from "../../drawing/layout/level.ts";
import type { LayoutAnswer, LayoutJob } from "../../drawing/layout/layout-messages.ts";

/** How long the worker computes before it checks for a newer job. */
const longestBlock = 30;

class Superseded extends Error {}

// `cnn draw` loads the bundle of this file for its engine: elkjs is large, and the package has it once.
export { elkEngine };

let newest = 0;

if (typeof self !== "undefined") {
    // When loaded in a worker, elkjs installs its own message handler, so this one is set afterwards.
    const engine = elkEngine();
    self.onmessage = ({ data }: MessageEvent<unknown>): void => {
        const read = validate(layoutJobSchema, data);
        if ("problem" in read) {
            throw new Error(`The page sent the layout worker a message it cannot read: ${read.problem}.`);
        }
        newest = read.value.job;
        void run(read.value, engine);
    };
}

async function run({ job, request }: LayoutJob, engine: LevelEngine): Promise<void> {
    let lastPause = performance.now();
    try {
        const layout = await layOut(request, engine, async (done, total) => {
            if (performance.now() - lastPause > longestBlock) {
                answer({ type: "progress", job, done, total });
                await nextMessage();
                lastPause = performance.now();
            }
            if (job !== newest) {
                throw new Superseded();
            }
        });
        answer({ type: "done", job, layout });
    } catch (error) {
        if (!(error instanceof Superseded)) {
            answer({ type: "failed", job, message: error instanceof Error ? error.message : String(error) });
        }
    }
}

function answer(message: LayoutAnswer): void {
    self.postMessage(message);
}

/** Lets pending messages be handled first. */
async function nextMessage(): Promise<void> {
    await new Promise((resolve) => {
        setTimeout(resolve, 0);
    });
}
