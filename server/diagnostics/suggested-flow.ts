import { parse } from "../../grammar/parser.ts";
import { descendants } from "../../grammar/traversal.ts";
import { analyze } from "../analysis/analyze.ts";
import type { AnalysisHost } from "../names/host.ts";
import type { FileScope } from "../names/program.ts";

/**
 * Whether a suggested text is valid on a line: it parses, only calls what exists, and its arguments fit. Values and
 * sizes are unknown, as in an unused block. Names can be anything.
 */
export function isValidFlow(flow: string, { called }: FileScope): boolean {
    const known = flowsTried.get(flow);
    if (known !== undefined) {
        return known;
    }
    const line = `    ${flow}\n`;
    const { tree } = parse(block("", line));
    const names = [...descendants(tree)].flatMap((node) => (node.kind === "name" ? [node.text] : []));
    const text = block([...new Set(names)].join(", "), line);
    const host: AnalysisHost = {
        readText: (uri) => (uri === tried ? { text } : undefined), readTensors: () => undefined,
        refusal: () => undefined, exists: () => false,
        resolve: (_, path) => path,
    };
    const isValid = analyze(tried, host).problems.every(({ finding }) =>
        finding.code === "unknown-layer" && called.has(finding.name));
    if (flowsTried.size >= mostKept) {
        flowsTried.clear();
    }
    flowsTried.set(flow, isValid);
    return isValid;
}

function block(parameters: string, line: string): string {
    return `block Tried(${parameters}) {\n${line}}\n`;
}

const tried = "tried:/flow.cnn";

/** Earlier results: a file is analysed again at each keystroke, with the same suggestions. */
const flowsTried = new Map<string, boolean>();

const mostKept = 200;
