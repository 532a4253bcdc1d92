import { CannotBeWritten, type RawGraph } from "./raw-graph.ts";
import { isNamed, type NamedValue, type Written, type WrittenCall } from "./written-call.ts";

export interface Formed {
    readonly outputs: readonly string[];
    /** Whether the results include a batch. */
    readonly batch: boolean;
}

export type Form = (graph: RawGraph, args: CallArguments) => Formed;

/** A call's arguments by name; ONNX rejects what a form does not read. */
export class CallArguments {
    readonly operands: readonly (NamedValue | number)[];
    readonly #left: Map<string, Written>;

    constructor({ operands, arguments: written }: WrittenCall) {
        this.operands = operands;
        this.#left = new Map(written.map(({ name, value }) => [name, value]));
    }

    /** An argument, or its default in PyTorch; without either the call is not possible. */
    take(name: string, standard?: Written): Written {
        const value = this.optional(name) ?? standard;
        if (value === undefined) {
            throw new CannotBeWritten(`${name} has no default`);
        }
        return value;
    }

    optional(name: string): Written | undefined {
        const value = this.#left.get(name);
        this.#left.delete(name);
        return value;
    }

    number(name: string, standard?: number): number {
        const value = this.take(name, standard);
        if (typeof value !== "number") {
            throw new CannotBeWritten(`${name} is no number`);
        }
        return value;
    }

    /** A list of numbers, or undefined if the argument is omitted. */
    numbers(name: string): readonly number[] | undefined {
        const value = this.optional(name);
        return value === undefined ? undefined : numbersOf(name, value);
    }

    /** The shape of a value argument. */
    shapeOf(name: string): readonly number[] | undefined {
        const value = this.optional(name);
        if (value !== undefined && !isNamed(value)) {
            throw new CannotBeWritten(`${name} is no tensor`);
        }
        return value?.shape;
    }

    rest(): ReadonlyMap<string, Written> {
        return this.#left;
    }

    /** The shape of the value worked on. */
    get shape(): readonly number[] {
        const [first] = this.operands;
        return typeof first === "object" ? first.shape : [];
    }

    get channels(): number {
        return this.shape[0] ?? 0;
    }

    get spatial(): readonly number[] {
        return this.shape.slice(1);
    }
}

export function numbersOf(name: string, value: Written): readonly number[] {
    const list: readonly Written[] = Array.isArray(value) ? value : [];
    const numbers = list.filter((item) => typeof item === "number");
    if (!Array.isArray(value) || numbers.length < list.length) {
        throw new CannotBeWritten(`${name} is no list of numbers`);
    }
    return numbers;
}

/** One number for every axis, or a list unchanged. */
export function each(value: Written, axes: number): Written {
    return typeof value === "number" ? Array.from({ length: axes }, () => value) : value;
}

export function eachNumber(name: string, value: Written, axes: number): readonly number[] {
    return numbersOf(name, each(value, axes));
}

/** Results that include a batch. */
export function batched(outputs: readonly string[]): Formed {
    return { outputs, batch: true };
}

/** Results without a batch. */
export function bare(outputs: readonly string[]): Formed {
    return { outputs, batch: false };
}

/** The shape of a learned tensor: ONNX has its sizes only there. */
export function sizeOf(name: string, value: number): number {
    if (!Number.isInteger(value) || value < 0) {
        throw new CannotBeWritten(`no tensor has ${name} ${value}`);
    }
    return value;
}

export function withBatch(graph: RawGraph, shape: readonly number[], type?: "int64"): string {
    return graph.input([1, ...shape], type);
}

export function whether(name: string, value: Written): boolean {
    if (typeof value !== "boolean") {
        throw new CannotBeWritten(`${name} is neither true nor false`);
    }
    return value;
}

/** One operator on the value with its batch; attributes are declared as floats. */
export function plain(op: string, attributes: Readonly<Record<string, string>> = {}): Form {
    return (graph, args) => {
        const inputs = [withBatch(graph, args.shape)];
        const floats = Object.entries(attributes).map(([argument, name]) => {
            const value = args.optional(argument);
            return [name, value === undefined ? undefined : { float: value }] as const;
        });
        return batched(graph.node(op, inputs, Object.fromEntries(floats)));
    };
}
