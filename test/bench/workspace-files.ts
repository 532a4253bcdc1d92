/** Files for measuring a large workspace: libraries of blocks, and networks that import one of them. */

const libraries = 20;
const networks = 280;
const linesOfABlock = 10;
const blocksOfALibrary = 6;

/** The URI of a generated file. */
export function generatedUri(name: string): string {
    return `file:///generated/${name}`;
}

/** 300 files with 20,000 lines in all, by URI. */
export function generatedFiles(): ReadonlyMap<string, string> {
    return new Map([
        ...Array.from({ length: libraries }, (_, index) => [generatedUri(`library${index}.cnn`), library(index)] as const),
        ...Array.from({ length: networks }, (_, index) => [generatedUri(`network${index}.cnn`), network(index)] as const),
    ]);
}

function library(index: number): string {
    return Array.from({ length: blocksOfALibrary }, (_, block) => blockNamed(`Library${index}Block${block}`)).join("\n");
}

function network(index: number): string {
    const library = index % libraries;
    const uses = Array.from({ length: 12 }, (_, use) =>
        `    stage${use} = Library${library}Block${use % blocksOfALibrary}(${8 * (use + 1)})`);
    return [
        `import "library${library}.cnn"\n`,
        ...Array.from({ length: 3 }, (_, block) => blockNamed(`Network${index}Block${block}`)),
        `model Network${index}() {\n    input image: [3, 32, 32]\n${uses.join("\n")}`,
        ...Array.from({ length: 3 }, (_, block) => `    Network${index}Block${block}(16)`),
        "    output features = relu()\n}\n",
    ].join("\n");
}

function blockNamed(name: string): string {
    const lines = Array.from({ length: linesOfABlock }, (_, index) =>
        index % 2 === 0 ? `    conv${index} = conv(channels, 3, padding=1)` : "    relu()");
    return `block ${name}(channels) {\n${lines.join("\n")}\n}\n`;
}
