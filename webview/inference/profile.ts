import * as v from "valibot";
import { validate } from "../../server/validation.ts";

/** The time of one node of an ONNX model in a run. */
export interface NodeTime {
    readonly name: string;
    readonly milliseconds: number;
}

/** The times of one run. */
export interface ProfiledRun {
    /** Of the whole run. */
    readonly milliseconds: number;
    readonly nodes: readonly NodeTime[];
}

/** ONNX Runtime's profile: a trace whose events have their durations in microseconds. */
const traceSchema = v.array(v.object({ cat: v.string(), name: v.string(), dur: v.number() }));

const kernel = /^(.*)_kernel_time$/;

/** Reads ONNX Runtime's profile, the JSON text that it prints: the runs in order. */
export function readProfile(profile: string): readonly ProfiledRun[] {
    const read = validate(traceSchema, JSON.parse(profile));
    if ("problem" in read) {
        throw new Error(`ONNX Runtime's profile cannot be read: ${read.problem}.`);
    }
    const runs: ProfiledRun[] = [];
    let nodes: NodeTime[] = [];
    for (const { cat, name, dur } of read.value) {
        const [, node] = kernel.exec(name) ?? [];
        if (cat === "Node" && node !== undefined) {
            nodes.push({ name: node, milliseconds: dur / 1000 });
        } else if (cat === "Session" && name === "model_run") {
            runs.push({ milliseconds: dur / 1000, nodes });
            nodes = [];
        }
    }
    return runs;
}

type Print = (...parts: readonly unknown[]) => void;
let printed: string[] | undefined;

/** Must be called before ONNX Runtime is loaded, which keeps the console's function. */
export function interceptPrinting(): void {
    const print: Print = console.log.bind(console);
    console.log = (...parts: readonly unknown[]) => {
        if (printed === undefined) {
            print(...parts);
        } else {
            printed.push(parts.join(" "));
        }
    };
}

/** What ONNX Runtime prints during an action. */
export function printedBy(action: () => void): string {
    const lines: string[] = [];
    printed = lines;
    try {
        action();
    } finally {
        printed = undefined;
    }
    return lines.join("\n");
}
