import type { FromWebview, InferenceResult, ProtocolRange } from "../server/protocol.ts";

/** The message, if it is one that the preview may send; the page is not trusted. */
export function readWebviewMessage(message: unknown): FromWebview | undefined {
    return isRecord(message) && typeof message.type === "string" && isMessage(message) ? message as FromWebview : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const checks: { readonly [Type in FromWebview["type"]]: (fields: Fields) => boolean } = {
    "ready": ({ protocolVersion }) => typeof protocolVersion === "number",
    "reveal": ({ uri, range }) => typeof uri === "string" && isRange(range),
    "select-model": ({ model }) => typeof model === "string",
    "choose-size": ({ name, value }) => typeof name === "string" && (value === undefined || isCount(value)),
    "request-inference-model": () => true,
    "choose-image": () => true,
    "inference-finished": ({ result }) => isResult(result),
    "inference-failed": ({ message }) => typeof message === "string",
    "drawn": ({ version, nodes, edges, stale }) =>
        [version, nodes, edges].every((number) => typeof number === "number") && typeof stale === "boolean",
    "log": ({ level, message }) =>
        typeof message === "string" && (level === "info" || level === "warning" || level === "error"),
};

function isMessage(message: Fields): boolean {
    const { type } = message;
    return typeof type === "string" && Object.hasOwn(checks, type) && checks[type as FromWebview["type"]](message);
}

function isRange(value: unknown): value is ProtocolRange {
    return isRecord(value) && isPosition(value.start) && isPosition(value.end);
}

function isPosition(value: unknown): boolean {
    return isRecord(value) && isCount(value.line) && isCount(value.character);
}

function isCount(value: unknown): boolean {
    return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isResult(value: unknown): value is InferenceResult {
    return isRecord(value) && typeof value.model === "string" && (value.device === "webgpu" || value.device === "wasm")
        && [value.loadMilliseconds, value.runMilliseconds, value.layersCompared].every((one) => typeof one === "number")
        && Array.isArray(value.mismatches) && Array.isArray(value.outputs);
}

function isRecord(value: unknown): value is Fields {
    return typeof value === "object" && value !== null;
}
