import { validate } from "../../server/validation.ts";
import { failureKind, failureMessage } from "./failures.ts";
import { createInference } from "./inference.ts";
import { toWorkerSchema, type FromWorker, type ToWorker } from "./messages.ts";
import { startRuntime } from "./session.ts";

const inference = createInference();
let lost = false;

globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const read = validate(toWorkerSchema, data);
    if ("problem" in read) {
        post({ type: "failed", message: `The page sent the worker a message it cannot read: ${read.problem}.` });
        return;
    }
    void handle(read.value);
});

async function handle(message: ToWorker): Promise<void> {
    if (message.type === "start") {
        startRuntime(message.wasm);
        return;
    }
    try {
        await inference.run(message, {
            progress: (progress) => post({ type: "progress", progress }),
            ran: (report) => post(
                { type: "ran", report }, report.outputs.flatMap(({ numbers }) => (numbers === undefined ? [] : [numbers.buffer])),
            ),
            compared: (check) => post({ type: "compared", check }),
            deviceLost,
        });
        post({ type: "done" });
    } catch (error) {
        if (failureKind(error) === "device-lost") {
            deviceLost(error instanceof Error ? error.message : "");
        } else {
            post({ type: "failed", message: failureMessage(message.model.model, error) });
        }
    }
}

/** Reported once, whether it was noticed during a run or not. */
function deviceLost(message: string): void {
    if (!lost) {
        lost = true;
        post({ type: "device-lost", message });
    }
}

function post(message: FromWorker, transfer: Transferable[] = []): void {
    globalThis.postMessage(message, { transfer });
}
