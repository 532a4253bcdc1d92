import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { buildProgram } from "./cli-program.ts";
import { runCommandLine, type Finished } from "./command-line.ts";
import { safetensorsFile } from "./safetensors.ts";

const files = {
    "good.cnn": `import "parts.cnn"

model Good(classes = 10, wide = false) {
    input image: [3, H = 32, W = 32]
    Stem(16 if wide else 8)
    global_avg_pool()
    flatten()
    output scores = linear(classes)
    require H >= 3 and W >= 3
}

model Other() {
    input x: [4]
    output y = relu()
}
`,
    "parts.cnn": "block Stem(channels) {\n    conv(channels, 3)\n    relu()\n}\n",
    "bad.cnn": `model Bad() {
    input image: [3, 32, 32]
\tconv(8, "커널")    # 나쁜 줄
    image -> conv(8, kernel=41)
    relu()
}

model Fine() {
    input x: [4]
    output y = relu()
}
`,
    "long.cnn": `model Long() {\n    input image: [3, 8, 8]\n    output y = concat(${"relu(), ".repeat(90)}` +
        `conv(1, kernel=9)${", relu()".repeat(90)})\n}\n`,
    "warned.cnn": "model M() {\n    input x: [4]\n    relu()\n}\n",
    "unet.cnn": `model UNet() {
    input image: [3, H = 30, W = 32]
    skip = conv(4, 3, padding=1)
    down = max_pool(2)
    conv(4, 3)
    up = conv_transpose(4, 2, stride=2)
    concat(crop(to=up), pad(1) -> crop(to=up))
    joined = concat(up -> upsample(to=skip), skip)
    output classes = add(down -> upsample(scale=2), joined -> conv(4, 1))
}
`,
    "fixed.cnn": `model Fixed() {
    input image: [3, H = 8, W = 8]
    flatten()
    output scores = linear(10)
}
`,
    "unformatted.cnn": "\uFEFFmodel M {\r\ninput x:[4]\r\nrelu() # note\r\n}\r\n",
    "broken.cnn": "let a=1\nmodel M {\nconv(,)\n}\n",
    "blocks.cnn": "block B() { relu() }\n",
    "trained.cnn": `@weights("trained.safetensors")
model Trained(outputs = 2) {
    input x: [3]
    output fc = linear(outputs)
}
`,
    "a folder/weights.cnn": "@weights(\"../a folder\")\nmodel M {\n    input x: [3]\n    output y = linear(2)\n}\n",
    "byte-order-mark.cnn": "\uFEFFmodel M() {\r\n    input x: [4]\r\n    output y = relu()\r\n}\r\n",
    "a folder/100% ok #1.cnn": "import \"../parts.cnn\"\nmodel M() {\n    input x: [3, 8, 8]\n    output y = Stem(2)\n}\n",
};

/** `fc.weight` counts from 0, `fc.bias` is 10 and 20. */
const trained = safetensorsFile({
    "fc.weight": { type: "F32", shape: [2, 3], numbers: new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer) },
    "fc.bias": { type: "F64", shape: [2], numbers: new Uint8Array(Float64Array.of(10, 20).buffer) },
    "extra": { type: "I64", shape: [] },
});

/** The command line in a separate folder with the networks above. */
export interface CommandLineFolder {
    readonly folder: string;
    /** The bundled command line; it exists only if `isBuilt`. */
    readonly program: string;
    run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Finished>;
    /** The same in a separate process, whose streams are pipes. */
    spawn(args: readonly string[], env?: Readonly<Record<string, string>>): Finished;
}

/** Makes the folder before a file's tests and removes it after them. */
export function commandLineFolder({ isBuilt }: { readonly isBuilt: boolean }): CommandLineFolder {
    const folder = mkdtempSync(join(tmpdir(), "cnn-cli-"));
    const program = join(folder, "bin", "cli.js");
    beforeAll(async () => {
        for (const [path, text] of Object.entries({ ...files, "trained.safetensors": trained })) {
            mkdirSync(join(folder, path, ".."), { recursive: true });
            writeFileSync(join(folder, path), text);
        }
        mkdirSync(join(folder, "empty"));
        if (isBuilt) {
            await buildProgram(program);
        }
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    return {
        folder, program,
        run: (args, env) => runCommandLine(args, folder, env),
        spawn: (args, env = {}) => {
            const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
                cwd: folder, encoding: "utf8",
                env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
            });
            return { code: status, out: stdout, err: stderr };
        },
    };
}
