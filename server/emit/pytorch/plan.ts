import type { Let, Parameter as BlockParameter } from "../../../grammar/syntax-tree.ts";
import type { FileScope } from "../../names/program.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import type { ClassDefinition, Expression, PythonLiteral, Statement } from "../../python/syntax.ts";

/** A value of `forward` in every use that is planned at once. It has no variable yet. */
export class PlannedValue {
    readonly kind = "value";
    readonly values: Map<Scope, Value>;
    /** Its channels (or features) as `__init__` writes them; undefined where it has no words for them. */
    readonly channels: Expression | undefined;
    /** The names that later lines read it by: its variable gets one of them. */
    readonly readAs = new Set<string>();

    constructor(values: ReadonlyMap<Scope, Value>, channels: Expression | undefined) {
        this.values = new Map(values);
        this.channels = channels;
    }
}

/** What parts of a class are held by: the class itself, or each round of a loop. */
export interface Holder {
    readonly kind: "class" | "round";
    /** The uses, or rounds, that each have the parts. */
    readonly scopes: ReadonlySet<Scope>;
}

/** A part of the class as `forward` reads it. */
export interface MemberReference {
    readonly kind: "member";
    readonly holder: Holder;
    readonly path: string;
    readonly isParameter: boolean;
}

/** What `forward` refers to before there are variables and attributes. */
export type Reference =
    | PlannedValue
    | MemberReference
    /** A name of `__init__` that `forward` reads as an attribute. */
    | { readonly kind: "stored"; readonly name: string }
    /** A part whose name is computed. */
    | { readonly kind: "computed"; readonly name: PlannedExpression }
    /** A part whose name depends on a condition. */
    | {
        readonly kind: "either"; readonly test: PlannedExpression; readonly then: MemberReference;
        readonly otherwise: MemberReference;
    };

export type PlannedExpression = Expression<Reference>;

/** A layer that may be an entry of an nn.Sequential: its module, and its path where it has tensors. */
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
        /** A part that is there where the test is true, and shows it. */
        readonly shown: MemberReference | undefined;
        readonly then: readonly ForwardNode[]; readonly otherwise: readonly ForwardNode[];
        readonly merges: readonly Merge[];
    }
    | {
        readonly kind: "for"; readonly target: Expression; readonly iterable: PlannedExpression;
        /** The list with the rounds' parts, where they have some. */
        readonly parts: { readonly holder: Holder; readonly list: Reference } | undefined;
        readonly body: readonly ForwardNode[]; readonly carried: readonly Carried[];
    };

/** A value that is one or the other, by the way that an `if` takes. */
export interface Merge {
    readonly result: PlannedValue;
    readonly then: PlannedValue;
    readonly otherwise: PlannedValue;
}

/** A value that goes from round to round: `start` before the loop, `inside` as a round begins, `end` as it ends. */
export interface Carried {
    readonly start: PlannedValue | undefined;
    readonly inside: PlannedValue;
    readonly end: PlannedValue;
    readonly after: PlannedValue;
}

/** A statement of `__init__`, its parts still told by their paths. */
export type InitNode =
    | { readonly kind: "member"; readonly path: string; readonly value: Expression; readonly isParameter: boolean }
    /** A part that only some uses have. */
    | { readonly kind: "absent"; readonly path: string }
    | { readonly kind: "statement"; readonly statement: Statement }
    | { readonly kind: "local"; readonly name: string; readonly value: Expression }
    /** A part whose name is computed. */
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
    /** `running` ones change with each round of a loop, so that `forward` cannot read them. */
    readonly kind: "parameter" | "channels" | "invented" | "local" | "loop" | "running";
    /** The block's parameter that it is, or whose channels it is; undefined for the input's. */
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
    /** Whether those who make one give it by its place. */
    readonly isPositional: boolean;
}

/** A class, and what those have to know who make one of it. */
export interface DefinedClass {
    readonly definition: ClassDefinition;
    readonly parameters: readonly ClassParameter[];
    readonly usesInput: boolean;
    /** The block's value parameters that `forward` takes behind the input. */
    readonly values: readonly string[];
    /** Whether it takes one value and gives one, so that it may be part of an nn.Sequential. */
    readonly isPlain: boolean;
    /** The channels of its results in terms of its parameters, as far as these give them. */
    readonly channels: readonly (Expression | undefined)[];
}

/** A class that a block has become. */
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

/** What is known of all classes of a module while one of them is planned. */
export interface ModuleClasses {
    /** A file's lets that the classes name. */
    readonly constants: Map<string, PythonLiteral>;
    readonly functions: Map<string, PlannedFunction>;
    /** The file that a scope's text is in. */
    fileOf(scope: Scope): FileScope | undefined;
    /** The class that a use of a block makes one of; undefined where it cannot be written. */
    classOf(scope: Scope): PlannedClass | undefined;
}

/** What a map has for a scope, or for the nearest one around it. */
export function at<T>(map: ReadonlyMap<Scope, T>, scope: Scope): T | undefined {
    for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
        const found = map.get(one);
        if (found !== undefined) {
            return found;
        }
    }
    return undefined;
}

/** What `find` gives for each scope, without those it gives nothing for. */
export function mapScopes<T>(scopes: readonly Scope[], find: (scope: Scope) => T | undefined): Map<Scope, T> {
    return new Map(scopes.flatMap((scope) => {
        const found = find(scope);
        return found === undefined ? [] : [[scope, found] as const];
    }));
}

/** The channels (or features) of a value at the sample. */
export function channelsOf(value: Value | undefined): number | undefined {
    return value?.shape?.[0]?.sample;
}
