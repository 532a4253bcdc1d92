import type { Arithmetic, Step, StepOperand } from "../arithmetic.ts";
import type { OnnxNames, OnnxNode } from "./onnx-form.ts";

/**
 * The steps of an elementwise layer, read from its ONNX form: the operators applied to single numbers. Undefined if the
 * form has a constant that is not a single number.
 */
export function elementwiseSteps(
    inputs: number, form: (names: OnnxNames) => readonly OnnxNode[],
): Arithmetic | undefined {
    const operands = new Map<string, StepOperand>();
    const name = (operand: StepOperand | undefined): string => {
        const made = `operand ${fresh++}`;
        if (operand !== undefined) {
            operands.set(made, operand);
        }
        return made;
    };
    let fresh = 0;
    const nodes = form({
        inputs: Array.from({ length: inputs }, (_, input) => name({ input })),
        outputs: [name(undefined)],
        parameter: (parameter) => name({ parameter }),
        integers: () => name(undefined),
        floats: ([constant, ...more]) => name(constant === undefined || more.length > 0 ? undefined : { constant }),
        intermediate: () => name(undefined),
    });
    const steps: Step[] = [];
    for (const { op, inputs: read, outputs: [output = ""], attributes } of nodes) {
        const found = read.map((one) => operands.get(one));
        const [first] = found;
        if (op === "Reshape" && first !== undefined && "parameter" in first) {
            // Only aligns a parameter with the channels.
            operands.set(output, first);
            continue;
        }
        const known = found.filter((operand) => operand !== undefined);
        if (known.length !== found.length) {
            return undefined;
        }
        const alpha = attributes?.["alpha"];
        operands.set(output, { step: steps.length });
        steps.push({ op, operands: known, ...(alpha !== undefined && "float" in alpha ? { alpha: alpha.float } : {}) });
    }
    return { kind: "elementwise", steps };
}
