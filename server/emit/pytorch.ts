import { pytorchPreamble } from "../layers/pytorch-preamble.ts";
import { isTraced } from "../evaluation/trace.ts";
import type { ModelGraph, Value } from "../graph/graph.ts";
import { formatShape } from "../sizes/shape.ts";
import { BlockClasses, classLines, type SettledBody } from "./pytorch/classes.ts";
import { docstring, pythonName, statementLines } from "./pytorch/python.ts";
import { Untranslatable } from "./pytorch/state.ts";
import { soundLayers, type Refusal } from "./sound-graph.ts";

/** A module of Python. */
export interface PytorchModule {
    readonly text: string;
    /** The class that is the model. */
    readonly className: string;
}

/**
 * Writes a model as a Python module: a class for each block and one for the model, with the source's names, so that
 * state_dict calls every tensor as the graph does. The graph has to have its trace. `source` is the file's name.
 */
export function emitPytorch(graph: ModelGraph, source: string): PytorchModule | Refusal {
    const sound = soundLayers(graph);
    if ("refused" in sound) {
        return sound;
    }
    const scope = graph.scopes[0];
    if (!isTraced(graph) || scope === undefined) {
        throw new Error("The graph was analysed without its trace.");
    }
    const { trace } = graph;
    const className = pythonName(graph.name);
    const classes = new BlockClasses(graph, trace.met, [className, ...pytorchPreamble.keys()]);
    let body: SettledBody | undefined;
    try {
        body = settled(() => classes.write(trace.model, [scope], false)) ?? classes.write(trace.model, [scope], true);
    } catch (error) {
        if (!(error instanceof Untranslatable)) {
            throw error;
        }
        return { refused: `PyTorch has no form for it: ${error.message}.`, location: graph.location };
    }
    const inputs = graph.inputs.map(({ name }) => name);
    const documentation = modelDocumentation(graph, trace.model.documentation);
    const model = classLines(trace.model, className, body, inputs, documentation);
    const names = preambleWith(classes.preamble);
    const parts = [
        ...(classes.constants.size === 0 ? [] : [""]),
        ...[...classes.constants].flatMap(([name, text]) => statementLines(`${name} = ${text}`, 0)),
        ...[...pytorchPreamble].flatMap(([name, { text }]) => (names.has(name) ? ["", "", ...text.split("\n")] : [])),
        ...classes.written.flatMap(({ lines }) => ["", "", ...lines]),
        "", "", ...model.lines, "",
    ];
    const text = parts.join("\n");
    return { text: [...header(graph, source, text), text].join("\n"), className };
}

function settled(action: () => SettledBody): SettledBody | undefined {
    try {
        return action();
    } catch (error) {
        if (!(error instanceof Untranslatable)) {
            throw error;
        }
        return undefined;
    }
}

/** The entries with those that they call. */
function preambleWith(names: ReadonlySet<string>): ReadonlySet<string> {
    const all = new Set(names);
    for (const name of all) {
        for (const needed of pytorchPreamble.get(name)?.needs ?? []) {
            all.add(needed);
        }
    }
    return all;
}

function header(graph: ModelGraph, source: string, text: string): readonly string[] {
    const uses = (name: string): boolean => new RegExp(`(?<![\\w."])${name}\\.`).test(text);
    const imports = [
        ...(uses("math") ? ["import math", ""] : []),
        ...(uses("torch") ? ["import torch"] : []),
        ...(uses("F") ? ["import torch.nn.functional as F"] : []),
        "from torch import nn",
    ];
    return [...docstring(`${graph.name} of ${source}, written by \`cnn export --to pytorch\`.`, 0), "", ...imports];
}

/** The model's documentation with the shapes of what goes in and comes out, the batch in front. */
function modelDocumentation(graph: ModelGraph, documentation: string | undefined): string {
    const shapes = (list: readonly { readonly name: string; readonly value: Value }[]): string =>
        list.map(({ name, value }) => `${name} ${formatShape(value.shape).replace("[", "[N, ")}`).join(", ");
    const io = `Takes ${shapes(graph.inputs)}; gives ${shapes(graph.outputs)}.`;
    return documentation === undefined ? io : `${documentation}\n\n${io}`;
}
