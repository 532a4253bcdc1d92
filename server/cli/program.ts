import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { version } from "../../package.json";
import {
    exitCode, exportModel, type ExitCode, type ExportOptions,
} from "./commands.ts";
import { readBudget } from "./budget.ts";
import { check, type CheckOptions } from "./check.ts";
import type { DrawOptions } from "./draw.ts";
import { compare, type CompareOptions } from "./compare.ts";
import { formatFiles, type FormatOptions } from "./format.ts";
import { Misuse } from "./misuse.ts";
import { layers } from "./layers.ts";
import { print, printError } from "./output.ts";
import { sizes, type SizesOptions } from "./sizes.ts";
import { readColumn, readColumns, readFilter, summary, type SummaryOptions } from "./summary.ts";
import { watch } from "./watch.ts";
import { weights, type WeightsOptions } from "./weights.ts";
import { largestChosenSize } from "../protocol.ts";
import {
    defaultSeverities, nearestName, OutputLimitReached, optimizers, precisions, readAmount, severitySettings,
    type DecoratorValue, type SeveritySetting,
} from "../service.ts";

/** Runs the command line with these arguments, and sets the exit code of the process. */
export async function runProgram(args: readonly string[]): Promise<void> {
    try {
        await program().parseAsync(args, { from: "user" });
    } catch (error) {
        process.exitCode = explain(error);
    }
}

function program(): Command {
    const cnn = new Command("cnn")
        .description("Checks, counts and exports convolutional networks written in .cnn files.")
        .version(version)
        .exitOverride()
        .configureOutput({ writeOut: print, writeErr: printError })
        .showHelpAfterError("Run cnn --help to list the commands.");
    cnn.command("check")
        .description("Report what is wrong with the files. Exits with 1 if a network has errors.")
        .argument("<files...>", ".cnn files, or folders of them")
        .addOption(new Option("--format <format>", "output format").choices(["text", "json", "sarif"]).default("text"))
        .option("--budget <limits>", "what each model may cost, such as parameters=5M,macs=600M,memory=2GB", readBudget)
        .addOption(new Option("--watch", "check again whenever a file or something that it refers to changes")
            .conflicts("format"))
        .option("--severity <code=severity>", "report a code as error, warning, information, hint or off; can be repeated",
            severity)
        .action((files: readonly string[], options: CheckOptions & { readonly watch?: boolean }) => {
            const identified = { ...options, version };
            if (options.watch === true) {
                watch(files, identified, end);
            } else {
                end(check(files, identified).code);
            }
        });
    cnn.command("mcp")
        .description("Serve tools for AI assistants over the Model Context Protocol, on the standard input and output.")
        .action(async () => {
            const { serveTools } = await import("./mcp.ts");
            await serveTools(version);
        });
    cnn.command("layers")
        .description("List the layers of the language, or describe one.")
        .argument("[name]", "a layer")
        .action((name: string | undefined) => end(layers(name)));
    cnn.command("format")
        .description("Format the files in place. Items with syntax errors stay as they are.")
        .argument("<files...>", ".cnn files")
        .option("--check", "write nothing; exit with 1 if a file is not formatted")
        .action((files: readonly string[], options: FormatOptions) => formatFiles(files, options).then(end));
    withBudget(withModelOptions(cnn.command("summary")))
        .description("Print a model's layers with their shapes, parameters and multiply-adds.")
        .addOption(new Option("--format <format>", "output format").choices(["table", "markdown", "latex", "json", "csv"]).default("table"))
        .option("--depth <n>", "merge layers below the first n steps of a path", wholeNumber)
        .option("--columns <names>", "columns of the table or CSV, separated by commas, or all", readColumns)
        .option("--filter <condition>", "show only rows with macs>1M, kind=conv or path=layer1.*; can be repeated", readFilter)
        .option("--sort <column>", "sort numbers from the largest, or text from A", readColumn)
        .addOption(new Option("--optimizer <name>", "optimizer whose memory is counted").choices(optimizers).default("adam"))
        .addOption(new Option("--precision <name>", "precision of training").choices(precisions).default("fp32"))
        .option("--peak-flops <flops>", "floating point operations per second of a device, such as 10T, for a roofline", amount)
        .option("--bandwidth <bytes>", "bytes per second of the device's memory, such as 500G", amount)
        .action((file: string, options: SummaryOptions) => end(summary(file, options)));
    withBudget(cnn.command("compare"))
        .description("Compare the models of two files, or of a file and a git revision of it, layer by layer.")
        .argument("<files...>", "two .cnn files, or one with --against")
        .option("--against <revision>", "compare the file with itself in a git revision")
        .option("--model <name>", "model of the files (default: the first)")
        .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
        .action((files: readonly string[], options: CompareOptions) => end(compare(files, options)));
    withModelOptions(cnn.command("sizes"))
        .description("Print which input sizes a model accepts, and the lines that restrict them.")
        .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
        .action((file: string, options: SizesOptions) => end(sizes(file, options)));
    withModelOptions(cnn.command("weights"))
        .description("Print which tensors of a model are in its @weights file. Exits with 1 if some are not.")
        .addOption(new Option("--format <format>", "output format").choices(["table", "json"]).default("table"))
        .action((file: string, options: WeightsOptions) => end(weights(file, options)));
    withModelOptions(cnn.command("export"))
        .description("Export a model to ONNX with its trained or random weights, or to a PyTorch module.")
        .addOption(new Option("--to <format>", "target format").choices(["onnx", "pytorch"]).makeOptionMandatory())
        .option("--decode", "end an ONNX model in the boxes of @detect and the classes of @segment's pixels")
        .requiredOption("-o, --output <file>", "output file; - is the standard output")
        .action((file: string, options: ExportOptions) => exportModel(file, { ...options, version }).then(end));
    withModelOptions(cnn.command("draw"))
        .description("Draw a model as a figure: its feature maps, or its layers as boxes.")
        .requiredOption("-o, --output <file>", "output file, .svg, .tex (TikZ) or .mmd (Mermaid); - is the standard output")
        .addOption(new Option("--view <view>", "what to draw").choices(["maps", "layers"]).default("maps"))
        .addOption(new Option("--to <format>", "format of an output with another name").choices(["svg", "tikz", "mermaid"]))
        .addOption(new Option("--theme <theme>", "colours of an SVG").choices(["light", "dark"]).default("light"))
        .action(async (file: string, options: DrawOptions) => {
            const { draw } = await import("./draw.ts");
            end(await draw(file, options));
        });
    return cnn;
}

/** Limits: a model beyond one makes the exit code 1. */
function withBudget(command: Command): Command {
    return command
        .option("--max-params <n>", "exit with 1 if the model has more parameters, such as 5M", amount)
        .option("--max-macs <n>", "exit with 1 if it has more multiply-adds, such as 600M", amount)
        .option("--max-memory <bytes>", "exit with 1 if inference takes more memory, such as 2GB", amount);
}

function withModelOptions(command: Command): Command {
    return command
        .argument("<file>", "a .cnn file")
        .option("--model <name>", "model of the file (default: the first)")
        .option("--set <name=value>", "override a parameter of the model; can be repeated", parameter)
        .option("--input <sizes>", "replace the default values of dynamic sizes, as in H=256,W=256", chosenSizes);
}

function end(code: ExitCode): void {
    process.exitCode = code;
}

/** `classes=10`, `bias=false`, `widths=[64, 128]`, `mode=nearest` */
function parameter(
    text: string, values: ReadonlyMap<string, DecoratorValue> | undefined,
): ReadonlyMap<string, DecoratorValue> {
    const [name, value] = splitPair(text);
    return new Map(values).set(name, readValue(value));
}

/** `missing-output=off`, `skipped-input=error` */
function severity(
    text: string, values: ReadonlyMap<string, SeveritySetting> | undefined,
): ReadonlyMap<string, SeveritySetting> {
    const [, code, value] = /^([\w-]+)=(\w+)$/.exec(text) ?? [];
    const setting = severitySettings.find((one) => one === value);
    if (code === undefined || setting === undefined) {
        throw new InvalidArgumentError(`Write code=severity, with one of ${severitySettings.join(", ")}.`);
    }
    if (!defaultSeverities.has(code)) {
        const near = nearestName(code, defaultSeverities.keys());
        throw new InvalidArgumentError(`Unknown code ${code}${near === undefined ? "" : `; did you mean ${near}?`}`);
    }
    return new Map(values).set(code, setting);
}

function readValue(text: string): DecoratorValue {
    try {
        const value: unknown = JSON.parse(text);
        return isDecoratorValue(value) ? value : text;
    } catch {
        return text;
    }
}

function isDecoratorValue(value: unknown): value is DecoratorValue {
    return typeof value === "number" || typeof value === "string" || typeof value === "boolean" ||
        (Array.isArray(value) && value.every(isDecoratorValue));
}

function chosenSizes(text: string, values: ReadonlyMap<string, number> | undefined): ReadonlyMap<string, number> {
    const read = new Map(values);
    for (const pair of text.split(",")) {
        const [name, value] = splitPair(pair.trim());
        read.set(name, wholeNumber(value));
    }
    return read;
}

function splitPair(text: string): readonly [string, string] {
    const [, name, value] = /^\s*(\w+)\s*=\s*(.*?)\s*$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
        throw new InvalidArgumentError("Write name=value.");
    }
    return [name, value];
}

/** `10T`, `500GB` */
function amount(text: string): number {
    const value = readAmount(text);
    if (value === undefined || value === 0) {
        throw new InvalidArgumentError("Write a number such as 1.5G.");
    }
    return value;
}

function wholeNumber(text: string): number {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < 1 || value > largestChosenSize) {
        throw new InvalidArgumentError(`Must be an integer from 1 to ${largestChosenSize}.`);
    }
    return value;
}

/** Prints an error in one line; returns its exit code. */
function explain(error: unknown): ExitCode {
    if (error instanceof CommanderError) {
        return error.exitCode === 0 ? exitCode.clean : exitCode.misuse;
    }
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof OutputLimitReached) {
        printError(`cnn: ${message}\n`);
        return exitCode.errors;
    }
    printError(error instanceof Misuse ? `cnn: ${message}\n` : `cnn: internal error: ${message}\n`);
    return exitCode.misuse;
}
