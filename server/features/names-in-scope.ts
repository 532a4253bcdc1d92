import type { Body, Flow, Node, Parameter, Statement, Step } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import type { Use } from "../evaluation/records.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { declaredNames } from "./declarations.ts";
import { summarizeShapes } from "./shape-summary.ts";

/** A name that may be written at a place, and what it stands for. */
export interface NameInScope {
    readonly name: string;
    readonly kind: "value" | "number";
    /** The shape of a value, or what a parameter or let is written as. */
    readonly detail: string;
}

/** The names that a body has given before an offset, and those of its file; the nearest first. */
export function namesInScope(source: AnalyzedDocument, offset: number): readonly NameInScope[] {
    const path = nodePathAt(source.analysis.file.tree, offset);
    const holder = path.find((node) => node.kind === "block" || node.kind === "model");
    const own = holder === undefined ? [] : [
        ...holder.parameters.map((parameter) => parameterName(source, parameter)),
        ...namesOfBody(source, holder.body, offset),
    ];
    const constants = [...declaredNames(source).constants.values()].map(({ name, declaration, file }): NameInScope => ({
        name, kind: "number", detail: textOf(declaration.value, file.parsed.text),
    }));
    const names = new Map<string, NameInScope>();
    for (const one of [...own.reverse(), ...constants]) {
        if (!names.has(one.name) && one.name !== "_") {
            names.set(one.name, one);
        }
    }
    return [...names.values()];
}

/** Whether an offset is in a body, where `in` names a value. */
export function isInBody(source: AnalyzedDocument, offset: number): boolean {
    return nodePathAt(source.analysis.file.tree, offset).some(({ kind }) => kind === "body");
}

function namesOfBody(source: AnalyzedDocument, body: Body | undefined, offset: number): readonly NameInScope[] {
    return body?.statements.flatMap((statement) =>
        statement.start < offset ? namesOfStatement(source, statement, offset) : [],
    ) ?? [];
}

function namesOfStatement(source: AnalyzedDocument, statement: Statement, offset: number): readonly NameInScope[] {
    const inside = statement.start < offset && offset <= statement.end;
    switch (statement.kind) {
        case "let":
            return statement.name === undefined || statement.parameters !== undefined || inside ? [] : [{
                name: statement.name.text, kind: "number", detail: textOf(statement.value, source.document.getText()),
            }];
        case "input":
            return [
                ...statement.dimensions.flatMap(({ name, size }): NameInScope[] => name === undefined ? [] : [{
                    name: name.text, kind: "number", detail: textOf(size, source.document.getText()),
                }]),
                ...(statement.name === undefined || inside
                    ? []
                    : [valueName(statement.name.text, source.analysis.uses.get(statement), 0)]),
            ];
        case "output":
            return [
                ...namesOfFlow(source, statement.flow, offset),
                ...(statement.name === undefined || statement.flow === undefined || inside
                    ? []
                    : [valueName(statement.name.text, source.analysis.uses.get(statement), 0)]),
            ];
        case "line":
            return [
                ...namesOfFlow(source, statement.flow, offset),
                ...(inside ? [] : statement.names.map(({ text }, index) =>
                    valueName(text, source.analysis.uses.get(statement), index))),
            ];
        case "if":
            return [
                ...namesOfBody(source, statement.then, offset),
                ...(statement.else === undefined
                    ? []
                    : statement.else.kind === "if"
                        ? namesOfStatement(source, statement.else, offset)
                        : namesOfBody(source, statement.else, offset)),
            ];
        case "require":
        case "return":
            return [];
    }
}

/** Loops open no scope: what they name is named after them too. */
function namesOfFlow(source: AnalyzedDocument, flow: Flow | undefined, offset: number): readonly NameInScope[] {
    return flow?.steps.flatMap((step) => namesOfStep(source, step, offset)) ?? [];
}

function namesOfStep(source: AnalyzedDocument, step: Step, offset: number): readonly NameInScope[] {
    switch (step.kind) {
        case "call":
            return [];
        case "repeat":
            return namesOfBody(source, step.body, offset);
        case "for":
            return [
                ...step.names.map(({ text }): NameInScope => ({
                    name: text, kind: "number", detail: `in ${textOf(step.iterable, source.document.getText())}`,
                })),
                ...namesOfBody(source, step.body, offset),
            ];
    }
}

function valueName(name: string, uses: readonly Use[] | undefined, result: number): NameInScope {
    return { name, kind: "value", detail: summarizeShapes(uses?.map(({ values }) => values[result]?.shape) ?? []) ?? "" };
}

function parameterName(source: AnalyzedDocument, { name, default: value }: Parameter): NameInScope {
    const given = value === undefined ? "parameter" : `parameter, ${textOf(value, source.document.getText())} by default`;
    return { name: name.text, kind: "number", detail: given };
}

function textOf(node: Node | undefined, text: string): string {
    return node === undefined ? "" : text.slice(node.start, node.end);
}
