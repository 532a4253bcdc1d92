import { text, type Text } from "../../server/text.ts";
import type { AdapterDescription } from "./messages.ts";
import type { BufferLimits } from "./memory.ts";

export interface Gpu {
    readonly description: AdapterDescription;
    readonly limits: BufferLimits;
}

/** The GPU that a session would use, or why there is none. */
export async function findGpu(): Promise<Gpu | { readonly missing: Text }> {
    // Some browsers lack APIs that the DOM's types declare.
    if (!("gpu" in navigator)) {
        return { missing: text("this browser has no WebGPU") };
    }
    const { gpu } = navigator;
    try {
        const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
        return adapter === null
            ? { missing: text("WebGPU found no GPU that it may use") }
            : { description: describeAdapter(adapter.info), limits: { maxBufferSize: adapter.limits.maxBufferSize } };
    } catch (error) {
        return { missing: text("WebGPU failed to start ({reason})", { reason: String(error) }) };
    }
}

/** An adapter's name for display; browsers only expose parts of it. */
export function describeAdapter(info: Partial<GPUAdapterInfo>): AdapterDescription {
    const { vendor = "", architecture = "", description = "" } = info;
    const name = description === "" ? [vendor, architecture].filter((part) => part !== "").join(" ") : description;
    const software = info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render/i.test(
        `${architecture} ${description}`,
    );
    return { name: name === "" ? text("unnamed GPU") : name, software };
}

/** The GPU was lost: nothing created on it works any more. */
export class DeviceLostError extends Error {}

/** An operation that WebGPU rejected, which it reports asynchronously. */
export class DeviceError extends Error {}

export interface WatchedDevice {
    /** Waits for `work`, unless the device is lost first. */
    during<T>(work: Promise<T>): Promise<T>;
    /** Waits until the device has finished, and throws the errors since the last call. */
    settle(): Promise<void>;
}

const watched = new WeakMap<GPUDevice, WatchedDevice>();

/** Listens to a device's asynchronous errors; `onLost` is also called for a loss that nothing waits for. */
export function watchDevice(device: GPUDevice, onLost: (message: string) => void): WatchedDevice {
    const known = watched.get(device);
    if (known !== undefined) {
        return known;
    }
    let refused: string[] = [];
    device.addEventListener("uncapturederror", (event) => refused.push(event.error.message));
    const lost = new Promise<never>((_, reject) => {
        void device.lost.then(({ reason, message }) => {
            // ONNX Runtime destroys the device with its last session.
            if (reason !== "destroyed") {
                onLost(message);
                reject(new DeviceLostError(message));
            }
        });
    });
    lost.catch(() => undefined);
    const during = <T>(work: Promise<T>): Promise<T> => Promise.race([work, lost]);
    const settle = async (): Promise<void> => {
        await during(device.queue.onSubmittedWorkDone());
        const [first] = refused;
        refused = [];
        if (first !== undefined) {
            throw new DeviceError(first);
        }
    };
    const watch = { during, settle };
    watched.set(device, watch);
    return watch;
}
