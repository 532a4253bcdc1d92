/** A number, string, truth value or tuple of Python that names nothing. */
export type PythonLiteral = number | string | boolean | readonly PythonLiteral[];

export type UnaryOperator = "-" | "+" | "not";

export type BinaryOperator =
    | "or" | "and" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not" | "in"
    | "+" | "-" | "*" | "/" | "//" | "%" | "**";

/**
 * An expression of Python. `R` is what a reference refers to while a program is still being planned: a value without a
 * name yet, a hole of a template. A finished expression has none.
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
        /** Whether a `//` is only right where it leaves no remainder. */
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
    /** Definitions that the project keeps as text, with the modules that they name. */
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

/** A file of Python. */
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

/** A number, string, truth value or tuple; `undefined` is `None`. */
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

/** The expression's number, if it is nothing but one. */
export function numberIn<R>(expression: Expression<R>): number | undefined {
    return expression.kind === "literal" && typeof expression.value === "number" ? expression.value : undefined;
}

/** A product, without factors of 1. */
export function product<R>(left: Expression<R>, right: Expression<R>): Expression<R> {
    const [a, b] = [numberIn(left), numberIn(right)];
    if (a !== undefined && b !== undefined) {
        return literal(a * b);
    }
    return a === 1 ? right : b === 1 ? left : binary("*", left, right);
}

/** A sum: numbers are added up, equal terms counted. */
export function sum<R>(terms: readonly Expression<R>[]): Expression<R> {
    const counted: { readonly term: Expression<R>; readonly count: number }[] = [];
    let constant = 0;
    for (const term of terms) {
        const value = numberIn(term);
        const known = counted.findIndex((one) => equal(one.term, term));
        if (value !== undefined) {
            constant += value;
        } else if (known >= 0) {
            counted[known] = { term, count: (counted[known]?.count ?? 0) + 1 };
        } else {
            counted.push({ term, count: 1 });
        }
    }
    const parts = counted.map(({ term, count }) => product(literal(count), term));
    const [first, ...rest] = constant === 0 ? parts : [...parts, literal(constant)];
    return first === undefined ? literal(0) : rest.reduce((left, right) => binary("+", left, right), first);
}

/** Whether two trees are the same; references are compared by identity unless a comparison is given. */
export function equal<R>(
    a: Expression<R>, b: Expression<R>, sameReference: (a: R, b: R) => boolean = Object.is,
): boolean {
    if (a.kind === "reference" || b.kind === "reference") {
        return a.kind === b.kind && a.kind === "reference" && b.kind === "reference" && sameReference(a.to, b.to);
    }
    const [left, right] = [childrenOf(a), childrenOf(b)];
    return headOf(a) === headOf(b) && left.length === right.length && left.every((one, index) => {
        const other = right[index];
        return other !== undefined && equal(one, other, sameReference);
    });
}

/** All of a node but its children, to be compared. */
function headOf<R>(expression: Expression<R>): string {
    const { kind } = expression;
    switch (kind) {
        case "name":
            return JSON.stringify([kind, expression.name]);
        case "literal":
            return JSON.stringify([kind, typeof expression.value, expression.value]);
        case "dict":
            return JSON.stringify([kind, expression.entries.map(([key]) => key)]);
        case "comprehension":
            return JSON.stringify([kind, expression.target]);
        case "unary":
        case "binary":
            return JSON.stringify([kind, expression.operator]);
        case "call":
            return JSON.stringify([kind, expression.arguments.map((one) => one.name ?? "")]);
        case "attribute":
            return JSON.stringify([kind, expression.attribute]);
        case "slice":
            return JSON.stringify([
                kind, [expression.start, expression.stop, expression.step].map((one) => one !== undefined),
            ]);
        case "format":
            return JSON.stringify([kind, expression.parts.map((one) => (typeof one === "string" ? one : null))]);
        default:
            return kind;
    }
}

/** The parts that an expression is made of directly. */
export function childrenOf<R>(expression: Expression<R>): readonly Expression<R>[] {
    switch (expression.kind) {
        case "name":
        case "literal":
        case "reference":
            return [];
        case "tuple":
        case "list":
            return expression.elements;
        case "dict":
            return expression.entries.map(([, value]) => value);
        case "comprehension":
            return [expression.element, expression.iterable];
        case "unary":
            return [expression.operand];
        case "binary":
            return [expression.left, expression.right];
        case "conditional":
            return [expression.test, expression.then, expression.otherwise];
        case "call":
            return [expression.callee, ...expression.arguments.map(({ value }) => value)];
        case "attribute":
            return [expression.object];
        case "subscript":
            return [expression.object, ...expression.index];
        case "slice":
            return [expression.start, expression.stop, expression.step].filter((one) => one !== undefined);
        case "starred":
            return [expression.value];
        case "format":
            return expression.parts.filter((one) => typeof one !== "string");
    }
}

/** An expression with some of its parts replaced: `replace` gives the new one, or undefined to look further inside. */
export function replaced<R, S>(
    expression: Expression<R>, replace: (one: Expression<R>) => Expression<S> | undefined,
): Expression<S> {
    const found = replace(expression);
    if (found !== undefined) {
        return found;
    }
    const inside = (one: Expression<R>): Expression<S> => replaced(one, replace);
    const optional = (one: Expression<R> | undefined): Expression<S> | undefined =>
        (one === undefined ? undefined : inside(one));
    switch (expression.kind) {
        case "name":
        case "literal":
            return expression;
        case "reference":
            throw new Error("A reference has to be replaced.");
        case "tuple":
        case "list":
            return { kind: expression.kind, elements: expression.elements.map(inside) };
        case "dict":
            return { kind: "dict", entries: expression.entries.map(([key, value]) => [key, inside(value)]) };
        case "comprehension":
            return {
                kind: "comprehension", element: inside(expression.element), target: expression.target,
                iterable: inside(expression.iterable),
            };
        case "unary":
            return { ...expression, operand: inside(expression.operand) };
        case "binary":
            return { ...expression, left: inside(expression.left), right: inside(expression.right) };
        case "conditional":
            return {
                kind: "conditional", test: inside(expression.test), then: inside(expression.then),
                otherwise: inside(expression.otherwise),
            };
        case "call":
            return {
                kind: "call", callee: inside(expression.callee),
                arguments: expression.arguments.map((one) => ({ name: one.name, value: inside(one.value) })),
            };
        case "attribute":
            return { kind: "attribute", object: inside(expression.object), attribute: expression.attribute };
        case "subscript":
            return { kind: "subscript", object: inside(expression.object), index: expression.index.map(inside) };
        case "slice":
            return {
                kind: "slice", start: optional(expression.start), stop: optional(expression.stop),
                step: optional(expression.step),
            };
        case "starred":
            return { kind: "starred", value: inside(expression.value) };
        case "format":
            return {
                kind: "format", parts: expression.parts.map((one) => (typeof one === "string" ? one : inside(one))),
            };
    }
}

/** The names that an expression reads: those that a comprehension binds are not. */
export function namesIn<R>(expression: Expression<R>): ReadonlySet<string> {
    if (expression.kind === "name") {
        return new Set([expression.name]);
    }
    const found = new Set(childrenOf(expression).flatMap((one) => [...namesIn(one)]));
    if (expression.kind === "comprehension") {
        const bound = namesIn(expression.target);
        const outside = namesIn(expression.iterable);
        return new Set([...found].filter((one) => !bound.has(one) || outside.has(one)));
    }
    return found;
}

/** What the references of an expression refer to, in order. */
export function referencesIn<R>(expression: Expression<R>): readonly R[] {
    return expression.kind === "reference" ? [expression.to] : childrenOf(expression).flatMap((one) => referencesIn(one));
}

/** All expressions directly in statements, those of nested statements included. */
export function expressionsIn(statements: readonly Statement[]): readonly Expression[] {
    return statements.flatMap((one): readonly Expression[] => {
        switch (one.kind) {
            case "assign":
                return [...one.targets, one.value];
            case "expression":
                return [one.value];
            case "if":
                return [one.test, ...expressionsIn(one.then), ...expressionsIn(one.otherwise)];
            case "for":
                return [one.target, one.iterable, ...expressionsIn(one.body)];
            case "return":
                return one.values;
            case "function":
                return [...one.parameters.flatMap((parameter) => parameter.default ?? []), ...expressionsIn(one.body)];
            case "class":
                return [one.base, ...expressionsIn(one.body)];
            case "source":
                return one.names.map(name);
        }
    });
}
