import { fileURLToPath } from "node:url";
import * as v from "valibot";

/** The mean squares that PyTorch measures at initialization: `record-initial-signal.ts` writes them. */
export const initialSignalFile = fileURLToPath(new URL("../graph/signal.json", import.meta.url));

/** By network and weighted layer, averaged over the seeds. */
export const recordedSignals = v.object({
    torch: v.string(),
    signals: v.record(v.string(), v.record(v.string(), v.object({ square: v.number(), gradient: v.number() }))),
});
