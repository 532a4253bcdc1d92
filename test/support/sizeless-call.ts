import type { ValueArgument } from "../../server/layers/argument-types.ts";
import type { Layer, Value } from "../../server/graph/graph.ts";

/** A layer's call as a sizeless form reads it: its arguments as they were written, its values as tensors. */
export class SizelessCall {
    /** Operands, then value arguments. */
    readonly inputs: readonly string[];
    /** The number of axes of the first input besides its batch. */
    readonly rank: number;
    /** The number of requested results. */
    readonly results: number;
    readonly #layer: Layer;
    readonly #names: ReadonlyMap<Value, string>;

    constructor(layer: Layer, names: ReadonlyMap<Value, string>) {
        this.inputs = layer.inputs.map((value) => names.get(value) ?? "");
        this.rank = layer.inputs[0]?.shape?.length ?? 0;
        this.results = layer.outputs.length;
        this.#layer = layer;
        this.#names = names;
    }

    get input(): string {
        return this.inputs[0] ?? "";
    }

    /** How many spatial axes the first input has. */
    get spatial(): number {
        return this.rank - 1;
    }

    /** The values and numbers that a layer joins, in the order they were written. */
    get operands(): readonly (string | number)[] {
        const numbers = this.#layer.call?.numbers ?? new Map<number, number>();
        const values = this.inputs.values();
        return Array.from({ length: this.inputs.length + numbers.size }, (_, position) =>
            numbers.get(position) ?? values.next().value ?? "");
    }

    argument(name: string): unknown {
        return this.#layer.call?.arguments.get(name);
    }

    number(name: string): number {
        return Number(this.argument(name));
    }

    flag(name: string): boolean {
        return this.argument(name) === true;
    }

    word(name: string): string {
        return String(this.argument(name));
    }

    numbers(name: string): readonly number[] {
        const list = this.argument(name);
        return Array.isArray(list) ? list.map(Number) : [];
    }

    /** One number for each spatial axis; undefined if the argument is omitted. */
    perAxis(name: string): readonly number[] | undefined {
        const argument = this.argument(name);
        if (argument === undefined || Array.isArray(argument)) {
            return argument?.map(Number);
        }
        return Array.from({ length: this.spatial }, () => Number(argument));
    }

    /** An axis argument counted with the batch. */
    axis(name: string): number {
        const axis = this.number(name);
        return axis < 0 ? axis + this.rank + 1 : axis + 1;
    }

    /** The tensor of a value argument. */
    value(name: string): string | undefined {
        const argument = this.argument(name) as ValueArgument | undefined;
        return argument === undefined ? undefined : this.inputs[argument.input];
    }

    /** The pooled value, if a value argument is one of a max_pool's results. */
    pooled(name: string): string | undefined {
        const argument = this.argument(name) as ValueArgument | undefined;
        const producer = argument === undefined ? undefined : this.#layer.inputs[argument.input]?.producer;
        const [pooled] = producer?.kind === "layer" && producer.definition.name === "max_pool" ? producer.inputs : [];
        return pooled === undefined ? undefined : this.#names.get(pooled);
    }

    /** The shape of its first learned tensor, which is the same for all sizes; undefined if it has none. */
    get weight(): readonly number[] | undefined {
        return this.#layer.inference?.parameters[0]?.shape;
    }
}
