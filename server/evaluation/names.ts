import type { Span } from "../../grammar/syntax-tree.ts";
import { languageName } from "../names/language-names.ts";
import type { CalledDeclaration, ConstantDeclaration, FileScope } from "../names/program.ts";
import { locate, report, type BodyFunction, type Context, type Frame, type Interpreter } from "./context.ts";
import { unknownDatum, type Datum } from "./data.ts";
import { frames, type Evaluation } from "./evaluation.ts";
import { plainValue } from "./results.ts";
import { nearestName } from "./suggestions.ts";

/** The datum of a name; undefined if there is none. Reports nothing. */
export function lookUp(name: string, context: Context): Datum | undefined {
    const local = context.frame.names.get(name);
    if (local !== undefined) {
        return local;
    }
    const { evaluation, frame } = context;
    const constant = frame.file.constants.get(name);
    evaluation.noteName(name, frame.file.uri, constant !== undefined);
    return constant === undefined ? undefined : evaluateConstant(constant, context);
}

/** The datum of a name; if there is none, reports it with a suggestion. */
export function resolveName(name: string, span: Span, context: Context): Datum {
    const datum = lookUp(name, context);
    if (datum !== undefined) {
        return datum;
    }
    const { frame } = context;
    if (frame.uncertain || frame.file.incomplete || frame.file.brokenNames.has(name)) {
        return unknownDatum;
    }
    const body = frame.node === undefined ? undefined : frame.file.names.bodyScope(frame.node);
    const isCalled = findCalled(name, context) !== undefined || body?.find("callable", name) !== undefined;
    if (isCalled || languageName(name) !== undefined) {
        report(context, span, { code: "unknown-name", name, reason: "is-called" });
        return unknownDatum;
    }
    const bound = body?.find("value", name)?.bindings.find(({ kind }) =>
        kind !== "parameter" && kind !== "block-input");
    if (bound !== undefined) {
        report(context, span, {
            code: "unknown-name", name, reason: bound.identifier.start > span.start ? "not-yet" : "not-reached",
        });
        return unknownDatum;
    }
    const names = [...frame.names.keys(), ...frame.file.constants.keys()];
    const suggestion = context.evaluation.mayCompare(name, names.length) ? nearestName(name, names) : undefined;
    report(context, span, { code: "unknown-name", name, ...(suggestion === undefined ? {} : { suggestion }) });
    return unknownDatum;
}

/** The block or `let` function of this name. */
export function findCalled(
    name: string, { evaluation, frame }: Context,
): CalledDeclaration | BodyFunction | undefined {
    const own = frame.functions.get(name);
    if (own !== undefined) {
        return own;
    }
    const called = frame.file.called.get(name);
    evaluation.noteName(name, frame.file.uri, called !== undefined || languageName(name) !== undefined);
    return called;
}

/**
 * Evaluates the lets of a program, before anything reads them: their values and problems do not depend on where they
 * are read. `files` have their imports before them.
 */
export function evaluateConstants(
    files: readonly FileScope[], evaluation: Evaluation, interpreter: Interpreter,
): void {
    for (const file of files) {
        const context: Context = { evaluation, interpreter, frame: fileFrame(file), body: undefined };
        for (const constant of file.constants.values()) {
            if (constant.file === file) {
                evaluation.untilStopped(() => { evaluateConstant(constant, context); });
            }
        }
    }
}

/** The datum of a file's `let`, which is evaluated if no other one has read it yet. */
function evaluateConstant(constant: ConstantDeclaration, context: Context): Datum {
    const { constants } = context.evaluation;
    const known = constants.get(constant.declaration);
    if (known === "evaluating") {
        if (context.frame.file === constant.file) {
            report(context, constant.declaration.name ?? constant.declaration, {
                code: "invalid-operation", reason: "circular-definition", name: constant.name,
            });
        }
        return unknownDatum;
    }
    if (known !== undefined) {
        return known.datum;
    }
    constants.set(constant.declaration, "evaluating");
    const { value } = constant.declaration;
    const inner: Context = { ...context, frame: fileFrame(constant.file), body: undefined };
    let datum: Datum = unknownDatum;
    try {
        context.evaluation.within(constant.name, locate(inner, constant.declaration), () => {
            if (value !== undefined) {
                context.evaluation.enter(frames.constant);
                datum = plainValue(context.interpreter.evaluateExpression(value, inner), value, inner);
                context.evaluation.leave(frames.constant);
            }
        });
    } finally {
        constants.set(constant.declaration, { datum });
    }
    return datum;
}

/** The frame in which a file's own lets are evaluated. */
export function fileFrame(file: Frame["file"]): Frame {
    return {
        file, names: new Map(), functions: new Map(), scope: undefined, kind: "file", node: undefined,
        uncertain: false, reportedAtRefusal: undefined, returned: undefined,
    };
}
