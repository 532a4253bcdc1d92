import type { InferenceModel } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { describeFailure, failureKind } from "./failures.ts";
import { load, loadWasm, type Loaded, type LoadListener, type LoadRequest } from "./loading.ts";
import { byteLength } from "./memory.ts";
import type { InputTensor, OutputSummary, RunReport, RunTimes } from "./messages.ts";
import { median } from "./median.ts";
import { isSameNetwork } from "./network.ts";
import { summariseOutput } from "./outputs.ts";
import type { Session } from "./session.ts";
import { floatsOf } from "./tensor-floats.ts";

export interface RunRequest extends LoadRequest {
    readonly inputs: readonly InputTensor[];
}

export interface RunListener extends LoadListener {
    ran(report: RunReport): void;
    timed(times: RunTimes): void;
}

/** Runs networks, one at a time, and keeps the last one loaded for another run with other inputs. */
export interface Inference {
    /** Loads a network for the next run. On a GPU, it also runs once, which compiles its kernels. */
    prepare(request: LoadRequest, listener: LoadListener): Promise<void>;
    /** Measures warm runs after the result, until `isReplaced` by a later request. */
    run(request: RunRequest, listener: RunListener, isReplaced: () => Promise<boolean>): Promise<void>;
}

/** Warm runs are measured if the first took less, and while they take less than this together, in milliseconds. */
const longRun = 500;
const longestMeasurement = 300;
const mostRuns = 10;

interface Kept extends Loaded {
    /** The times of the last warm runs. */
    readonly warm: number[];
    /** The times of its preparation, until a run reports them. */
    prepared?: Pick<RunTimes, "load" | "first">;
}

export function createInference(): Inference {
    let kept: Kept | undefined;

    const close = async (): Promise<void> => {
        const session = kept?.session;
        kept = undefined;
        await session?.close();
    };
    const keep = (loaded: Loaded): Kept => (kept = { ...loaded, warm: [] });

    return {
        prepare: async (request, listener) => {
            if (kept !== undefined && suits(kept, request)) {
                return;
            }
            const start = performance.now();
            await close();
            const loaded = keep(await load(request, listener));
            const loadTime = performance.now() - start;
            try {
                loaded.prepared = {
                    load: loadTime,
                    ...(loaded.device === "webgpu" ? { first: await runOnZeros(loaded) } : {}),
                };
            } catch (error) {
                await close().catch(() => undefined);
                throw error;
            }
        },
        run: async (request, listener, isReplaced) => {
            const start = performance.now();
            let current = kept !== undefined && suits(kept, request) ? kept : undefined;
            const isReused = current !== undefined;
            if (current === undefined) {
                await close();
                current = keep(await load(request, listener));
            }
            const { prepared } = current;
            delete current.prepared;
            const isWarm = isReused && (prepared === undefined || prepared.first !== undefined);
            let loadTime = isReused ? (prepared?.load ?? 0) : performance.now() - start;
            if (await isReplaced()) {
                return;
            }
            let run: TimedRun;
            try {
                listener.progress({ phase: "running" });
                run = await runOnce(current.session, request.inputs);
            } catch (error) {
                await close().catch(() => undefined);
                if (current.device === "wasm" || failureKind(error) === "device-lost") {
                    throw error;
                }
                const again = performance.now();
                current = keep(await loadWasm(request, text("WebGPU failed while it ran: {reason}", { reason: describeFailure(error) }), listener));
                loadTime = performance.now() - again;
                run = await runOnce(current.session, request.inputs);
            }
            const { device, fallbackReason, adapter, session, warm } = current;
            if (isWarm) {
                addTime(warm, run.milliseconds);
            }
            const firstTime = isWarm ? prepared?.first : run.milliseconds;
            const first = firstTime === undefined ? {} : { first: firstTime };
            const timesNow = (): RunTimes => ({ load: loadTime, ...first, ...warmOf(warm) });
            listener.ran({
                device,
                ...(fallbackReason === undefined ? {} : { fallbackReason }),
                ...(adapter === undefined ? {} : { adapter }),
                times: timesNow(),
                outputs: summarise(request.network.model, run.results),
            });
            if ((!isReused || prepared !== undefined) && run.milliseconds < longRun) {
                await measureWarm(session, request.inputs, warm, isReplaced);
                listener.timed(timesNow());
            }
        },
    };
}

function suits(loaded: Loaded, { network, device }: LoadRequest): boolean {
    return loaded.choice === device && isSameNetwork(loaded.network, network);
}

type Results = Awaited<ReturnType<Session["run"]>>;

interface TimedRun {
    readonly results: Results;
    readonly milliseconds: number;
}

async function runOnce(session: Session, inputs: readonly InputTensor[]): Promise<TimedRun> {
    const start = performance.now();
    const results = await session.run(inputs);
    const milliseconds = performance.now() - start;
    await session.settle();
    return { results, milliseconds };
}

async function runOnZeros({ network, session }: Loaded): Promise<number> {
    const zeros = network.model.inputs.map(({ name, dims }) => ({
        name, dims, values: new Float32Array(byteLength(dims) / Float32Array.BYTES_PER_ELEMENT),
    }));
    const { milliseconds, results } = await runOnce(session, zeros);
    results.forEach((result) => result.dispose());
    return milliseconds;
}

async function measureWarm(
    session: Session, inputs: readonly InputTensor[], warm: number[], isReplaced: () => Promise<boolean>,
): Promise<void> {
    while (warm.length < mostRuns && sum(warm) < longestMeasurement && !await isReplaced()) {
        const { milliseconds, results } = await runOnce(session, inputs);
        addTime(warm, milliseconds);
        results.forEach((result) => result.dispose());
    }
}

function addTime(warm: number[], milliseconds: number): void {
    warm.push(milliseconds);
    warm.splice(0, warm.length - mostRuns);
}

function warmOf(times: readonly number[]): Pick<RunTimes, "warm"> {
    return times.length === 0 ? {} : { warm: { median: median(times), runs: times.length } };
}

function summarise(model: InferenceModel, results: Results): readonly OutputSummary[] {
    return model.outputs.flatMap(({ name }) => {
        const tensor = results.get(name);
        return tensor === undefined ? [] : [summariseOutput(name, tensor.dims, floatsOf(tensor))];
    });
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}
