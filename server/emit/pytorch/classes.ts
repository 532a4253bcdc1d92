import type { Block, Expression as SourceExpression, Let, Model } from "../../../grammar/syntax-tree.ts";
import { isValue, type Datum } from "../../evaluation/data.ts";
import { append } from "../../evaluation/evaluation.ts";
import type { Budget } from "../../limits.ts";
import type { FileScope } from "../../names/program.ts";
import type { TracedGraph } from "../../evaluation/trace.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { pythonName } from "../../python/names.ts";
import { statementLines } from "../../python/printer.ts";
import { literal, type ClassDefinition, type Expression, type PythonLiteral } from "../../python/syntax.ts";
import type { Binding } from "./bindings.ts";
import { defineClass } from "./class-definition.ts";
import { blockDocumentation } from "./documentation.ts";
import { Draft, type Environment } from "./draft.ts";
import { storedExpression } from "./numbers.ts";
import {
    PlannedValue, channelsOf, mapScopes, type DefinedClass, type Holder, type ModuleClasses, type PlannedClass,
    type PlannedFunction,
} from "./plan.ts";
import { planner } from "./statements.ts";
import { literalOf, uniform } from "./translation.ts";

/** A block with more uses is not planned in groups. */
const mostGrouped = 24;
/** Uses below this many others are planned before those. */
const deepestAtOnce = 24;

/**
 * Converts a model's blocks to classes: one for all uses if arguments can express the differences, otherwise one for
 * each group of uses that can share one, otherwise one for each use.
 */
export class BlockClasses implements ModuleClasses {
    /** In the order of definition: dependencies come first. */
    readonly written: PlannedClass[] = [];
    /** A file's lets that the classes use. */
    readonly constants = new Map<string, PythonLiteral>();
    readonly functions = new Map<string, PlannedFunction>();
    readonly begunFunctions = new Set<Let>();
    readonly steps: Budget;
    readonly #graph: TracedGraph;
    readonly #uses = new Map<Block, Scope[]>();
    readonly #states = new Map<Block, "together" | "apart">();
    readonly #recursive = new Set<Block>();
    readonly #byUse = new Map<Scope, PlannedClass>();
    /** The classes without parameters by their code. */
    readonly #byCode = new Map<string, PlannedClass>();
    readonly #names: Set<string>;
    #reason: string | undefined;

    constructor(graph: TracedGraph, taken: readonly string[], steps: Budget) {
        this.steps = steps;
        this.#graph = graph;
        this.#names = new Set(taken);
        for (const scope of graph.scopes) {
            const block = graph.trace.records.entered(scope)?.block;
            if (block !== undefined) {
                append(this.#uses, block, scope);
            }
        }
    }

    /** Why the last class could not be written. */
    get reason(): string {
        return this.#reason ?? "no reason is known";
    }

    /** The file with a scope's text. */
    fileOf(scope: Scope): FileScope | undefined {
        for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
            const entered = this.#graph.trace.records.entered(one);
            if (entered !== undefined) {
                return entered.file;
            }
        }
        return undefined;
    }

    /** The class that a use of a block instantiates; undefined if it cannot be written. */
    classOf(scope: Scope): PlannedClass | undefined {
        const known = this.#byUse.get(scope);
        const block = this.#graph.trace.records.entered(scope)?.block;
        if (known !== undefined || block === undefined) {
            return known;
        }
        const state = this.#states.get(block);
        if (state === "together") {
            this.#recursive.add(block);
            return undefined;
        }
        if (state === undefined) {
            this.#states.set(block, "together");
            this.#planGroups(block, this.#uses.get(block) ?? []);
            this.#states.set(block, "apart");
        }
        return this.#byUse.get(scope) ?? this.#planSingle(block, scope);
    }

    /** The model's own class. */
    model(node: Model, scope: Scope, documentation: string): DefinedClass | undefined {
        this.#planInnermost();
        const text = pythonName(node.name?.text ?? "Model");
        return this.#plan(node, [scope], false, text, documentation) ??
            this.#plan(node, [scope], true, text, documentation);
    }

    /** Plans deeply nested uses from the inside, because a plan recurs into the uses in it that have none yet. */
    #planInnermost(): void {
        const depths = new Map<Scope | undefined, number>();
        for (const scope of this.#graph.scopes) {
            depths.set(scope, 1 + (depths.get(scope.parent) ?? 0));
        }
        for (const [scope, depth] of [...depths].reverse()) {
            if (scope !== undefined && depth > deepestAtOnce) {
                this.classOf(scope);
            }
        }
    }

    /** Plans all uses at once, or in as few groups as possible. */
    #planGroups(block: Block, uses: readonly Scope[]): void {
        const groups: { readonly uses: readonly Scope[]; readonly made: DefinedClass }[] = [];
        const together = this.#planBlock(block, uses);
        if (together !== undefined) {
            groups.push({ uses, made: together });
        } else if (!this.#recursive.has(block) && uses.length > 1 && uses.length <= mostGrouped) {
            for (const use of uses) {
                const index = groups.findIndex((one) => this.#planBlock(block, [...one.uses, use]) !== undefined);
                const joined = [...groups[index]?.uses ?? [], use];
                const made = this.#planBlock(block, joined);
                if (made !== undefined) {
                    groups.splice(index < 0 ? groups.length : index, index < 0 ? 0 : 1, { uses: joined, made });
                }
            }
        }
        for (const { uses: scopes, made } of groups) {
            const added = this.#add(block, made);
            for (const scope of scopes) {
                this.#byUse.set(scope, added);
            }
        }
    }

    #planBlock(block: Block, uses: readonly Scope[]): DefinedClass | undefined {
        const text = pythonName(block.name?.text ?? "Block");
        return this.#plan(block, uses, false, text, this.#documentation(block, uses));
    }

    /** Plans one use with literal numbers; uses with equal code share a class. */
    #planSingle(block: Block, scope: Scope): PlannedClass | undefined {
        const text = pythonName(block.name?.text ?? "Block");
        const made = this.#plan(block, [scope], true, text, this.#documentation(block, [scope]));
        if (made === undefined) {
            return undefined;
        }
        const added = this.#byCode.get(codeOf(made.definition)) ?? this.#add(block, made);
        this.#byUse.set(scope, added);
        return added;
    }

    #documentation(block: Block, [scope]: readonly Scope[]): string | undefined {
        const file = scope === undefined ? undefined : this.#graph.trace.records.entered(scope)?.file;
        return file === undefined ? undefined : blockDocumentation(block, file.parsed);
    }

    #add(block: Block, made: DefinedClass): PlannedClass {
        const preferred = pythonName(block.name?.text ?? "Block");
        let free = preferred;
        for (let number = 2; this.#names.has(free); number += 1) {
            free = `${preferred}_${number}`;
        }
        this.#names.add(free);
        const added = {
            ...made, name: free, definition: { ...made.definition, name: free },
            block: block.parameters,
        };
        this.written.push(added);
        const code = codeOf(added.definition);
        if (added.parameters.length === 0 && !this.#byCode.has(code)) {
            this.#byCode.set(code, added);
        }
        return added;
    }

    #plan(
        node: Block | Model, uses: readonly Scope[], isLiteral: boolean, text: string,
        documentation: string | undefined,
    ): DefinedClass | undefined {
        const draft = Draft.of({ trace: this.#graph.trace.records, node, uses, isLiteral, classes: this, planner });
        const { environment, input, values } = beginClass(draft);
        const after = planner.body(draft, node.body, environment);
        const returned = node.kind === "model" ? this.#outputs(draft, after) : after.returned ?? [after.current];
        const results = returned.filter((one) => one !== undefined);
        if (results.length < returned.length) {
            draft.fail("a result is not known");
        }
        if (draft.failures.length > 0) {
            this.#reason = draft.failures[0];
            return undefined;
        }
        return defineClass({
            name: text, documentation, draft, holder: environment.holder, input,
            values: node.kind === "model" ? draft.inputs : values, returned: results,
        });
    }

    /** A model's outputs; without an `output`, its last value. */
    #outputs(draft: Draft, after: Environment): readonly (PlannedValue | undefined)[] {
        const [scope] = draft.context.uses;
        return this.#graph.outputs.map((output) => {
            const binding = after.names.get(output.name);
            const named = binding?.kind === "value" ? binding.value : undefined;
            const found = [named, after.current].find((one) =>
                one !== undefined && scope !== undefined && one.values.get(scope) === output.value);
            if (found === named && this.#graph.outputs.length > 1) {
                named?.readAs.add(output.name);
            }
            return found;
        });
    }
}

/** The code of a class apart from its name. */
function codeOf(definition: ClassDefinition): string {
    return statementLines({ ...definition, name: "" }, 0).join("\n");
}

/** The initial environment of a body: its parameters, and a block's input. */
function beginClass(draft: Draft): {
    readonly environment: Environment; readonly input: PlannedValue | undefined;
    readonly values: readonly { readonly name: string; readonly value: PlannedValue }[];
} {
    const { node, uses } = draft.context;
    const names = new Map<string, Binding>();
    const taken: { readonly name: string; readonly values: ReadonlyMap<Scope, Value> }[] = [];
    for (const parameter of node.parameters) {
        const { text } = parameter.name;
        const data = mapScopes(uses, (scope) => draft.context.trace.entered(scope)?.names.get(text));
        const values = mapScopes(uses, (scope) => {
            const datum = data.get(scope);
            return datum !== undefined && isValue(datum) ? datum.value : undefined;
        });
        if (node.kind === "block" && values.size > 0) {
            if (values.size < uses.length) {
                draft.fail(`${text} is not always a value`);
            }
            taken.push({ name: text, values });
            continue;
        }
        names.set(text, bindParameter(draft, text, data, plainDefault(parameter.default)));
    }
    const inputs = mapScopes(uses, (scope) => draft.context.trace.entered(scope)?.input);
    const isFeatures = uses.every((scope) => inputs.get(scope)?.shape?.length === 1);
    const input = node.kind === "block"
        ? new PlannedValue(inputs, channelSymbol(draft, isFeatures ? "in_features" : "in_channels", undefined, inputs))
        : undefined;
    if (node.kind === "block" && node.input !== undefined && input !== undefined) {
        names.set(node.input.text, { kind: "value", value: input });
        input.readAs.add(node.input.text);
    }
    const values = taken.map(({ name: text, values: own }) =>
        ({ name: text, value: new PlannedValue(own, channelSymbol(draft, `${text}_channels`, text, own)) }));
    for (const { name: text, value } of values) {
        names.set(text, { kind: "value", value });
    }
    const holder: Holder = { kind: "class", scopes: new Set(uses) };
    return {
        environment: {
            instances: uses, names, current: input, input, holder, isExpression: false, returned: undefined,
        },
        input, values,
    };
}

/** A default that is valid in a Python signature. */
function plainDefault(source: SourceExpression | undefined): PythonLiteral | undefined {
    return source?.kind === "number" || source?.kind === "string" || source?.kind === "boolean"
        ? source.value
        : undefined;
}

function bindParameter(
    draft: Draft, text: string, data: ReadonlyMap<Scope, Datum>, standard: PythonLiteral | undefined,
): Binding {
    const { uses, isLiteral, node } = draft.context;
    const literals = mapScopes(uses, (scope) => literalOf(data.get(scope)));
    const one = uniform(literals, uses);
    if (isLiteral) {
        const init = one === undefined ? undefined : literal(one);
        return { kind: "number", values: data, init, forward: init };
    }
    const init = draft.addSymbol({
        name: text, kind: "parameter", of: text, default: node.kind === "model" ? one : standard, values: literals,
    });
    return { kind: "number", values: data, init, forward: storedExpression(draft, init) };
}

function channelSymbol(
    draft: Draft, text: string, of: string | undefined, values: ReadonlyMap<Scope, Value>,
): Expression | undefined {
    const { uses, isLiteral } = draft.context;
    const channels = mapScopes(uses, (scope) => channelsOf(values.get(scope)));
    const one = uniform(channels, uses);
    return isLiteral
        ? one === undefined ? undefined : literal(one)
        : draft.addSymbol({ name: text, kind: "channels", of, default: undefined, values: channels });
}
