import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileHost, uriOf } from "../../server/cli/files.ts";
import { findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import { ruleText } from "../../server/diagnostics/size-rule-text.ts";
import { analyze } from "../../server/analysis/analyze.ts";
import { inputRule } from "../../server/graph/input-rule.ts";
import { parse } from "../../grammar/parser.ts";
import { projectRoot } from "../support/extension.ts";

/** The cost of dynamic sizes: checking a file with fixed sizes, and the same file with its rule for inputs. */
interface Row {
    readonly file: string;
    readonly plain: string;
    readonly "with sizes": string;
    readonly more: string;
    /** The first check, before anything is remembered of its sizes. */
    readonly first: string;
    /** The rule of the file's last model. */
    readonly rule: string;
}

const rounds = 60;
const warmUp = 15;

/** Measures every example, and a network of period 2^12 with two dynamic sizes. */
export function measureInputRule(): readonly Row[] {
    const examples = join(projectRoot, "examples");
    const files = readdirSync(examples).filter((name) => name.endsWith(".cnn"))
        .map((name) => [name, readFileSync(join(examples, name), "utf8")] as const);
    return [...files, ["period 2^12, H and W", deepNetwork(12)] as const].map(([name, text]) => {
        const uri = uriOf(join(examples, name));
        const host = fileHost();
        const times = { plain: [] as number[], sized: [] as number[] };
        let first: number | undefined;
        let rule = "";
        const plainText = withPlainNumbers(text);
        const check = (source: string): number => {
            const start = performance.now();
            const analysis = analyze(uri, host, {}, parse(source));
            findDiagnostics(analysis);
            rule = analysis.models.map((model) => inputRule(model).sizes.map(ruleText).join(", ")).at(-1) ?? "";
            return performance.now() - start;
        };
        for (let round = 0; round < warmUp + rounds; round += 1) {
            const [plain, sized] = [check(plainText), check(text)];
            first ??= sized;
            if (round >= warmUp) {
                times.plain.push(plain);
                times.sized.push(sized);
            }
        }
        const [plain, sized] = [fast(times.plain), fast(times.sized)];
        return {
            file: name, plain: `${plain.toFixed(2)} ms`, "with sizes": `${sized.toFixed(2)} ms`,
            more: `${Math.round((sized / plain - 1) * 100)} %`, first: `${(first ?? NaN).toFixed(1)} ms`, rule,
        };
    });
}

/** An encoder and decoder with this many poolings, each joined with the step of its size. */
function deepNetwork(depth: number): string {
    const sample = 2 ** depth;
    const steps = Array.from({ length: depth }, (_, index) => index);
    const down = steps.map((index) => `    d${index} = conv(1, 3, padding=1)\n    max_pool(2)`);
    const up = steps.toReversed().map((index) =>
        `    u${index} = conv_transpose(1, 2, stride=2)\n    concat(d${index}, u${index})`);
    return `model Deep() {\n    input x: [1, H = ${sample}, W = ${sample}]\n${[...down, ...up].join("\n")}\n`
        + "    output y = conv(1, 1)\n}\n";
}

/** The text with each dynamic size replaced by a number that a `let` names. */
function withPlainNumbers(text: string): string {
    return text.replaceAll(/^(\s*input \w+: \[)(.*)(\].*)$/gmu, (_, start: string, dims: string, end: string) => {
        const lets = [...dims.matchAll(/(\w+) = (\d+)/gu)].map(([, name, value]) => `\nlet ${name ?? ""} = ${value ?? ""}`);
        return `${start}${dims.replaceAll(/\w+ = (\d+)/gu, "$1")}${end}${lets.join("")}`;
    });
}

/** The first decile of the rounds: the time when nothing else uses the processor. */
function fast(times: readonly number[]): number {
    return times.toSorted((a, b) => a - b)[Math.floor(times.length / 10)] ?? NaN;
}
