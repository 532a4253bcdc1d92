import type { Progress, RunReport } from "./messages.ts";

export function formatShape(dims: readonly number[]): string {
    return `[${dims.join(", ")}]`;
}

/** Four significant digits, with an exponent for numbers below 0.0001 or with more than five digits. */
export function formatNumber(value: number): string {
    if (!Number.isFinite(value)) {
        return "not a number";
    }
    // Rounds first, so that 0.00099999 and 0.001 are displayed alike.
    const rounded = Number(value.toPrecision(4));
    const isPlain = rounded === 0 || (Math.abs(rounded) >= 1e-4 && Math.abs(rounded) < 1e5);
    return isPlain ? rounded.toPrecision(4) : rounded.toExponential(3);
}

export function formatDuration(milliseconds: number): string {
    return milliseconds < 10
        ? `${milliseconds.toFixed(1)} ms`
        : milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

export function describeProgress({ phase, fraction }: Progress): string {
    const percent = fraction === undefined ? "" : ` ${Math.floor(fraction * 100)} %`;
    switch (phase) {
        case "weights":
            return `Making the weights …${percent}`;
        case "compiling":
            return "Loading the network onto the device …";
        case "running":
            return "Running …";
        case "comparing":
            return `Comparing every layer's shape …${percent}`;
    }
}

export function describeDevice({ device, adapter, fallbackReason }: RunReport): string {
    if (device === "wasm") {
        return fallbackReason === undefined ? "WebAssembly" : `WebAssembly, because ${fallbackReason}`;
    }
    const emulated = adapter?.software === true ? ", emulated on the processor" : "";
    return adapter === undefined ? "WebGPU" : `WebGPU (${adapter.name}${emulated})`;
}

export function describeTimes({ loadMilliseconds, runMilliseconds, runs }: RunReport): string {
    const loaded = loadMilliseconds === 0 ? "kept from before" : `loaded in ${formatDuration(loadMilliseconds)}`;
    const how = runs === 1 ? "the first run, which also compiles" : `median of ${runs} runs`;
    return `${loaded}, ran in ${formatDuration(runMilliseconds)} (${how})`;
}

/** Whether an emulated GPU is so slow that the CPU is the better choice. */
export function isSlowEmulation({ adapter, runMilliseconds }: RunReport): boolean {
    return adapter?.software === true && runMilliseconds > 1000;
}
