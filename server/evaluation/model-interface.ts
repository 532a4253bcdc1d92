import type { Input, Output } from "../../grammar/syntax-tree.ts";
import type { DynamicSize, GraphInput } from "../graph/graph.ts";
import { limits } from "../limits.ts";
import type { Shape } from "../sizes/shape.ts";
import { atLeast, bothHold } from "../sizes/size-condition.ts";
import { fixedSize, floorDivideSizes, dynamicSize, unknownAtSample, unknownSize, type Size } from "../sizes/size.ts";
import { demandSizes, locate, recordUse, report, reportUnmet, textOf, type BodyContext } from "./context.ts";
import { isUnknown, isValue, printDatum, sizeDatum, sizeOf, unknownDatum } from "./data.ts";
import { evaluateDecorators } from "./decorators.ts";
import { evaluateExpression } from "./expressions.ts";
import { evaluateFlow, reportResultCount } from "./flows.ts";
import { bindName, finishLine, linePath } from "./lines.ts";
import { resolveName } from "./names.ts";
import { plainValue } from "./results.ts";
import { isDynamicNumber, isWhole } from "./size-arithmetic.ts";

/** Evaluates `input NAME: [dim, …]`: a value of this shape, from which lines continue. */
export function evaluateInput(statement: Input, context: BodyContext): void {
    const { evaluation, frame, body } = context;
    const decorators = evaluateDecorators(statement.decorators, "input", context);
    if (frame.kind !== "model" || body.inLoop) {
        report(context, { start: statement.start, end: statement.start + "input".length }, {
            code: "misplaced-statement", statement: "input", where: frame.kind === "model" ? "loop" : "block",
        });
        return;
    }
    const dynamicSizes: DynamicSize[] = [];
    const shape: Shape = statement.dimensions.map((dimension, axis) => {
        const written = evaluateDimension(statement, axis, context);
        if (dimension.name === undefined) {
            return written;
        }
        const name = dimension.name.text;
        const known = evaluation.dynamicSizes.get(name);
        if (written.sample === undefined) {
            if (known === undefined) {
                bindName(dimension.name, unknownDatum, context);
            }
            return written;
        }
        if (known !== undefined) {
            report(context, dimension.name, { code: "duplicate-name", name, what: "dynamic-size" });
            return known.size;
        }
        if (evaluation.dynamicSizes.size >= limits.dynamicSizes) {
            evaluation.reportOnce({ code: "size-limit", limit: limits.dynamicSizes }, locate(context, dimension.name), body.scope);
            return written;
        }
        const size = dynamicSize(name, evaluation.samples.get(name) ?? written.sample);
        const declared = { name, size, written: written.sample, axis, location: locate(context, dimension) };
        evaluation.dynamicSizes.set(name, declared);
        dynamicSizes.push(declared);
        bindName(dimension.name, sizeDatum(size), context);
        return size;
    });
    if (statement.name === undefined) {
        body.current = evaluation.newValue(shape, undefined, 0);
        body.input = body.current;
        return;
    }
    const first = evaluation.inputsByName.get(statement.name.text);
    if (first !== undefined) {
        report(context, statement.name, { code: "duplicate-name", name: first.name, what: "input" }, [
            { uri: first.location.uri, span: first.nameSpan, role: "first", name: first.name },
        ]);
    }
    const input: MutableInput = {
        kind: "input", name: statement.name.text, value: evaluation.newValue(shape, undefined, 0), dynamicSizes,
        location: locate(context, statement), nameSpan: statement.name, decorators,
    };
    input.value = evaluation.newValue(shape.length === 0 ? undefined : shape, input, 0);
    evaluation.addInput(input);
    bindName(statement.name, { kind: "value", value: input.value }, context);
    body.input = input.value;
    body.current = input.value;
    recordUse(statement, [input.value], context);
}

/** Evaluates `output NAME` or `output NAME = flow`. */
export function evaluateOutput(statement: Output, context: BodyContext): void {
    const { evaluation, frame, body } = context;
    const decorators = evaluateDecorators(statement.decorators, "output", context);
    const isMisplaced = frame.kind !== "model" || body.inLoop;
    if (isMisplaced) {
        report(context, { start: statement.start, end: statement.start + "output".length }, {
            code: "misplaced-statement", statement: "output", where: body.inLoop ? "loop" : "block",
        });
    }
    const { name, flow } = statement;
    if (name === undefined) {
        return;
    }
    const first = evaluation.outputsByName.get(name.text);
    if (first !== undefined && !isMisplaced) {
        report(context, name, { code: "duplicate-name", name: name.text, what: "output" }, [
            { uri: first.location.uri, span: first.location.span, role: "first", name: name.text },
        ]);
    }
    const location = locate(context, statement);
    if (flow === undefined) {
        const datum = resolveName(name.text, name, context);
        const value = isValue(datum) ? datum.value : evaluation.unknownValue();
        if (!isValue(datum) && !isUnknown(datum)) {
            report(context, name, {
                code: "wrong-type", part: { kind: "name", name: name.text }, expected: "value",
                found: { printed: printDatum(datum) },
            });
        }
        evaluation.addOutput({ name: name.text, value, location, decorators });
        recordUse(statement, [value], context);
        return;
    }
    const values = evaluateFlow(flow, { base: linePath(statement, decorators, context), names: 1 }, context);
    const last = flow.steps.at(-1);
    if (values.length > 1 && last !== undefined) {
        reportResultCount(last, values.length, 1, context);
    }
    finishLine(statement, [name], values, context);
    const value = values[0] ?? evaluation.unknownValue();
    evaluation.addOutput({ name: name.text, value, location, decorators });
}

/** An input under construction: its value refers to it as producer. */
interface MutableInput extends GraphInput {
    value: GraphInput["value"];
}

/** The size of one dimension in the file. */
function evaluateDimension(statement: Input, axis: number, context: BodyContext): Size {
    const dimension = statement.dimensions[axis];
    if (dimension === undefined) {
        return unknownSize;
    }
    const datum = plainValue(evaluateExpression(dimension.size, context), dimension.size, context);
    if (isUnknown(datum)) {
        return unknownSize;
    }
    const size = sizeOf(datum);
    const condition = isDynamicNumber(datum) ? bothHold(isWhole(datum), atLeast(datum.size, datum.divisor)) : undefined;
    if (condition !== undefined) {
        const text = textOf(dimension.size, context);
        demandSizes(context, dimension.size, condition, () => ({ kind: "input", text }));
    }
    if (size?.sample === undefined || size.sample < 1) {
        reportUnmet(context, dimension.size, {
            code: "invalid-input-size", name: statement.name?.text ?? "input", value: printDatum(datum),
        }, condition?.test);
        return isDynamicNumber(datum)
            ? unknownAtSample(floorDivideSizes(datum.size, fixedSize(datum.divisor)))
            : unknownSize;
    }
    if (size.sample > limits.size) {
        report(context, dimension.size, {
            code: "invalid-input-size", name: statement.name?.text ?? "input", value: printDatum(datum), most: limits.size,
        });
        return unknownAtSample(size);
    }
    return size;
}
