import { headerComment } from "../../grammar/comments.ts";
import { isTraced } from "../evaluation/trace.ts";
import type { ModelGraph, Value } from "../graph/graph.ts";
import { pytorchPreamble } from "../layers/pytorch-preamble.ts";
import { Budget, limits } from "../limits.ts";
import { linesText } from "../output-text.ts";
import { pythonName } from "../python/names.ts";
import { moduleLines } from "../python/printer.ts";
import { literal, name, type ClassDefinition, type Module, type Statement } from "../python/syntax.ts";
import { expressionsIn, namesIn } from "../python/traversal.ts";
import { formatShape } from "../sizes/shape.ts";
import { text } from "../text.ts";
import { BlockClasses } from "./pytorch/classes.ts";
import { blockDocumentation } from "./pytorch/documentation.ts";
import { validLayers, type Refusal } from "./valid-graph.ts";

/** A Python module. */
export interface PytorchModule {
    readonly text: string;
    /** The name of the model's class. */
    readonly className: string;
}

/**
 * Writes a model as a Python module: a class for each block and one for the model, with the names of the source, so
 * that the tensors' names in state_dict equal those of the graph. The graph must have a trace. `source` is the file's
 * name; `steps` are those of planning.
 */
export function emitPytorch(
    graph: ModelGraph, source: string, steps = new Budget(limits.planSteps),
): PytorchModule | Refusal {
    const valid = validLayers(graph);
    if ("refused" in valid) {
        return valid;
    }
    const scope = graph.scopes[0];
    if (!isTraced(graph) || scope === undefined) {
        throw new Error("The graph was analysed without its trace.");
    }
    const { model } = graph.trace;
    const className = pythonName(graph.name);
    const classes = new BlockClasses(graph, [className, ...pytorchPreamble.keys()], steps);
    const file = classes.fileOf(scope)?.parsed;
    const documentation = file === undefined ? undefined : blockDocumentation(model, file);
    const made = classes.model(model, scope, modelDocumentation(graph, documentation));
    if (steps.isExceeded) {
        return {
            refused: text("The export to PyTorch takes more than {limit} steps.", { limit: steps.limit.toLocaleString("en-US") }),
            location: graph.location,
        };
    }
    if (made === undefined) {
        return { refused: text("PyTorch has no form for it: {reason}.", { reason: classes.reason }), location: graph.location };
    }
    const header = file === undefined ? undefined : headerComment(file);
    const written = `${graph.name} of ${source}, written by \`cnn export --to pytorch\`.`;
    const body = moduleBody(classes, made.definition);
    const module: Module = {
        documentation: header === undefined ? written : `${written}\n\n${header}`, imports: importsOf(body), body,
    };
    return { text: linesText(moduleLines(module)), className };
}

/** The model's class after its direct and indirect dependencies. */
function moduleBody(classes: BlockClasses, model: ClassDefinition): readonly Statement[] {
    const needed = new Set<string>();
    const need = (statements: readonly Statement[]): void => {
        for (const one of expressionsIn(statements).flatMap((expression) => [...namesIn(expression)])) {
            if (!needed.has(one)) {
                needed.add(one);
                need(definitionOf(one));
            }
        }
    };
    const constants = [...classes.constants].map(([constant, value]): readonly [string, Statement] =>
        [constant, { kind: "assign", targets: [name(constant)], value: literal(value) }]);
    const preamble = [...pytorchPreamble].map(([entry, { text, imports, needs }]): readonly [string, Statement] =>
        [entry, { kind: "source", text, names: [...imports, ...needs] }]);
    const functions = [...classes.functions.values()].map((one): readonly [string, Statement] => [one.name, {
        kind: "function", name: one.name, documentation: one.declaration.documentation,
        parameters: one.parameters.map((parameter) => ({ name: parameter, default: undefined })),
        body: [{ kind: "return", values: [one.body] }],
    }]);
    const blocks = classes.written.map((one): readonly [string, Statement] => [one.name, one.definition]);
    const all = [...constants, ...preamble, ...functions, ...blocks];
    const definitions = new Map(all);
    const definitionOf = (one: string): readonly Statement[] => {
        const found = definitions.get(one);
        return found === undefined ? [] : [found];
    };
    need([model]);
    return [...all.filter(([one]) => needed.has(one)).map(([, statement]) => statement), model];
}

function importsOf(body: readonly Statement[]): Module["imports"] {
    const read = new Set(expressionsIn(body).flatMap((one) => [...namesIn(one)]));
    return [
        { module: "math", names: "math", text: "import math" },
        { module: "torch", names: "torch", text: "import torch" },
        { module: "torch", names: "F", text: "import torch.nn.functional as F" },
        { module: "torch", names: "nn", text: "from torch import nn" },
    ].filter(({ names }) => read.has(names));
}

/** The model's documentation with the shapes of its inputs and outputs, including the batch. */
function modelDocumentation(graph: ModelGraph, documentation: string | undefined): string {
    const shapes = (list: readonly { readonly name: string; readonly value: Value }[]): string =>
        list.map(({ name: text, value }) => `${text} ${formatShape(value.shape).replace("[", "[N, ")}`).join(", ");
    const io = `Takes ${shapes(graph.inputs)}; gives ${shapes(graph.outputs)}.`;
    return documentation === undefined ? io : `${documentation}\n\n${io}`;
}
