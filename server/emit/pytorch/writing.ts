import type { Block, Model } from "../../../grammar/syntax-tree.ts";
import type { PytorchLiteral } from "../../layers/pytorch-form.ts";
import type { Scope } from "../../graph/graph.ts";
import type { Trace } from "../../evaluation/trace.ts";
import type { ContainerKind, InitStatement } from "./attributes.ts";
import type { ExpressionContext } from "./expressions.ts";
import type { ForwardStatement } from "./forward.ts";
import type { PythonText } from "./python.ts";
import type { Ref } from "./state.ts";
import { readVariable } from "./variables.ts";

/** A class that a block has become, as those see it that make one of it. */
export interface BlockClass {
    readonly name: string;
    readonly parameters: readonly ClassParameter[];
    /** Whether it takes one value and gives one, so that it may stand in an nn.Sequential. */
    readonly plain: boolean;
    readonly usesInput: boolean;
    /** The value parameters that `forward` takes behind the input. */
    readonly values: readonly string[];
}

export interface ClassParameter {
    readonly name: string;
    /** The block's parameter, or the value whose channels it is; undefined for the input's. */
    readonly of: { readonly parameter: string } | { readonly channelsOf: string | undefined };
    readonly default: PytorchLiteral | undefined;
}

export interface BodyOptions {
    readonly trace: Trace;
    readonly node: Block | Model;
    /** The uses of the block that are written at once, or the model's scope. */
    readonly uses: readonly Scope[];
    /** Whether numbers stand for themselves, and not for what the source calls them. */
    readonly literal: boolean;
    classOf(scope: Scope): BlockClass;
    constant(name: string, scope: Scope): PythonText | undefined;
    preambleEntry(name: string): void;
}

/** What is found out while a class is written and changes how it has to be written. */
export interface BodyFacts {
    /** Names whose values are read after the next line: they have variables of their own. */
    readonly kept: Set<string>;
    readonly containers: ReadonlyMap<string, ContainerKind>;
    /** Parameters that cannot be attributes of their own name. */
    readonly renamed: ReadonlySet<string>;
}

export interface WrittenBody {
    readonly init: readonly InitStatement[];
    readonly forward: readonly ForwardStatement[];
    readonly returned: readonly { readonly text: string; readonly reads: ReadonlySet<string> }[];
    /** The modules one after the other, where the class is nothing but a row of them. */
    readonly row: readonly string[] | undefined;
    readonly inputVariable: string | undefined;
    /** The parameters that are numbers or the channels of values, with their Python names. */
    readonly symbols: readonly ClassParameter[];
    readonly valueParameters: readonly string[];
    /** Whether a fact was found that the text does not follow yet. */
    readonly changed: boolean;
}

/** An expression of `forward` that a layer takes. */
export interface Given {
    readonly python: PythonText;
    readonly reads: ReadonlySet<string>;
    readonly ref: Ref;
}

/** The text of a class while it is written. */
export class Writing {
    readonly options: BodyOptions;
    readonly facts: BodyFacts;
    /** The names that this text gives variables; those found while writing get theirs in the next. */
    readonly keptBefore: ReadonlySet<string>;
    readonly context: ExpressionContext;
    init: InitStatement[] = [];
    forward: ForwardStatement[] = [];
    /** The modules one after the other, as long as the class is nothing but a row of them. */
    row: { readonly text: string; readonly path: string | undefined }[] | undefined = [];
    /** What stands at each path. */
    readonly registered = new Map<string, string>();
    readonly symbols: (ClassParameter & { readonly values: ReadonlyMap<Scope, PytorchLiteral> })[] = [];
    readonly outputs: { readonly name: string; readonly ref: Ref }[] = [];
    changed = false;
    temporaries = 0;
    /** The variable of values that no later line names. */
    working = "x";
    inputVariable: string | undefined;

    constructor(options: BodyOptions, facts: BodyFacts) {
        this.options = options;
        this.facts = facts;
        this.keptBefore = new Set(facts.kept);
        this.context = {
            trace: options.trace,
            read: (ref, name, state) => readVariable(this, ref, name, state),
            constant: (name, state) => {
                const [scope] = state.instances;
                return scope === undefined ? undefined : options.constant(name, scope);
            },
        };
    }
}
