import type { Let, Parameter as BlockParameter } from "../../../grammar/syntax-tree.ts";
import type { FileScope } from "../../names/program.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import type { Budget } from "../../limits.ts";
import type { ClassDefinition, Expression, PythonLiteral, Statement } from "../../python/syntax.ts";

/** A value of `forward` in all uses that are planned together. It has no variable yet. */
export class PlannedValue {
    readonly kind = "value";
    readonly values: Map<Scope, Value>;
    /** Its channels (or features) as an expression of `__init__`; undefined if none fits. */
    readonly channels: Expression | undefined;
    /** The names that later lines use for it: its variable gets one of them. */
    readonly readAs = new Set<string>();

    constructor(values: ReadonlyMap<Scope, Value>, channels: Expression | undefined) {
        this.values = new Map(values);
        this.channels = channels;
    }
}

/** What holds the parts of a class: the class itself, or each round of a loop. */
export interface Holder {
    readonly kind: "class" | "round";
    /** The uses, or rounds, each of which has the parts. */
    readonly scopes: ReadonlySet<Scope>;
}

/** A part of the class in `forward`. */
export interface MemberReference {
    readonly kind: "member";
    readonly holder: Holder;
    readonly path: string;
    readonly isParameter: boolean;
}

/** A reference in `forward` before variables and attributes are assigned. */
export type Reference =
    | PlannedValue
    | MemberReference
    /** A name of `__init__` that `forward` reads as an attribute. */
    | { readonly kind: "stored"; readonly name: string }
    /** A part with a computed name. */
    | { readonly kind: "computed"; readonly name: PlannedExpression }
    /** A part whose name depends on a condition. */
    | {
        readonly kind: "either"; readonly test: PlannedExpression; readonly then: MemberReference;
        readonly otherwise: MemberReference;
    };

export type PlannedExpression = Expression<Reference>;

/** A layer that may be an entry of an nn.Sequential: its module, and its path if it has tensors. */
export interface RowEntry {
    readonly module: Expression;
    readonly path: string | undefined;
    readonly input: PlannedValue;
}

/** A statement of `forward`. */
export type ForwardNode =
    | {
        readonly kind: "assign"; readonly targets: readonly (PlannedValue | undefined)[];
        readonly expression: PlannedExpression;
        /** Whether it is part of a larger expression in the source. */
        readonly isInline: boolean;
        readonly row: RowEntry | undefined;
    }
    | {
        readonly kind: "if"; readonly test: PlannedExpression;
        /** A part that exists only if the test is true, and so can replace it. */
        readonly shown: MemberReference | undefined;
        readonly then: readonly ForwardNode[]; readonly otherwise: readonly ForwardNode[];
        readonly merges: readonly Merge[];
    }
    | {
        readonly kind: "for"; readonly target: Expression; readonly iterable: PlannedExpression;
        /** The list with the rounds' parts, if they have any. */
        readonly parts: { readonly holder: Holder; readonly list: Reference } | undefined;
        readonly body: readonly ForwardNode[]; readonly carried: readonly Carried[];
    };

/** A value that depends on the branch of an `if`. */
export interface Merge {
    readonly result: PlannedValue;
    readonly then: PlannedValue;
    readonly otherwise: PlannedValue;
}

/**
 * A value that changes from round to round: `start` before the loop, `inside` when a round begins, `end` when it ends.
 */
export interface Carried {
    readonly start: PlannedValue | undefined;
    readonly inside: PlannedValue;
    readonly end: PlannedValue;
    readonly after: PlannedValue;
}

/** A statement of `__init__` with parts identified by path. */
export type InitNode =
    | { readonly kind: "member"; readonly path: string; readonly value: Expression; readonly isParameter: boolean }
    /** A part that only some uses have. */
    | { readonly kind: "absent"; readonly path: string }
    | { readonly kind: "statement"; readonly statement: Statement }
    | { readonly kind: "local"; readonly name: string; readonly value: Expression }
    /** A part with a computed name. */
    | { readonly kind: "named"; readonly name: Expression; readonly value: Expression }
    | {
        readonly kind: "if"; readonly test: Expression; readonly then: readonly InitNode[];
        readonly otherwise: readonly InitNode[];
    }
    | {
        readonly kind: "for"; readonly target: Expression; readonly iterable: Expression;
        readonly body: readonly InitNode[];
    }
    /** A list with the parts of each round of a loop. */
    | {
        readonly kind: "rounds"; readonly path: string; readonly holder: Holder; readonly target: Expression;
        readonly iterable: Expression; readonly body: readonly InitNode[];
    };

/** A name of `__init__`. */
export interface Symbol {
    readonly name: string;
    /** `running` symbols change with each round of a loop, so `forward` cannot read them. */
    readonly kind: "parameter" | "channels" | "invented" | "local" | "loop" | "running";
    /** The block's parameter whose value, or whose channels, it is; undefined for the input's. */
    readonly of: string | undefined;
    readonly default: PythonLiteral | undefined;
    readonly values: ReadonlyMap<Scope, PythonLiteral>;
}

/** A parameter of a class's `__init__`. */
export interface ClassParameter {
    readonly name: string;
    readonly kind: Symbol["kind"];
    readonly of: string | undefined;
    readonly default: PythonLiteral | undefined;
    readonly values: ReadonlyMap<Scope, PythonLiteral>;
    /** Whether calls pass it positionally. */
    readonly isPositional: boolean;
}

/** A class, and what is needed to instantiate it. */
export interface DefinedClass {
    readonly definition: ClassDefinition;
    readonly parameters: readonly ClassParameter[];
    readonly usesInput: boolean;
    /** The block's value parameters, which `forward` takes after the input. */
    readonly values: readonly string[];
    /** Whether it has one input and one output, so that it can be part of an nn.Sequential. */
    readonly isPlain: boolean;
    /** The channels of its results in terms of its parameters, if known. */
    readonly channels: readonly (Expression | undefined)[];
}

/** The class of a block. */
export interface PlannedClass extends DefinedClass {
    readonly name: string;
    /** The block's parameters, in order. */
    readonly block: readonly BlockParameter[];
}

/** A function that a file's `let` defines. */
export interface PlannedFunction {
    readonly name: string;
    readonly parameters: readonly string[];
    readonly body: Expression;
    readonly declaration: Let;
}

/** The state of all classes of a module, available while one of them is planned. */
export interface ModuleClasses {
    /** A file's lets that the classes use. */
    readonly constants: Map<string, PythonLiteral>;
    readonly functions: Map<string, PlannedFunction>;
    /** The functions that are being written. */
    readonly begunFunctions: Set<Let>;
    /** The work of planning all classes. */
    readonly steps: Budget;
    /** The file with a scope's text. */
    fileOf(scope: Scope): FileScope | undefined;
    /** The class that a use of a block instantiates; undefined if it cannot be written. */
    classOf(scope: Scope): PlannedClass | undefined;
}

/** The entry of a map for a scope, or for the nearest scope around it. */
export function at<T>(map: ReadonlyMap<Scope, T>, scope: Scope): T | undefined {
    for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
        const found = map.get(one);
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

/** Maps each scope with `find`, and drops scopes without a result. */
export function mapScopes<T>(scopes: readonly Scope[], find: (scope: Scope) => T | undefined): Map<Scope, T> {
    return new Map(scopes.flatMap((scope) => {
        const found = find(scope);
        return found === undefined ? [] : [[scope, found] as const];
    }));
}

/** The channels (or features) of a value at the default sizes. */
export function channelsOf(value: Value | undefined): number | undefined {
    return value?.shape?.[0]?.sample;
}
