/** Long texts for measuring: networks of a number of layer lines, and as many calls in TypeScript. */

const linesOfABlock = 20;
const blocksOfAModel = 9;

/** One model with all the lines, each reading the line above. */
export function straightNetwork(lines: number): string {
    return `${model("Long", layerLines(lines - 1))}\n`;
}

/** Models of 200 lines, in blocks of 20 lines that each model uses twice. */
export function networkOfBlocks(lines: number): string {
    const items: string[] = [];
    const ofAModel = linesOfABlock * (blocksOfAModel + 1);
    for (let written = 0; written < lines; written += ofAModel) {
        const name = `Part${written / ofAModel}`;
        const blocks = Array.from({ length: blocksOfAModel }, (_, index) => `${name}Block${index}`);
        items.push(...blocks.map((block) => `block ${block}() {\n${layerLines(linesOfABlock).join("\n")}\n}\n`));
        const uses = [...blocks, ...blocks].map((block) => `    ${block}()`);
        items.push(model(name, [...uses, ...layerLines(linesOfABlock - uses.length - 1)]));
    }
    return items.join("\n");
}

/** As many lines, each a call of a function whose result's type TypeScript infers from the arguments' types. */
export function typeScriptCalls(lines: number): string {
    const head = `
interface Tensor<Channels extends number, Height extends number, Width extends number> {
    readonly shape: readonly [Channels, Height, Width];
}
interface Options { readonly padding?: number; readonly bias?: boolean }
declare function conv<Channels extends number, H extends number, W extends number>(
    input: Tensor<number, H, W>, channels: Channels, kernel: number, options?: Options): Tensor<Channels, H, W>;
declare function batchNorm<C extends number, H extends number, W extends number>(input: Tensor<C, H, W>): Tensor<C, H, W>;
declare function relu<C extends number, H extends number, W extends number>(input: Tensor<C, H, W>): Tensor<C, H, W>;
declare const x0: Tensor<3, 32, 32>;
`;
    const body = Array.from({ length: lines }, (_, index) => {
        const call = [`conv(x${index}, 16, 3, { padding: 1, bias: false })`, `batchNorm(x${index})`, `relu(x${index})`];
        return `const x${index + 1} = ${call[index % 3]};`;
    });
    return `${head}${body.join("\n")}\nexport const y = x${lines};\n`;
}

function model(name: string, lines: readonly string[]): string {
    return `model ${name}() {\n    input image: [3, 32, 32]\n${lines.join("\n")}\n    output y = flatten()\n}\n`;
}

function layerLines(count: number): readonly string[] {
    const kinds = ["conv(16, 3, padding=1, bias=false)", "batch_norm()", "relu()"];
    return Array.from({ length: count }, (_, index) => `    ${index % 3 === 0 ? `conv${index} = ` : ""}${kinds[index % 3]}`);
}
