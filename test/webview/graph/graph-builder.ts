import type { NodeFamily, PreviewEdge, PreviewGraph, PreviewGroup, PreviewNode } from "../../../server/protocol.ts";

/** A value while a graph is put together: the node that makes it, which of its results it is, and its shape. */
export interface Value {
    readonly node: string;
    readonly result: number;
    readonly shape: readonly number[];
}

export interface Step {
    readonly name?: string;
    readonly line: number;
}

export interface ConvStep extends Step {
    readonly stride?: number;
    readonly padding?: number;
    readonly ceil?: boolean;
}

/** Puts a graph together as the server would: paths, counts, groups, and a line of text for each node. */
export class GraphBuilder {
    readonly nodes: PreviewNode[] = [];
    readonly groups: PreviewGroup[] = [];
    readonly edges: PreviewEdge[] = [];
    readonly uri: string;
    readonly #scopes: { readonly group: string; readonly path: string; readonly counts: Map<string, number> }[] = [];
    readonly #counts = new Map<string, number>();

    constructor(uri: string) {
        this.uri = uri;
    }

    input(name: string, shape: readonly number[], line: number): Value {
        this.#add({ id: `input:${name}`, kind: "input", label: name, path: name, family: "Input", line, shape });
        return { node: `input:${name}`, result: 0, shape };
    }

    output(name: string, from: Value, line: number): void {
        const { shape } = from;
        this.#add({ id: `output:${name}`, kind: "output", label: name, path: name, family: "Output", line, shape });
        this.#connect([from], `output:${name}`);
    }

    conv(from: Value, channels: number, kernel: number, { stride = 1, padding = 0, ...step }: ConvStep): Value {
        const [before = 0, ...axes] = from.shape;
        const after = axes.map((size) => Math.floor((size + 2 * padding - kernel) / stride) + 1);
        const parameters = before * channels * kernel ** axes.length;
        const detail = [kernelText(kernel, axes.length), ...(stride > 1 ? [`stride ${stride}`] : [])].join(", ");
        const macs = parameters * after.reduce((product, size) => product * size, 1);
        const facts = { family: "Convolution" as const, detail, parameters, macs };
        return this.layer("conv", [from], [channels, ...after], { ...facts, ...step });
    }

    pool(kind: string, from: Value, kernel: number, options: ConvStep): Value {
        const { stride = kernel, padding = 0, ceil = false, ...step } = options;
        const [channels = 0, ...axes] = from.shape;
        const round = ceil ? Math.ceil : Math.floor;
        const after = axes.map((size) => round((size + 2 * padding - kernel) / stride) + 1);
        const detail = [kernelText(kernel, axes.length), ...(stride > 1 ? [`stride ${stride}`] : [])].join(", ");
        return this.layer(kind, [from], [channels, ...after], { family: "Pooling", detail, ...step });
    }

    norm(from: Value, step: Step): Value {
        return this.layer("batch_norm", [from], from.shape, {
            family: "Normalization", parameters: 2 * (from.shape[0] ?? 0), ...step,
        });
    }

    relu(from: Value, step: Step): Value {
        return this.layer("relu", [from], from.shape, { family: "Activation", ...step });
    }

    linear(from: Value, features: number, step: Step): Value {
        const macs = (from.shape[0] ?? 0) * features;
        return this.layer("linear", [from], [features], {
            family: "Linear", detail: `${features}`, parameters: macs + features, macs, ...step,
        });
    }

    join(kind: "add" | "concat", from: readonly Value[], step: Step): Value {
        const [first] = from;
        const channels = from.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
        const shape = kind === "add" ? (first?.shape ?? []) : [channels, ...(first?.shape.slice(1) ?? [])];
        return this.layer(kind, from, shape, { family: "Merging", ...step });
    }

    layer(
        kind: string,
        from: readonly Value[],
        shape: readonly number[],
        { name, line, ...facts }: Step & {
            readonly family: NodeFamily; readonly detail?: string; readonly parameters?: number; readonly macs?: number;
        },
    ): Value {
        const path = this.#pathOf(name, kind);
        const id = `layer:${path}`;
        this.#add({ id, kind: "layer", label: kind, path, line, shape, ...facts });
        this.#connect(from, id);
        return { node: id, result: 0, shape };
    }

    /** Equal parts of a value along its channels. */
    split(from: Value, parts: number, step: Step): readonly Value[] {
        const [channels = 0, ...axes] = from.shape;
        const first = this.layer("split", [from], [channels / parts, ...axes], { family: "Reshaping", ...step });
        return Array.from({ length: parts }, (_, result) => ({ ...first, result }));
    }

    /** Everything that `fill` adds is in this group. */
    group<Result>(kind: PreviewGroup["kind"], label: string, { name, line }: Step, fill: () => Result): Result {
        const path = this.#pathOf(name, label.split(/[( ]/, 1)[0] ?? label);
        const id = `${kind}:${path}`;
        const parent = this.#scopes.at(-1)?.group;
        const place = { uri: this.uri, range: rangeOf(line) };
        this.groups.push({ id, kind, label, path, ...(parent === undefined ? {} : { parent }), ...place });
        this.#scopes.push({ group: id, path, counts: new Map() });
        const result = fill();
        this.#scopes.pop();
        return result;
    }

    /** `count` rounds of a loop, each on the result of the previous one. */
    loop(count: number, from: Value, step: Step, round: (value: Value, index: number) => Value): Value {
        return this.group("loop", `repeat ${count}`, step, () => {
            let value = from;
            for (let index = 0; index < count; index++) {
                const before = value;
                const place = { name: `${index}`, line: step.line };
                value = this.group("round", `round ${index}`, place, () => round(before, index));
            }
            return value;
        });
    }

    graph(model: string): PreviewGraph {
        return {
            uri: this.uri,
            version: 1,
            model,
            models: [model],
            valid: true, broken: false, problems: [], items: [],
            nodes: this.nodes,
            groups: this.groups,
            edges: this.edges,
            parameters: { value: this.nodes.reduce((sum, node) => sum + node.parameters, 0), atLeast: false },
            macs: { value: this.nodes.reduce((sum, node) => sum + node.macs, 0), atLeast: false },
            dynamicSizes: [], chosen: [],
        };
    }

    #pathOf(name: string | undefined, kind: string): string {
        const scope = this.#scopes.at(-1);
        const counts = scope?.counts ?? this.#counts;
        const count = (counts.get(kind) ?? 0) + 1;
        if (name === undefined) {
            counts.set(kind, count);
        }
        const step = name ?? `${kind}_${count}`;
        return step === "" ? (scope?.path ?? "") : [...(scope === undefined ? [] : [scope.path]), step].join(".");
    }

    #add(node: {
        readonly id: string; readonly kind: PreviewNode["kind"]; readonly label: string; readonly path: string;
        readonly family: NodeFamily; readonly line: number; readonly shape: readonly number[];
        readonly detail?: string; readonly parameters?: number; readonly macs?: number;
    }): void {
        const { line, shape, ...rest } = node;
        const group = this.#scopes.at(-1)?.group;
        this.nodes.push({
            detail: "", parameters: 0, macs: 0, ...rest,
            shape: `[${shape.join(", ")}]`,
            uri: this.uri,
            range: rangeOf(line),
            ...(group === undefined ? {} : { group }),
        });
    }

    #connect(from: readonly Value[], to: string): void {
        this.edges.push(...from.map(({ node, result, shape }) => ({
            value: `${node}:${result}`, from: node, to, shape: `[${shape.join(", ")}]`,
        })));
    }
}

function kernelText(kernel: number, axes: number): string {
    return Array.from({ length: axes }, () => `${kernel}`).join("×");
}

function rangeOf(line: number): PreviewNode["range"] {
    return { start: { line, character: 4 }, end: { line, character: 40 } };
}
