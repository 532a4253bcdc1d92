import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";

const layers = `
    conv1 = conv(8, 3) -> batch_norm() -> relu()
    global_avg_pool()
    flatten()
    output scores = linear(10)`;

const tensors = `
conv1.0.weight F32 [8, 3, 3, 3]
conv1.0.bias F32 [8]
conv1.1.weight F32 [8]
conv1.1.bias F32 [8]
conv1.1.running_mean F32 [8]
conv1.1.running_var F32 [8]
conv1.1.num_batches_tracked I64 []
scores.weight F32 [10, 8]
scores.bias F32 [10]`;

const codes = ["invalid-weights", "misfit-weights", "missing-weights", "unused-weights"];

/** Everything that is reported of `@weights`, a line for each message, help and note. */
function reportedIn(file: string, body = layers): readonly string[] {
    const text = `@weights("net.safetensors")\nmodel Net {\n    input image: [3, 8, 8]${body}\n}\n`;
    return diagnose(analyzed(text, { "net.safetensors": file }).analysis)
        .filter(({ code }) => codes.includes(code))
        .flatMap(({ code, severity, message, help, notes, related, span }) => {
            expect(text.slice(span.start, span.end)).toBe("\"net.safetensors\"");
            return [
                `${severity} ${code}: ${message}`, ...(help === undefined ? [] : [`help: ${help}`]), ...notes,
                ...related.map((one) => `${text.slice(0, one.span.start).split("\n").length}: ${one.message}`),
            ];
        });
}

const without = (...lines: readonly string[]): string =>
    tensors.split("\n").filter((line) => !lines.some((one) => line.startsWith(one))).join("\n");

describe("a file with weights", () => {
    test.each<[string, string, readonly string[]]>([
        ["fits, with other types of numbers and the counters of PyTorch's normalizations",
            tensors.replace("F32 [10, 8]", "F16 [10, 8]").replace("F32 [10]", "BF16 [10]"), []],
        ["lacks one tensor", without("scores.bias"), [
            "warning missing-weights: `scores.bias` of `Net` is missing from \"net.safetensors\"",
            "help: train the model as it is now, or name its lines as in the file",
            "random numbers are used instead",
        ]],
        ["is for a model with another name for a line", tensors.replaceAll("scores.", "fc."), [
            "warning missing-weights: 2 of the 8 tensors of `Net` are missing from \"net.safetensors\"",
            "help: use `fc` instead of `scores`: the file has tensors of the same shapes there",
            "missing: `scores.weight` and `scores.bias`",
            "random numbers are used instead",
        ]],
        ["is for the model as a part of another", tensors.replaceAll("\n", "\nmodule."), [
            "warning missing-weights: no tensor of `Net` is in \"net.safetensors\"",
            "help: remove `module.` from the names in the file",
            "missing: `conv1.0.weight`, `conv1.0.bias`, `conv1.1.weight`, `conv1.1.bias`, `conv1.1.running_mean`, "
                + "`conv1.1.running_var`, `scores.weight`, and `scores.bias`",
            "random numbers are used instead",
        ]],
        ["has another shape", tensors.replace("[10, 8]", "[10, 16]"), [
            "warning misfit-weights: `scores.weight` has shape [10, 8] here and [10, 16] in the file",
            "help: give the layers the arguments they were trained with, or train the model as it is now",
            "random numbers are used instead",
            "7: `scores.weight` has shape [10, 8] here and [10, 16] in the file",
        ]],
        ["has other shapes and integers", tensors.replace("[8, 3, 3, 3]", "[8, 3, 5, 5]").replace("F32 [10, 8]", "U8 [10, 8]"), [
            "warning misfit-weights: 2 tensors in \"net.safetensors\" do not fit `Net`",
            "help: give the layers the arguments they were trained with, or train the model as it is now",
            "random numbers are used instead",
            "4: `conv1.0.weight` has shape [8, 3, 3, 3] here and [8, 3, 5, 5] in the file",
            "7: `scores.weight` has numbers of type U8 in the file, which cannot be weights",
        ]],
        ["has one tensor more", `${tensors}\nextra.weight F32 [2]`, [
            "information unused-weights: `Net` has no tensor `extra.weight`, which is in \"net.safetensors\"",
            "help: if layers are missing, add them; otherwise leave the tensors out of the file",
        ]],
        ["has nothing that is in the model", "a F32 [1]\nb F32 [1]", [
            "warning missing-weights: no tensor of `Net` is in \"net.safetensors\"",
            "help: train the model as it is now, or name its lines as in the file",
            "missing: `conv1.0.weight`, `conv1.0.bias`, `conv1.1.weight`, `conv1.1.bias`, `conv1.1.running_mean`, "
                + "`conv1.1.running_var`, `scores.weight`, and `scores.bias`",
            "random numbers are used instead",
            "information unused-weights: `Net` does not use 2 of the 2 tensors in \"net.safetensors\"",
            "help: if layers are missing, add them; otherwise leave the tensors out of the file",
            "unused: `a` and `b`",
        ]],
        ["is of another format", "PK and more", [
            "error invalid-weights: \"net.safetensors\" is not a valid safetensors file",
            "help: write it with `safetensors.torch.save_file(module.state_dict(), path)`",
            `its header would be ${Number(Buffer.from("PK and m").readBigUInt64LE())} bytes long, in a file of 11`,
        ]],
    ])("%s", (_, file, reported) => {
        expect(reportedIn(file)).toEqual(reported);
    });

    test("is not compared while the model has errors", () => {
        expect(reportedIn(without("scores.bias"), layers.replace("linear(10)", "linear(clases)"))).toEqual([]);
    });

    test("lists a tensor that layers share once", () => {
        const shared = `
    @path("encoder")
    a = conv(3, 1)
    @path("encoder")
    output b = a -> conv(3, 1)`;
        expect(reportedIn("encoder.bias F32 [3]", shared)).toEqual([
            "warning missing-weights: `encoder.weight` of `Net` is missing from \"net.safetensors\"",
            "help: train the model as it is now, or name its lines as in the file",
            "random numbers are used instead",
        ]);
    });
});
