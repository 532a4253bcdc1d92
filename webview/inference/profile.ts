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

/** The times of some runs. */
export interface Profile {
    /** As the processor sees them: a node on the GPU ends when its work is queued. */
    readonly runs: readonly ProfiledRun[];
    /** Nodes on the GPU by its own clock, beside those that run on the processor; empty if the GPU measures no time. */
    readonly gpuRuns: readonly ProfiledRun[];
}

/** ONNX Runtime's profile: a trace whose events have their durations in microseconds. */
const traceSchema = v.array(v.object({
    cat: v.string(), name: v.string(), dur: v.number(),
    args: v.exactOptional(v.object({ provider: v.exactOptional(v.string()) })),
}));

const kernel = /^(.*)_kernel_time$/;
/** A program on the GPU: its node, which ONNX Runtime numbers if it moved it to another layout, operator and name. */
const gpuProgram = /^(.*?)(?:_token_\d+)?&[^&]*&[^&]*$/;

/** Reads ONNX Runtime's profile, the JSON text that it prints: the runs in order. */
export function readProfile(profile: string): Profile {
    const read = validate(traceSchema, JSON.parse(profile));
    if ("problem" in read) {
        throw new Error(`ONNX Runtime's profile cannot be read: ${read.problem}.`);
    }
    const runs: ProfiledRun[] = [];
    const onProcessor: NodeTime[][] = [];
    let nodes: NodeTime[] = [];
    let own: NodeTime[] = [];
    const programs = new Map<string, NodeTime[]>();
    for (const { cat, name, dur, args } of read.value) {
        const milliseconds = dur / 1000;
        const [, node] = kernel.exec(name) ?? [];
        if (cat === "Node" && node !== undefined) {
            nodes.push({ name: node, milliseconds });
            if (args?.provider === "CPUExecutionProvider") {
                own.push({ name: node, milliseconds });
            }
        } else if (cat === "Session" && name === "model_run") {
            runs.push({ milliseconds, nodes });
            onProcessor.push(own);
            [nodes, own] = [[], []];
        } else if (cat === "Api") {
            const [, program = name] = gpuProgram.exec(name) ?? [];
            programs.set(name, [...programs.get(name) ?? [], { name: program, milliseconds }]);
        }
    }
    const gpuRuns = programs.size === 0 ? [] : onProcessor.map((others, run) =>
        summed([...others, ...programsOf([...programs.values()], run, runs.length)]));
    return { runs, gpuRuns };
}

/** The programs of one run: the profile lists those of all runs at its end, and each run has the same. */
function programsOf(programs: readonly (readonly NodeTime[])[], run: number, runs: number): readonly NodeTime[] {
    return programs.flatMap((times) => {
        const each = times.length / runs;
        return times.slice(Math.round(run * each), Math.round((run + 1) * each));
    });
}

function summed(nodes: readonly NodeTime[]): ProfiledRun {
    return { nodes, milliseconds: nodes.reduce((sum, { milliseconds }) => sum + milliseconds, 0) };
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
