/** A Python number, string, boolean or tuple literal. */
export type PythonLiteral = number | string | boolean | readonly PythonLiteral[];

export type UnaryOperator = "-" | "+" | "not";

export type BinaryOperator =
    | "or" | "and" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not" | "in"
    | "+" | "-" | "*" | "/" | "//" | "%" | "**";

/**
 * A Python expression. `R` is the type of the references in a program that is still being planned: to a value without a
 * name, or to a hole of a template. A finished expression has none.
 */
export type Expression<R = never> =
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "literal"; readonly value: PythonLiteral | undefined }
    | { readonly kind: "tuple"; readonly elements: readonly Expression<R>[] }
    | { readonly kind: "list"; readonly elements: readonly Expression<R>[] }
    | { readonly kind: "dict"; readonly entries: readonly (readonly [key: string, value: Expression<R>])[] }
    | {
        readonly kind: "comprehension"; readonly element: Expression<R>; readonly target: Expression;
        readonly iterable: Expression<R>;
    }
    | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression<R> }
    | {
        readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: Expression<R>;
        readonly right: Expression<R>;
        /** Whether this `//` requires a division without remainder. */
        readonly exact?: boolean;
    }
    | {
        readonly kind: "conditional"; readonly test: Expression<R>; readonly then: Expression<R>;
        readonly otherwise: Expression<R>;
    }
    | { readonly kind: "call"; readonly callee: Expression<R>; readonly arguments: readonly Argument<R>[] }
    | { readonly kind: "attribute"; readonly object: Expression<R>; readonly attribute: string }
    | { readonly kind: "subscript"; readonly object: Expression<R>; readonly index: readonly Expression<R>[] }
    | {
        readonly kind: "slice"; readonly start: Expression<R> | undefined; readonly stop: Expression<R> | undefined;
        readonly step: Expression<R> | undefined;
    }
    | { readonly kind: "starred"; readonly value: Expression<R> }
    | { readonly kind: "format"; readonly parts: readonly (string | Expression<R>)[] }
    | { readonly kind: "reference"; readonly to: R };

export interface Argument<R = never> {
    readonly name: string | undefined;
    readonly value: Expression<R>;
}

export interface Parameter {
    readonly name: string;
    readonly default: Expression | undefined;
}

export type Statement =
    | { readonly kind: "assign"; readonly targets: readonly Expression[]; readonly value: Expression }
    | { readonly kind: "expression"; readonly value: Expression }
    | {
        readonly kind: "if"; readonly test: Expression; readonly then: readonly Statement[];
        readonly otherwise: readonly Statement[];
    }
    | {
        readonly kind: "for"; readonly target: Expression; readonly iterable: Expression;
        readonly body: readonly Statement[];
    }
    | { readonly kind: "return"; readonly values: readonly Expression[] }
    | FunctionDefinition
    | ClassDefinition
    /** Definitions that the project stores as text, with the modules they import. */
    | { readonly kind: "source"; readonly text: string; readonly names: readonly string[] };

export interface FunctionDefinition {
    readonly kind: "function";
    readonly name: string;
    readonly parameters: readonly Parameter[];
    readonly documentation: string | undefined;
    readonly body: readonly Statement[];
}

export interface ClassDefinition {
    readonly kind: "class";
    readonly name: string;
    readonly base: Expression;
    readonly documentation: string | undefined;
    readonly body: readonly Statement[];
}

/** A Python file. */
export interface Module {
    readonly documentation: string;
    readonly imports: readonly { readonly module: string; readonly names: string; readonly text: string }[];
    readonly body: readonly Statement[];
}

export function name(text: string): Expression {
    return { kind: "name", name: text };
}

/** `nn.Conv2d` */
export function dotted(text: string): Expression {
    const [first = "", ...rest] = text.split(".");
    return rest.reduce<Expression>((object, part) => ({ kind: "attribute", object, attribute: part }), name(first));
}

/** A number, string, boolean or tuple; `undefined` is `None`. */
export function literal(value: PythonLiteral | undefined): Expression {
    return { kind: "literal", value };
}

export function call<R>(
    callee: string | Expression<R>, args: readonly (Expression<R> | Argument<R>)[] = [],
): Expression<R> {
    return {
        kind: "call",
        callee: typeof callee === "string" ? dotted(callee) : callee,
        arguments: args.map((one) => ("kind" in one ? { name: undefined, value: one } : one)),
    };
}

/** `name=value` in a call. */
export function keyword<R>(argument: string, value: Expression<R>): Argument<R> {
    return { name: argument, value };
}

export function attribute<R>(object: Expression<R>, ...path: readonly string[]): Expression<R> {
    return path.reduce<Expression<R>>((one, part) => ({ kind: "attribute", object: one, attribute: part }), object);
}

export function subscript<R>(object: Expression<R>, ...index: readonly Expression<R>[]): Expression<R> {
    return { kind: "subscript", object, index };
}

export function slice<R>(start?: Expression<R>, stop?: Expression<R>, step?: Expression<R>): Expression<R> {
    return { kind: "slice", start, stop, step };
}

export function tuple<R>(elements: readonly Expression<R>[]): Expression<R> {
    return { kind: "tuple", elements };
}

export function list<R>(elements: readonly Expression<R>[]): Expression<R> {
    return { kind: "list", elements };
}

export function reference<R>(to: R): Expression<R> {
    return { kind: "reference", to };
}

export function binary<R>(operator: BinaryOperator, left: Expression<R>, right: Expression<R>): Expression<R> {
    return { kind: "binary", operator, left, right };
}
