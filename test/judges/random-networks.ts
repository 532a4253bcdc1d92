import { diagnose, type Diagnostic } from "../../server/diagnostics/diagnostics.ts";
import { layers } from "../../server/layers/catalogue.ts";
import type { LayerDefinition } from "../../server/layers/definition.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { sampleShape } from "../../server/sizes/shape.ts";
import { fc } from "../support/fast-check.ts";
import { analyzeText } from "../support/memory-host.ts";
import { rangeOf, type Draw } from "./argument-ranges.ts";
import { joining, printLine, type NamedValue, type Written, type WrittenArgument, type WrittenCall } from "./written-call.ts";

/** A call in a network that was found to be in order, and the shape of its first result. */
export interface AcceptedCall {
    readonly call: WrittenCall;
    readonly shape: readonly number[];
}

/** A call that was found to be wrong: a network whose other lines are valid, and the errors. */
export interface RefusedCall {
    readonly call: WrittenCall;
    readonly text: string;
    /** The line of the call, from 0. */
    readonly line: number;
    readonly errors: readonly Diagnostic[];
}

export interface RandomNetwork {
    readonly text: string;
    readonly graph: ModelGraph;
    readonly accepted: readonly AcceptedCall[];
    readonly refused: readonly RefusedCall[];
}

/** What each network tries until it is both valid and wrong: an argument, or a layer as a whole. */
export interface Star {
    readonly layer: string;
    readonly argument: string | undefined;
}

/** All arguments of all layers, and all layers. */
export const stars: readonly Star[] = [...layers.values()].flatMap(({ name, arguments: known }) =>
    [undefined, ...known.keys()].map((argument) => ({ layer: name, argument })));

/** The draws of a run of a property. */
export function drawFrom(generate: fc.GeneratorValue): Draw {
    const integer = (least: number, most: number): number => generate(evenly, least, most);
    return {
        integer,
        pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
        shuffled: (items) => items.map((item) => ({ item, key: integer(0, 1_000_000) }))
            .sort((a, b) => a.key - b.key).map(({ item }) => item),
        happens: (percent) => integer(0, 99) < percent,
    };
}

function evenly(least: number, most: number): fc.Arbitrary<number> {
    return fc.noBias(fc.integer({ min: least, max: most }));
}

/** How often a star is tried before the network goes without it. */
const attempts = 60;
/** Larger values would only take time. */
const mostElements = 4000;
/** Arguments that no layer has, some of them from habit. */
const unknownArguments = [["kernel_size", 1], ["dim", 0], ["inplace", true], ["colour", 2]] as const;

/** Changes to a call that make it wrong as a whole, instead of in one argument. */
type Fault = "unknown argument" | "missing argument" | "excluded argument" | "operands";

/** A network of a few lines, built line by line: rejected lines are put aside, others stay. */
export function randomNetwork(star: Star, draw: Draw): RandomNetwork {
    const building = new Building(draw);
    building.addAny(draw.integer(0, 2));
    if (star.layer === "max_unpool") {
        building.add({ layer: "max_pool", argument: "indices", wild: false }, () => building.indices.length > 0);
    }
    building.add({ ...star, wild: false }, ({ accepted }) => accepted);
    building.add({ ...star, wild: true }, ({ accepted }) => !accepted);
    building.addAny(draw.integer(0, 2));
    return building.finish();
}

interface Wish extends Star {
    /** Whether the star should be wrong. */
    readonly wild: boolean;
}

class Building {
    readonly indices: NamedValue[] = [];
    readonly #draw: Draw;
    readonly #inputs: readonly NamedValue[];
    readonly #values: [NamedValue, ...NamedValue[]];
    readonly #lines: string[] = [];
    readonly #accepted: AcceptedCall[] = [];
    readonly #refused: RefusedCall[] = [];
    #above: string;
    #named = 0;

    constructor(draw: Draw) {
        this.#draw = draw;
        const mostSpatial = [0, 12, 9, 5];
        const inputs = mostSpatial.map((most, axes) => ({
            name: `input${axes}`,
            shape: [draw.integer(1, 8), ...Array.from({ length: axes }, () => draw.integer(1, most))],
        }));
        const [first = noValue, ...others] = draw.shuffled(inputs);
        this.#inputs = [first, ...others];
        this.#values = [first, ...others];
        this.#above = this.#inputs.at(-1)?.name ?? "";
    }

    /** Tries some layers, with any outcome. */
    addAny(count: number): void {
        const [first = "relu", ...others] = layers.keys();
        for (let index = 0; index < count; index += 1) {
            const layer = this.#draw.pick([first, ...others]);
            const names = [...layers.get(layer)?.arguments.keys() ?? []];
            const argument = this.#draw.pick<string | undefined>([undefined, ...names]);
            this.add({ layer, argument, wild: this.#draw.happens(25) }, () => true);
        }
    }

    /** Tries a layer until the outcome is the intended one. */
    add(wish: Wish, isDone: (result: { readonly accepted: boolean }) => boolean): void {
        const definition = layers.get(wish.layer);
        for (let attempt = 0; definition !== undefined && attempt < attempts; attempt += 1) {
            const accepted = this.#try(this.#call(definition, wish));
            if (accepted !== undefined && isDone({ accepted })) {
                return;
            }
        }
    }

    finish(): RandomNetwork {
        const text = this.#text(this.#lines);
        const [graph] = analyzeText(text).models;
        if (graph === undefined) {
            throw new Error("There is no model.");
        }
        return { text, graph, accepted: this.#accepted, refused: this.#refused };
    }

    #text(lines: readonly string[]): string {
        const inputs = this.#inputs.map(({ name, shape }) => `input ${name}: [${shape.join(", ")}]`);
        const output = lines.length === 0 ? ["output result = identity()"] : [`output result = ${this.#above}`];
        return `model Random() {\n    ${[...inputs, ...lines, ...output].join("\n    ")}\n}\n`;
    }

    /** Whether the call was accepted; undefined if the result would be too large. */
    #try(call: WrittenCall): boolean | undefined {
        const names = resultsOf(call).map((_, index) => `v${this.#named + index + 1}`);
        const line = printLine(call, names, this.#above);
        const text = this.#text([...this.#lines, line]);
        const analysis = analyzeText(text);
        const errors = diagnose(analysis).filter(({ severity }) => severity === "error");
        if (errors.length > 0) {
            this.#refused.push({ call, text, line: 1 + this.#inputs.length + this.#lines.length, errors });
            return false;
        }
        const outputs = analysis.models[0]?.layers.at(-1)?.outputs ?? [];
        const results = outputs.map(({ shape }, index) => ({ name: names[index] ?? "", shape: sampleShape(shape) ?? [] }));
        const [first] = results;
        if (first === undefined || results.some(({ shape }) => shape.reduce((a, b) => a * b, 1) > mostElements)) {
            return undefined;
        }
        this.#named += names.length;
        this.#lines.push(line);
        this.#above = first.name;
        this.#accepted.push({ call, shape: first.shape });
        const [pooled, where] = results;
        if (call.layer === "max_pool" && pooled !== undefined && where !== undefined) {
            this.#values.push(pooled);
            this.indices.push(where);
        } else {
            this.#values.push(...results);
        }
        return true;
    }

    #call(definition: LayerDefinition, wish: Wish): WrittenCall {
        const draw = this.#draw;
        const layer = definition.name;
        const fault = wish.wild && wish.argument === undefined ? this.#fault(definition) : undefined;
        const operands = joining.has(layer) ? this.#joined(definition, fault) : [this.#source(layer)];
        const shape = operands.find((one) => typeof one === "object")?.shape ?? [];
        const place = { draw, shape, values: this.#values, indices: this.indices };
        const left = this.#leftOut(definition, wish.argument, fault);
        let inOrder = true;
        const written = [...definition.arguments].flatMap(([name, { required }], index): WrittenArgument[] => {
            const isStar = name === wish.argument;
            if (left.has(name) || (!isStar && !required && !draw.happens(30))) {
                inOrder = false;
                return [];
            }
            const range = rangeOf(layer, name);
            inOrder &&= index < definition.positional && !joining.has(layer) && draw.happens(70);
            return [{ name, value: isStar && wish.wild ? range.wild(place) : range.valid(place), positional: inOrder }];
        });
        const [name, value] = draw.pick<readonly [string, Written]>(unknownArguments);
        const stray = fault === "unknown argument" ? [{ name, value, positional: false }] : [];
        return { layer, operands, arguments: [...written, ...stray] };
    }

    #fault({ name, arguments: known }: LayerDefinition): Fault {
        return this.#draw.pick<Fault>([
            "unknown argument",
            ...([...known.values()].some(({ required }) => required) ? ["missing argument"] as const : []),
            ...(exclusive.has(name) ? ["excluded argument"] as const : []),
            ...(joining.has(name) ? ["operands"] as const : []),
        ]);
    }

    /** The arguments that others exclude, or one that must be there. */
    #leftOut(definition: LayerDefinition, star: string | undefined, fault: Fault | undefined): ReadonlySet<string> {
        if (fault === "missing argument") {
            const needed = [...definition.arguments].filter(([, { required }]) => required).map(([name]) => name);
            return new Set(needed.slice(-1));
        }
        const [first, ...others] = fault === "excluded argument" ? [] : exclusive.get(definition.name) ?? [];
        if (first === undefined) {
            return new Set();
        }
        const group: readonly [string, ...string[]] = [first, ...others];
        const kept = star !== undefined && group.includes(star) ? star : this.#draw.pick(group);
        return new Set(group.filter((name) => name !== kept));
    }

    #source(layer: string): NamedValue {
        const above = this.#values.find(({ name }) => name === this.#above);
        if (layer === "max_unpool") {
            const alike = this.#values.filter(({ shape }) =>
                this.indices.some((one) => one.shape.join() === shape.join()));
            const [pooled, ...others] = alike.length > 0 && this.#draw.happens(90) ? alike : this.#values;
            return this.#draw.pick([pooled ?? this.#values[0], ...others]);
        }
        return above !== undefined && this.#draw.happens(40) ? above : this.#draw.pick(this.#values);
    }

    /** The operands of a merging layer: values whose shapes agree, and numbers if it accepts them. */
    #joined({ operands, name, traits }: LayerDefinition, fault: Fault | undefined): readonly (NamedValue | number)[] {
        const draw = this.#draw;
        const [least, most, numbers] = operands.from === "arguments"
            ? [operands.minimum, Math.min(operands.maximum, 3), operands.numbers]
            : [1, 1, false];
        const first = this.#source(name);
        if (fault === "operands") {
            const any: readonly [NamedValue | number, ...(NamedValue | number)[]] =
                [...this.#values, ...numbers ? [2, 0.5] : []];
            return Array.from({ length: draw.integer(0, most + 1) }, () => draw.pick(any));
        }
        const alike = this.#values.filter(({ shape }) => shape.length === first.shape.length &&
            shape.every((size, axis) => size === first.shape[axis] || (traits.merges === "concatenation" ? axis === 0 : size === 1)));
        return Array.from({ length: draw.integer(least, most) }, (_, index) => {
            const [one = first, ...others] = alike;
            if (index > 0 && numbers && draw.happens(20)) {
                return draw.pick([2, 0.5]);
            }
            return index === 0 ? first : draw.pick([one, ...others]);
        });
    }
}

const noValue: NamedValue = { name: "in", shape: [] };

/** Arguments of which a call has at most one. */
const exclusive: ReadonlyMap<string, readonly string[]> = new Map([
    ["upsample", ["scale", "size", "to"]],
    ["crop", ["size", "to"]],
    ["conv_transpose", ["output_padding", "to"]],
]);

/** As many entries as the call has results. */
function resultsOf({ layer, arguments: written }: WrittenCall): readonly undefined[] {
    const argument = (name: string): WrittenArgument["value"] | undefined => written.find((one) => one.name === name)?.value;
    const parts = argument("parts");
    const count = layer === "split" && typeof parts === "number"
        ? parts
        : layer === "split" && Array.isArray(parts) ? parts.length : argument("indices") === true ? 2 : 1;
    return Array.from({ length: Number.isInteger(count) && count > 0 ? count : 1 });
}
