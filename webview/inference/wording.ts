import type { Progress, RunReport, RunTimes } from "./messages.ts";

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
        case "starting":
            return "Starting ONNX Runtime …";
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

/** Tells loading, the first run and later runs apart. */
export function describeTimes({ load, first, warm }: RunTimes): string {
    const steps = [
        load === 0 ? "already loaded" : `loaded in ${formatDuration(load)}`,
        ...(first === undefined ? [] : [`first run, which also compiles, ${formatDuration(first)}`]),
        ...(warm === undefined ? [] : [describeWarm(warm)]),
    ];
    return steps.join(" · ");
}

function describeWarm({ median, runs }: NonNullable<RunTimes["warm"]>): string {
    return runs === 1 ? `warm run ${formatDuration(median)}` : `warm run ${formatDuration(median)} (median of ${runs})`;
}

/** Whether an emulated GPU is so slow that the CPU is the better choice. */
export function isSlowEmulation({ adapter, times: { first = 0, warm } }: RunReport): boolean {
    return adapter?.software === true && (warm?.median ?? first) > 1000;
}
