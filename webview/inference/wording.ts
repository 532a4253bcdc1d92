import { formatDuration } from "../../server/quantities.ts";
import { text, type Text } from "../../server/text.ts";
import type { DeviceName, Progress, RunReport, RunTimes } from "./messages.ts";

export function formatShape(dims: readonly number[]): string {
    return `[${dims.join(", ")}]`;
}

/** Four significant digits, with an exponent for numbers below 0.0001 or with more than five digits. */
export function formatNumber(value: number): string {
    if (!Number.isFinite(value)) {
        return text("not a number");
    }
    // Rounds first, so that 0.00099999 and 0.001 are displayed alike.
    const rounded = Number(value.toPrecision(4));
    const isPlain = rounded === 0 || (Math.abs(rounded) >= 1e-4 && Math.abs(rounded) < 1e5);
    return isPlain ? rounded.toPrecision(4) : rounded.toExponential(3);
}

/** The phases before a result, and where each begins in the whole, from 0 to 1: by their times on a usual machine. */
const phases: Readonly<Partial<Record<Progress["phase"], readonly [start: number, end: number]>>> = {
    starting: [0, 0.2], weights: [0.2, 0.5], compiling: [0.5, 0.8], running: [0.8, 1],
};

/** How much of a run that loads its network is done. */
export function overallFraction({ phase, fraction = 0 }: Progress): number {
    const [start, end] = phases[phase] ?? [0, 1];
    return start + (end - start) * fraction;
}

export function describeProgress({ phase, fraction }: Progress): Text {
    const percent = Math.floor((fraction ?? 0) * 100);
    switch (phase) {
        case "starting":
            return text("Starting ONNX Runtime …");
        case "weights":
            return text("Making the weights …");
        case "compiling":
            return text("Loading the network onto the device …");
        case "running":
            return text("Running …");
        case "comparing":
            return fraction === undefined
                ? text("Comparing every layer's shape …") : text("Comparing every layer's shape … {percent} %", { percent });
        case "measuring":
            return fraction === undefined
                ? text("Measuring each layer …") : text("Measuring each layer … {percent} %", { percent });
    }
}

export function nameOfDevice(device: DeviceName): Text {
    return device === "wasm" ? text("WebAssembly") : text("WebGPU");
}

export function describeDevice({ device, adapter, fallbackReason }: RunReport): Text {
    if (device === "wasm") {
        return fallbackReason === undefined
            ? text("WebAssembly") : text("WebAssembly, because {reason}", { reason: fallbackReason });
    }
    return adapter === undefined
        ? text("WebGPU")
        : adapter.software
            ? text("WebGPU ({name}, emulated on the processor)", { name: adapter.name })
            : text("WebGPU ({name})", { name: adapter.name });
}

/** Tells loading, the first run and later runs apart. */
export function describeTimes({ load, first, warm }: RunTimes): string {
    const steps = [
        load === 0 ? text("already loaded") : text("loaded in {time}", { time: formatDuration(load) }),
        ...(first === undefined
            ? [] : [text("first run, which also compiles, {time}", { time: formatDuration(first) })]),
        ...(warm === undefined ? [] : [describeWarm(warm)]),
    ];
    return steps.join(" · ");
}

function describeWarm({ median, runs }: NonNullable<RunTimes["warm"]>): Text {
    const time = formatDuration(median);
    return runs === 1 ? text("warm run {time}", { time }) : text("warm run {time} (median of {runs})", { time, runs });
}

/** Whether an emulated GPU is so slow that the CPU is the better choice. */
export function isSlowEmulation({ adapter, times: { first = 0, warm } }: RunReport): boolean {
    return adapter?.software === true && (warm?.median ?? first) > 1000;
}
