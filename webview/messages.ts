import type { ToWebview } from "../server/protocol.ts";

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

/**
 * What has arrived, if it is a message of the protocol; else why it is none. Graphs are checked to the last field,
 * since they are drawn as they come; what the inference gets is checked where it is used.
 */
export function readMessage(data: unknown): { readonly message: ToWebview } | { readonly problem: string } {
    if (!isRecord(data) || typeof data["type"] !== "string") {
        return { problem: "A message without a type has been ignored." };
    }
    const { type } = data;
    const check = Object.hasOwn(checks, type) ? checks[type as ToWebview["type"]] : undefined;
    if (check === undefined) {
        return { problem: `A message of the unknown type "${type}" has been ignored.` };
    }
    return check(data)
        ? { message: data as ToWebview }
        : { problem: `A message of the type "${type}" is not as the protocol says, and has been ignored.` };
}

const isString: Check = (value) => typeof value === "string";
const isBoolean: Check = (value) => typeof value === "boolean";
const isAmount: Check = (value) => typeof value === "number" && value >= 0;

const isPosition = fields({ line: isAmount, character: isAmount });
const isRange = fields({ start: isPosition, end: isPosition });
const isNode = fields({
    id: isString, kind: oneOf("input", "layer", "output"), label: isString, path: isString, family: isString,
    detail: isString, shape: isString, parameters: isAmount, macs: isAmount, group: optional(isString),
    uri: isString, range: isRange,
});
const isGroup = fields({
    id: isString, kind: oneOf("block", "loop", "round"), label: isString, path: isString, parent: optional(isString),
    uri: isString, range: isRange,
});
const isTotal = fields({ value: isAmount, atLeast: isBoolean });
const isGraph = fields({
    uri: isString, version: isAmount, model: isString, models: listOf(isString), sound: isBoolean,
    firstError: optional(fields({ message: isString, range: isRange })),
    nodes: listOf(isNode), groups: listOf(isGroup),
    edges: listOf(fields({ from: isString, to: isString, shape: isString })),
    parameters: isTotal, macs: isTotal,
    freeSizes: listOf(fields({
        name: isString, value: isAmount, sample: isAmount, rule: isString, below: optional(isAmount),
        above: optional(isAmount),
    })),
});

const checks: { readonly [Type in ToWebview["type"]]: Check } = {
    "graph": fields({ graph: isGraph }),
    "no-graph": fields({ message: isString }),
    "cursor": fields({ uri: isString, line: isAmount }),
    "inference-model": fields({
        model: fields({
            model: isString, version: isAmount, onnx: isString, weights: Array.isArray, inputs: Array.isArray,
            outputs: Array.isArray, layers: Array.isArray,
        }),
    }),
    "inference-refused": fields({ message: isString }),
    "image": fields({ name: isString, bytes: (value) => value instanceof ArrayBuffer, mime: isString }),
    "run": () => true,
};

function fields(expected: Readonly<Record<string, Check>>): Check {
    const entries = Object.entries(expected);
    return (value) => isRecord(value) && entries.every(([name, check]) => check(value[name]));
}

function listOf(check: Check): Check {
    return (value) => Array.isArray(value) && value.every(check);
}

function optional(check: Check): Check {
    return (value) => value === undefined || check(value);
}

function oneOf(...names: readonly string[]): Check {
    return (value) => typeof value === "string" && names.includes(value);
}

function isRecord(value: unknown): value is Fields {
    return typeof value === "object" && value !== null;
}
