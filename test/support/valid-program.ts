import { randomNumbers } from "../deep/random.ts";
import { fc } from "./fast-check.ts";

/** A value of the program: a feature map whose height and width are equal. */
interface NamedMap {
    readonly name: string;
    readonly channels: number;
    readonly size: number;
}

/** Programs that use the whole language and are valid: the shape of every value is known while they are written. */
export const validPrograms: fc.Arbitrary<string> = fc.integer().map((number) => {
    const writer = new ProgramWriter(randomNumbers(number));
    return writer.program();
});

const activations = ["relu()", "gelu()", "silu()", "leaky_relu()", "tanh()", "sigmoid()"];
const normalizations = ["batch_norm()", "group_norm(1)", "instance_norm()"];

/** Where statements are written: each body sees its own names, and only a model has outputs. */
interface Place {
    /** The spelling of the current number of channels, if it is not a number. */
    readonly channels: string | undefined;
    readonly isModel: boolean;
    readonly isLoop: boolean;
    readonly depth: number;
}

class ProgramWriter {
    readonly #random: () => number;
    readonly #lines: string[] = [];
    readonly #numbers: { readonly name: string; readonly value: number }[] = [];
    readonly #functions: string[] = [];
    readonly #blocks: { readonly name: string; readonly named: readonly string[] }[] = [];
    #values: NamedMap[] = [];
    #current = { channels: 3, size: 16 };
    #named = 0;

    constructor(random: () => number) {
        this.#random = random;
    }

    program(): string {
        for (let count = this.#upTo(3); count > 0; count -= 1) {
            this.#let();
        }
        for (let count = this.#upTo(2); count > 0; count -= 1) {
            this.#block();
        }
        for (let count = 1 + (this.#happens(0.1) ? 1 : 0); count > 0; count -= 1) {
            this.#model();
        }
        return `${this.#lines.join(this.#happens(0.05) ? "\r\n" : "\n")}\n`;
    }

    #let(): void {
        const name = this.#newName("n");
        if (this.#happens(0.4)) {
            const body = this.#pick(["x // 2 + 1", "max(x, 2)", "x if x > 2 else 2", "x + 1 if x < 4 or x > 8 else abs(x)"]);
            this.#lines.push(`let ${name}(x) = ${body}`);
            this.#functions.push(name);
        } else {
            const value = 2 + this.#upTo(6);
            this.#lines.push(`let ${name} = ${this.#written(value)}`);
            this.#numbers.push({ name, value });
        }
    }

    #block(): void {
        const name = this.#newName("Block");
        const input = this.#happens(0.3) ? "x -> " : "";
        const other = this.#pick([[], ["scale = 2"], ["scale = channels", "deep = false"]]);
        this.#lines.push(...(this.#happens(0.2) ? ["# Keeps the size."] : []));
        this.#lines.push(`block ${input}${name}(${["channels", ...other].join(", ")}) {`);
        this.#lines.push("    conv(channels, 1)");
        this.#values = [];
        this.#statements({ channels: "channels", isModel: false, isLoop: false, depth: 1 }, 1 + this.#upTo(1));
        if (other.length === 2) {
            this.#lines.push(`    if deep { conv(channels, 3, padding=1) } else ${this.#pick(["{ relu() }", "if scale > 1 { tanh() }"])}`);
        }
        this.#lines.push(...this.#pick([[], ["    mine = conv(channels, 1)", "    return mine"], ["    return relu()"]]), "}", "");
        this.#blocks.push({ name, named: other.map((one) => one.split(" ")[0] ?? "") });
    }

    #model(): void {
        const size = this.#pick([8, 12, 16, 32]);
        const channels = this.#pick([1, 3, 4]);
        const sizes = this.#pick([`${size}, ${size}`, `H = ${size}, W = ${size}`, `S = ${size}, S`]);
        this.#values = [];
        this.#lines.push(`model ${this.#newName("Net")}${this.#pick(["", "()", "(classes = 10)"])} {`);
        const classes = this.#lines.at(-1)?.includes("classes") === true ? "classes" : "5";
        this.#lines.push(`    input image: [${channels}, ${sizes}]`);
        this.#current = { channels, size };
        this.#values.push({ name: "image", channels, size });
        if (sizes.includes("H =") && this.#happens(0.3)) {
            this.#lines.push(`    require H % 4 == 0 and W % 4 == 0${this.#pick(["", ', "a multiple of 4"'])}`);
        }
        this.#statements({ channels: undefined, isModel: true, isLoop: false, depth: 1 }, 1 + this.#upTo(4));
        if (this.#happens(0.6)) {
            this.#lines.push("    global_avg_pool()", "    flatten()", `    output scores = linear(${classes})`);
        } else {
            this.#current = { ...this.#current, channels: this.#channels() };
            this.#lines.push(`    output map = conv(${this.#current.channels}, 1)${this.#claim()}`);
        }
        this.#lines.push("}");
    }

    #statements(place: Place, count: number): void {
        for (let index = 0; index < count; index += 1) {
            const indent = "    ".repeat(place.depth);
            const lines = this.#statement(place);
            this.#lines.push(...lines.map((line) => indent + line));
        }
    }

    /** The lines of a statement. Outside models, it keeps the channels and the size of the current value. */
    #statement(place: Place): readonly string[] {
        const { isModel, isLoop, depth } = place;
        const options: (() => readonly string[])[] = [
            () => [this.#keeping(place)],
            () => [this.#keeping(place)],
            () => [`let ${this.#newName("k")} = ${this.#written(1 + this.#upTo(4))}`],
            () => this.#residual(place),
        ];
        if (depth < 3) {
            options.push(() => this.#loop(place), () => this.#condition(place));
        }
        if (isModel && !isLoop) {
            options.push(
                () => [this.#changing()], () => [this.#changing()], () => this.#resizing(), () => this.#joining(),
                () => this.#naming(), () => this.#callingBlock(),
            );
        }
        return this.#pick(options)();
    }

    /** A flow that keeps the shape. */
    #keeping({ channels: written }: Place): string {
        const channels = written ?? String(this.#current.channels);
        const kernel = this.#pick([1, 3, 5]);
        const convolution = this.#pick([
            `conv(${channels}, ${kernel}, padding=${(kernel - 1) / 2})`, `conv(${channels}, ${kernel}, padding="same", bias=false)`,
            `conv(${channels}, [1, ${kernel}], padding=[0, ${(kernel - 1) / 2}])`, `depthwise_conv(${kernel}, padding="same")`,
        ]);
        const steps = [convolution, this.#pick(normalizations), this.#pick(activations), `dropout(${this.#pick([0.1, 0.5])})`]
            .filter(() => this.#happens(0.5));
        return (steps.length === 0 ? [this.#pick(activations)] : steps).join(this.#happens(0.1) ? "\n        -> " : " -> ");
    }

    #residual(place: Place): readonly string[] {
        const name = this.#newName("skip");
        return [
            `${name} = ${this.#keeping(place)}`, this.#keeping(place),
            `${this.#newName("main")} = ${this.#pick(activations)}`,
            `${this.#pick(["add", "maximum", "mul"])}(${name}, ${name} -> ${this.#keeping(place)})`,
        ];
    }

    #loop(place: Place): readonly string[] {
        const inner = { ...place, isLoop: true, depth: place.depth + 1 };
        const head = this.#pick([
            `repeat ${this.#written(1 + this.#upTo(2))}`, `for ${this.#newName("i")} in 0..${this.#written(1 + this.#upTo(2))}`,
            `for ${this.#newName("i")}, ${this.#newName("j")} in [[1, 2], [3, 4]]`, "repeat 0",
        ]);
        return [`${head} {`, ...this.#inside(inner), "}"];
    }

    #condition(place: Place): readonly string[] {
        const inner = { ...place, isLoop: true, depth: place.depth + 1 };
        const condition = this.#pick([
            `${this.#written(3)} > 2`, "true", "not false", "in.channels % 2 == 0", "in.rank == 3 or in.channels > 3", "[1, 2] != [2]",
        ]);
        const otherwise = this.#happens(0.5) ? ["} else {", ...this.#inside(inner), "}"] : ["}"];
        return [`if ${condition} {`, ...this.#inside(inner), ...otherwise];
    }

    /** The lines of a body, relative to its statement. */
    #inside(place: Place): readonly string[] {
        const known = this.#values.length;
        const lines = Array.from({ length: 1 + this.#upTo(1) }, () => this.#statement(place)).flat();
        this.#values.length = known;
        return lines.map((line) => `    ${line}`);
    }

    /** A convolution to other channels. */
    #changing(): string {
        const channels = this.#channels();
        const written = this.#written(channels);
        this.#current = { ...this.#current, channels };
        const kernel = this.#pick(["1", "3, padding=1", "3, padding=2, dilation=2"]);
        return `conv(${written}, ${kernel}) -> ${this.#pick(activations)}${this.#claim()}`;
    }

    /** Pooling of an even size, or upsampling of a small one. */
    #resizing(): readonly string[] {
        const { channels, size } = this.#current;
        if (size % 2 === 0 && size > 4) {
            this.#current = { channels, size: size / 2 };
            return [this.#pick([
                "max_pool(2)", "avg_pool(2)", `conv(${channels}, 2, stride=2)`, `conv(${channels}, 3, stride=2, padding=1)`,
            ])];
        }
        this.#current = { channels, size: size * 2 };
        return [this.#pick(["upsample(2)", `conv_transpose(${channels}, 2, stride=2)`])];
    }

    #joining(): readonly string[] {
        const { channels, size } = this.#current;
        const others = this.#values.filter((other) => other.size === size);
        const other = others[this.#upTo(others.length - 1)];
        const branch = this.#channels();
        if (other === undefined) {
            this.#current = { channels: 2 * branch, size };
            return ["concat(", `    left = conv(${branch}, 1),`, `    conv(${branch}, 3, padding=1) -> relu(),`, ")"];
        }
        const name = this.#newName("main");
        this.#current = { channels: channels + other.channels, size };
        return [`${name} = ${this.#pick(activations)}`, `concat(${name}, ${other.name})${this.#claim()}`];
    }

    #naming(): readonly string[] {
        const name = this.#newName("v");
        const path = this.#happens(0.2) ? [`@path("part", ${this.#upTo(100)}, "of${this.#named}")`] : [];
        this.#values.push({ name, ...this.#current });
        return [...path, `${name} = conv(${this.#current.channels}, 1)`];
    }

    #callingBlock(): readonly string[] {
        const block = this.#blocks[this.#upTo(this.#blocks.length - 1)];
        if (block === undefined) {
            return [this.#changing()];
        }
        const channels = this.#channels();
        const others = block.named.filter(() => this.#happens(0.5)).map((name) =>
            name === "deep" ? "deep=true" : `${name}=${this.#written(3)}`);
        this.#current = { ...this.#current, channels };
        return [`${block.name}(${[this.#written(channels), ...others].join(", ")})${this.#claim()}`];
    }

    #claim(): string {
        const { channels, size } = this.#current;
        return this.#happens(0.2) ? `    : [${channels}, ${size}, _]` : "";
    }

    /** An expression of this value. */
    #written(value: number): string {
        const known = this.#numbers.find((one) => one.value === value);
        const called = this.#functions[this.#upTo(this.#functions.length - 1)];
        return this.#pick([
            String(value), known?.name ?? String(value), `${value - 1} + 1`, `[${value}, 1][0]`, `len([${"0, ".repeat(value)}])`,
            called === undefined ? `max(${value}, 1)` : `${value} + 0 * ${called}(3)`,
        ]);
    }

    #channels(): number {
        return this.#pick([2, 4, 6, 8]);
    }

    #newName(kind: string): string {
        this.#named += 1;
        return `${kind}${this.#named}`;
    }

    #happens(chance: number): boolean {
        return this.#random() < chance;
    }

    /** An integer from 0 to `most`. */
    #upTo(most: number): number {
        return Math.floor(this.#random() * (most + 1));
    }

    #pick<T>(options: readonly [T, ...T[]] | readonly T[]): T {
        const picked = options[this.#upTo(options.length - 1)];
        if (picked === undefined) {
            throw new Error("There is nothing to pick from.");
        }
        return picked;
    }
}
