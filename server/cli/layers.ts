import { layerExample, layerList, layerReference, suggestCallee, type LayerReference } from "../service.ts";
import { formatInteger } from "../quantities.ts";
import { exitCode, type ExitCode } from "./commands.ts";
import { Misuse } from "./misuse.ts";
import { print } from "./output.ts";

/** Prints a line for each layer, or the reference of one. */
export function layers(name: string | undefined): ExitCode {
    if (name === undefined) {
        print(list());
        return exitCode.clean;
    }
    const reference = layerReference(name);
    if (reference === undefined) {
        const near = suggestCallee(name, [...layerList().values()].flat().map((one) => one.name));
        const hint = near === undefined ? "cnn layers lists all" : `did you mean ${near}?`;
        throw new Misuse(`there is no layer ${name}; ${hint}`);
    }
    print(describe(reference));
    return exitCode.clean;
}

/**
 *     Convolution
 *       conv            Slides a learned kernel over the input: …
 */
function list(): string {
    const families = layerList();
    const width = Math.max(...[...families.values()].flat().map(({ name }) => name.length));
    return Array.from(families, ([family, members]) => [
        family, ...members.map(({ name, summary }) => `  ${name.padEnd(width)}  ${plain(summary)}`), "",
    ].join("\n")).join("\n");
}

function describe(reference: LayerReference): string {
    const { name, signature, summary, documentation, pytorchName, arguments: all } = reference;
    const width = Math.max(0, ...all.map((one) => one.name.length));
    const rows = all.flatMap((one) => {
        const absent = one.required ? "required" : one.default === undefined ? "optional" : `default ${one.default}`;
        return [
            `  ${one.name.padEnd(width)}  ${plain(one.type)} (${absent})`,
            ...wrap(plain(one.documentation), lineWidth - width - 4).map((line) => `  ${" ".repeat(width)}  ${line}`),
        ];
    });
    return [
        signature, "", ...wrap(plain(summary), lineWidth),
        ...(documentation === "" ? [] : documentation.split("\n\n")
            .flatMap((paragraph) => ["", ...wrap(plain(paragraph), lineWidth)])),
        ...(rows.length === 0 ? [] : ["", "Arguments", ...rows]),
        "", "Example", ...exampleLines(name), "", `PyTorch  ${pytorchName}`, "",
    ].join("\n");
}

function exampleLines(name: string): readonly string[] {
    const example = layerExample(name);
    if (example === undefined) {
        return [];
    }
    const { call, input, outputs, sizes, tensors, parameters, macs, onnx } = example;
    const figures: readonly (readonly [string, string])[] = [
        ["shape", `${input} → ${outputs.join(", ")}`],
        ...sizes.map((size) => ["size", size] as const),
        ["parameters", `${count(parameters)}${tensors.length === 0 ? "" : `: ${tensors.join(", ")}`}`],
        ["MACs", count(macs)],
        ["ONNX", onnx.join(", ")],
    ];
    const width = Math.max(...figures.map(([label]) => label.length));
    return [`  ${call}`, ...figures.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)];
}

function count(value: number | undefined): string {
    return value === undefined ? "unknown" : formatInteger(value);
}

/** Markdown without its marks. */
function plain(markdown: string): string {
    return markdown.replace(/\[([^\]`]*)\]\([^)]*\)/g, "$1").replaceAll("`", "").replaceAll("**", "");
}

const lineWidth = 100;

function wrap(text: string, width: number): readonly string[] {
    const lines: string[] = [];
    let line = "";
    for (const word of text.split(/\s+/)) {
        if (line !== "" && line.length + word.length >= width) {
            lines.push(line);
            line = "";
        }
        line = line === "" ? word : `${line} ${word}`;
    }
    return [...lines, line];
}
