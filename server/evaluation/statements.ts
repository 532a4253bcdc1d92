import type { Body, Expression, If, Let, Line, Require, Return, Statement } from "../../grammar/syntax-tree.ts";
import { locate, report, reportUnmet, scopeOf, step, textOf, type BodyContext } from "./context.ts";
import { isValue, printDatum, unknownDatum } from "./data.ts";
import { frames } from "./evaluation.ts";
import { evaluateDecorators } from "./decorators.ts";
import { evaluateCondition, evaluateExpression, evaluateSizeCondition } from "./expressions.ts";
import { evaluateBranch, evaluateFlow, reportResultCount } from "./flows.ts";
import { bindName, finishLine, linePath } from "./lines.ts";
import { evaluateInput, evaluateOutput } from "./model-interface.ts";
import type { NamedNumber } from "./problems.ts";
import { plainValue } from "./results.ts";

/** Evaluates the statements of a body in order; `return` ends the block. */
export function runBody(body: Body, context: BodyContext): void {
    const { evaluation, frame } = context;
    evaluation.enter(frames.body);
    for (const statement of body.statements) {
        if (frame.returned !== undefined && !evaluation.hypothetical) {
            break;
        }
        step(statement, context);
        evaluateStatement(statement, context);
    }
    evaluation.leave(frames.body);
}

function evaluateStatement(statement: Statement, context: BodyContext): void {
    switch (statement.kind) {
        case "line":
            evaluateLine(statement, context);
            return;
        case "let":
            evaluateLet(statement, context);
            return;
        case "if":
            evaluateIf(statement, context);
            return;
        case "require":
            evaluateRequire(statement, context);
            return;
        case "return":
            evaluateReturn(statement, context);
            return;
        case "input":
            evaluateInput(statement, context);
            return;
        case "output":
            evaluateOutput(statement, context);
            return;
    }
}

function evaluateLine(line: Line, context: BodyContext): void {
    const decorators = evaluateDecorators(line.decorators, "line", context);
    const { flow } = line;
    const values = evaluateFlow(flow, { base: linePath(line, decorators, context), names: line.names.length }, context);
    const last = flow.steps.at(-1);
    if (last !== undefined && values.length !== Math.max(1, line.names.length)) {
        reportResultCount(last, values.length, line.names.length, context);
    } else if (last === undefined && line.names.length > 1) {
        report(context, flow, {
            code: "wrong-result-count", callee: flow.source?.kind === "name" ? flow.source.text : "in", results: 1,
            names: line.names.length,
        });
    }
    finishLine(line, line.names, values, context);
}

function evaluateLet(statement: Let, context: BodyContext): void {
    evaluateDecorators(statement.decorators, "statement", context);
    if (statement.name === undefined) {
        return;
    }
    if (statement.parameters !== undefined) {
        context.frame.functions.set(statement.name.text, {
            kind: "function", name: statement.name.text, parameters: statement.parameters, declaration: statement,
            file: context.frame.file, names: context.frame.names,
        });
        return;
    }
    const datum = statement.value === undefined
        ? unknownDatum
        : plainValue(evaluateExpression(statement.value, context), statement.value, context);
    bindName(statement.name, datum, context);
}

function evaluateIf(statement: If, context: BodyContext): void {
    evaluateDecorators(statement.decorators, "statement", context);
    const condition = statement.condition === undefined
        ? "unknown"
        : evaluateCondition(statement.condition, context);
    const otherwise = (): void => {
        if (statement.else?.kind === "if") {
            evaluateIf(statement.else, context);
        } else if (statement.else !== undefined) {
            runBody(statement.else, context);
        }
    };
    if (context.evaluation.hypothetical) {
        if (statement.then !== undefined) {
            runBody(statement.then, context);
        }
        otherwise();
        context.body.current = context.evaluation.unknownValue();
    } else if (condition === "unknown") {
        // The names and value after this are uncertain, so problems with them are not reported.
        context.frame.uncertain = true;
        context.body.current = context.evaluation.unknownValue();
    } else if (condition && statement.then !== undefined) {
        runBody(statement.then, context);
    } else if (!condition) {
        otherwise();
    }
}

function evaluateRequire(statement: Require, context: BodyContext): void {
    evaluateDecorators(statement.decorators, "statement", context);
    if (statement.condition === undefined) {
        return;
    }
    const condition = evaluateSizeCondition(statement.condition, context);
    const text = textOf(statement.condition, context);
    if (condition?.test !== undefined && !context.evaluation.hypothetical) {
        const { demands, requirements } = context.evaluation;
        const place = statement.condition;
        (context.frame.kind === "model" ? requirements : demands).add(condition.test, () => ({
            location: locate(context, place), scope: scopeOf(context),
            source: { kind: "require", text, message: statement.message?.value },
        }));
    }
    if (condition?.truth !== false) {
        return;
    }
    reportUnmet(context, statement.condition, {
        code: "failed-require", condition: text,
        numbers: conditionNumbers(statement.condition, context),
        ...(statement.message === undefined ? {} : { message: statement.message.value }),
    }, condition.test);
    if (context.frame.kind === "block") {
        context.frame.reportedAtRefusal ??= context.evaluation.reported;
    }
}

/** The numbers that decided a condition: `in.channels` is 10, `groups` is 4. */
function conditionNumbers(condition: Expression, context: BodyContext): readonly NamedNumber[] {
    const { text } = context.frame.file.parsed;
    const numbers = new Map<string, string>();
    const visit = (expression: Expression): void => {
        switch (expression.kind) {
            case "name":
            case "attribute":
            case "index": {
                const datum = evaluateExpression(expression, context);
                if (!isValue(datum)) {
                    numbers.set(text.slice(expression.start, expression.end), printDatum(datum));
                }
                return;
            }
            case "unary":
                visit(expression.operand);
                return;
            case "binary":
                visit(expression.left);
                visit(expression.right);
                return;
            case "call-expression":
                for (const argument of expression.call.arguments) {
                    if (argument.value.kind !== "flow") {
                        visit(argument.value);
                    }
                }
                return;
            default:
        }
    };
    visit(condition);
    return [...numbers].map(([name, value]) => ({ name, value }));
}

function evaluateReturn(statement: Return, context: BodyContext): void {
    evaluateDecorators(statement.decorators, "statement", context);
    const { frame, body } = context;
    if (frame.kind === "model" || body.inLoop) {
        report(context, { start: statement.start, end: statement.start + "return".length }, {
            code: "misplaced-statement", statement: "return", where: frame.kind === "model" ? "model" : "loop",
        });
    }
    const values = statement.flows.flatMap((flow) => {
        const results = evaluateBranch(flow, { base: undefined, names: 1 }, context);
        const last = flow.steps.at(-1);
        if (results.length > 1 && last !== undefined) {
            reportResultCount(last, results.length, 1, context);
        }
        return results.slice(0, 1);
    });
    if (values.length > 0 && frame.kind === "block") {
        frame.returned = values;
        body.current = values[0];
    }
}
