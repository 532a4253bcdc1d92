import type { Block, Identifier, Model, Node, Span } from "../../grammar/syntax-tree.ts";
import { children } from "../../grammar/traversal.ts";
import { layers } from "../layers/catalogue.ts";
import { builtInFunctions } from "./built-in-functions.ts";
import { report, type Context, type Frame } from "./context.ts";
import { unknownDatum, type Datum } from "./data.ts";
import type { CalledDeclaration, ConstantDeclaration } from "./program.ts";
import { plainValue } from "./results.ts";
import { nearestName } from "./suggestions.ts";

/** The datum a name stands for; undefined where there is none. Reports nothing. */
export function lookUp(name: string, context: Context): Datum | undefined {
    const local = context.frame.names.get(name);
    if (local !== undefined) {
        return local;
    }
    const constant = context.frame.file.constants.get(name);
    return constant === undefined ? undefined : evaluateConstant(constant, context);
}

/** The datum a name stands for; where there is none, says so, with what may have been meant. */
export function resolveName(name: string, span: Span, context: Context): Datum {
    const datum = lookUp(name, context);
    if (datum !== undefined) {
        return datum;
    }
    const { frame } = context;
    if (frame.uncertain || frame.file.incomplete || frame.file.brokenNames.has(name)) {
        return unknownDatum;
    }
    if (findCalled(name, frame) !== undefined || layers.has(name) || builtInFunctions.has(name)) {
        report(context, span, { code: "unknown-name", name, reason: "is-called" });
        return unknownDatum;
    }
    const given = frame.node === undefined ? undefined : givenNames(frame.node).get(name);
    if (given !== undefined) {
        report(context, span, {
            code: "unknown-name", name, reason: given.start > span.start ? "not-yet" : "not-reached",
        });
        return unknownDatum;
    }
    const suggestion = nearestName(name, [...frame.names.keys(), ...frame.file.constants.keys()]);
    report(context, span, { code: "unknown-name", name, ...(suggestion === undefined ? {} : { suggestion }) });
    return unknownDatum;
}

/** The names a body gives anywhere, with where each is given first. */
function givenNames(node: Block | Model): ReadonlyMap<string, Identifier> {
    const known = givenNamesOf.get(node);
    if (known !== undefined) {
        return known;
    }
    const names = new Map<string, Identifier>();
    const visit = (part: Node): void => {
        for (const child of children(part)) {
            if (child.kind === "identifier" && givesNames.has(part.kind) && !names.has(child.text)) {
                names.set(child.text, child);
            }
            visit(child);
        }
    };
    if (node.body !== undefined) {
        visit(node.body);
    }
    givenNamesOf.set(node, names);
    return names;
}

const givenNamesOf = new WeakMap<Block | Model, ReadonlyMap<string, Identifier>>();

/** The nodes whose own identifiers are names they give. */
const givesNames: ReadonlySet<Node["kind"]> = new Set(["line", "let", "for", "input", "dimension"]);

/** The block or `let` function of this name. */
export function findCalled(name: string, frame: Frame): CalledDeclaration | undefined {
    return frame.functions.get(name) ?? frame.file.called.get(name);
}

/** Works out a file's `let` the first time it is asked for. */
export function evaluateConstant(constant: ConstantDeclaration, context: Context): Datum {
    if (constant.state === "evaluating") {
        if (context.frame.file === constant.file) {
            report(context, constant.declaration.name ?? constant.declaration, {
                code: "invalid-operation", operation: constant.name, reason: "it is defined by itself",
            });
        }
        return unknownDatum;
    }
    if (constant.state === "unevaluated") {
        constant.state = "evaluating";
        const frame = fileFrame(constant.file);
        const value = constant.declaration.value;
        const inner: Context = { ...context, frame, body: undefined };
        const datum = value === undefined
            ? unknownDatum
            : plainValue(context.interpreter.evaluateExpression(value, inner), value, inner);
        constant.state = { datum };
    }
    return constant.state.datum;
}

/** The frame in which a file's own lets are worked out. */
export function fileFrame(file: Frame["file"]): Frame {
    return {
        file, names: new Map(), functions: new Map(), scope: undefined, kind: "file", node: undefined,
        uncertain: false, reportedAtRefusal: undefined, returned: undefined,
    };
}
