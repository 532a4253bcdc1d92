import { text, type Text } from "../../server/text.ts";
import { DeviceLostError } from "./gpu.ts";

/** An error whose message is written for users. */
export class Refusal extends Error {
    override readonly message: Text;

    constructor(message: Text) {
        super(message);
        this.message = message;
    }
}

export type FailureKind = "refused" | "memory" | "device-lost" | "other";

export function failureKind(error: unknown): FailureKind {
    if (error instanceof Refusal) {
        return "refused";
    }
    if (error instanceof DeviceLostError) {
        return "device-lost";
    }
    return error instanceof RangeError || memoryErrors.test(textOf(error)) ? "memory" : "other";
}

/** Why a network could not run, and what to do. */
export function failureMessage(model: string | undefined, error: unknown): string {
    const name = model ?? text("the network");
    switch (failureKind(error)) {
        case "refused":
            return textOf(error);
        case "memory":
            return text(
                "There was not enough memory to run {name}. Close other windows, or try a smaller input or fewer channels.",
                { name },
            );
        case "device-lost":
        case "other":
            return text("Could not run {name}: {reason}", { name, reason: describeFailure(error) });
    }
}

/** The cause, as the end of a sentence. */
export function describeFailure(error: unknown): string {
    switch (failureKind(error)) {
        case "refused":
            return textOf(error);
        case "device-lost":
            return text("the GPU was lost");
        case "memory":
            return text("the memory did not suffice");
        case "other":
            return firstSentence(textOf(error));
    }
}

/** The out-of-memory messages of Chromium, WebAssembly, ONNX Runtime and WebGPU's implementation. */
const memoryErrors = new RegExp(
    ["bad_alloc", "out of memory", "OUT_OF_(DEVICE|HOST)_MEMORY", "allocation failed", "failed to allocate",
        "exceeds the max buffer size"].join("|"),
    "i",
);

/** ONNX Runtime's messages start with its own codes, WebGPU's end with a stack. */
function firstSentence(text: string): string {
    const [line = ""] = text.replace(/^.*ERROR_MESSAGE:\s*/s, "").trim().split("\n");
    return line.length > 300 ? `${line.slice(0, 300)} …` : line;
}

function textOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
