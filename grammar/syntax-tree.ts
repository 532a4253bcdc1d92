/**
 * The syntax tree of a `.cnn` file. A tree has no semantics, and missing parts of the text are missing from it
 * (`undefined`, or an `ErrorExpression` for an expression).
 */

/** A half-open range of UTF-16 offsets into the text. */
export interface Span {
    readonly start: number;
    readonly end: number;
}

/** A name in the text. */
export interface Identifier extends Span {
    readonly kind: "identifier";
    readonly text: string;
}

export interface SourceFile extends Span {
    readonly kind: "file";
    readonly items: readonly Item[];
}

export type Item = Import | Let | Block | Model;

export interface Import extends Span {
    readonly kind: "import";
    readonly decorators: readonly Decorator[];
    readonly path: StringLiteral | undefined;
}

/** `let name = value`, or a one-line function `let name(parameters) = value` if it has `parameters`. */
export interface Let extends Span {
    readonly kind: "let";
    readonly decorators: readonly Decorator[];
    readonly name: Identifier | undefined;
    readonly parameters: readonly Parameter[] | undefined;
    readonly value: Expression | undefined;
    readonly documentation: string | undefined;
}

export interface Block extends Span {
    readonly kind: "block";
    readonly decorators: readonly Decorator[];
    /** The name of the block's input, `x` in `block x -> Name()`; it is an alias of `in`. */
    readonly input: Identifier | undefined;
    readonly name: Identifier | undefined;
    readonly parameters: readonly Parameter[];
    readonly body: Body | undefined;
    /** The comment lines directly above, joined with newlines. */
    readonly documentation: string | undefined;
}

export interface Model extends Span {
    readonly kind: "model";
    readonly decorators: readonly Decorator[];
    readonly name: Identifier | undefined;
    readonly parameters: readonly Parameter[];
    readonly body: Body | undefined;
    readonly documentation: string | undefined;
}

export interface Parameter extends Span {
    readonly kind: "parameter";
    readonly name: Identifier;
    readonly default: Expression | undefined;
}

export interface Body extends Span {
    readonly kind: "body";
    readonly statements: readonly Statement[];
}

export type Statement = Let | Input | Output | Require | Return | If | Line;

/** `input NAME: [dim, …]`. */
export interface Input extends Span {
    readonly kind: "input";
    readonly decorators: readonly Decorator[];
    readonly name: Identifier | undefined;
    readonly dimensions: readonly Dimension[];
    /** The brackets and their contents. */
    readonly shapeSpan: Span | undefined;
}

/** One dimension of an input: a fixed size, or `NAME = size`, a dynamic size with its default. */
export interface Dimension extends Span {
    readonly kind: "dimension";
    readonly name: Identifier | undefined;
    readonly size: Expression;
}

/** `output NAME`, or `output NAME = flow`, which is also a line. */
export interface Output extends Span {
    readonly kind: "output";
    readonly decorators: readonly Decorator[];
    readonly name: Identifier | undefined;
    readonly flow: Flow | undefined;
    readonly claim: ShapeClaim | undefined;
}

export interface Require extends Span {
    readonly kind: "require";
    readonly decorators: readonly Decorator[];
    readonly condition: Expression | undefined;
    readonly message: StringLiteral | undefined;
}

export interface Return extends Span {
    readonly kind: "return";
    readonly decorators: readonly Decorator[];
    readonly flows: readonly Flow[];
}

export interface If extends Span {
    readonly kind: "if";
    readonly decorators: readonly Decorator[];
    readonly condition: Expression | undefined;
    readonly then: Body | undefined;
    readonly else: If | Body | undefined;
}

/** `a, b = flow : [claim]`; `names` is empty if nothing is named, and can include `_`. */
export interface Line extends Span {
    readonly kind: "line";
    readonly decorators: readonly Decorator[];
    readonly names: readonly Identifier[];
    readonly flow: Flow;
    readonly claim: ShapeClaim | undefined;
}

/** `source -> step -> step`: a source (a name, `in`, or none) and at least one step, or a source alone. */
export interface Flow extends Span {
    readonly kind: "flow";
    readonly source: NameExpression | InExpression | undefined;
    readonly steps: readonly Step[];
}

export type Step = Call | Repeat | For;

/** `name(arguments)`; `named` is false for the mistaken `x -> relu`, which the parser reports. */
export interface Call extends Span {
    readonly kind: "call";
    readonly callee: Identifier;
    readonly arguments: readonly Argument[];
    /** The parentheses and their contents. */
    readonly argumentsSpan: Span | undefined;
    /** Whether the text never closes them: more arguments may follow, and the last one may continue. */
    readonly unclosed: boolean;
}

export interface Repeat extends Span {
    readonly kind: "repeat";
    /** The keyword `repeat`. */
    readonly keyword: Span;
    readonly count: Expression | undefined;
    readonly body: Body | undefined;
}

export interface For extends Span {
    readonly kind: "for";
    /** The keyword `for`. */
    readonly keyword: Span;
    readonly names: readonly Identifier[];
    readonly iterable: Expression | undefined;
    readonly body: Body | undefined;
}

/**
 * `name = value`. A single expression without `->` stays an expression (only evaluation knows what a lone name or call
 * refers to); a chain or a loop is a `Flow`.
 */
export interface Argument extends Span {
    readonly kind: "argument";
    readonly name: Identifier | undefined;
    readonly value: Expression | Flow;
}

/** `: [64, H / 4, _]` after a line; the dimension `_` is a `Wildcard`. */
export interface ShapeClaim extends Span {
    readonly kind: "claim";
    /** The brackets and their contents; undefined if one of them is missing. */
    readonly shapeSpan: Span | undefined;
    readonly dimensions: readonly (Expression | Wildcard)[];
}

export interface Wildcard extends Span {
    readonly kind: "wildcard";
}

/** `@name(arguments)`. */
export interface Decorator extends Span {
    readonly kind: "decorator";
    readonly name: Identifier | undefined;
    readonly arguments: readonly Argument[];
}

export type Expression =
    | NumberLiteral
    | StringLiteral
    | BooleanLiteral
    | NameExpression
    | InExpression
    | ListExpression
    | CallExpression
    | AttributeExpression
    | IndexExpression
    | UnaryExpression
    | BinaryExpression
    | ConditionalExpression
    | ErrorExpression;

export interface NumberLiteral extends Span {
    readonly kind: "number";
    readonly value: number;
    /** Whether it has the form of an integer (no point, no exponent). */
    readonly integer: boolean;
}

/** `value` has its escapes replaced; `wellFormed` is false if one is unknown or the closing quote is missing. */
export interface StringLiteral extends Span {
    readonly kind: "string";
    readonly value: string;
    readonly wellFormed: boolean;
}

export interface BooleanLiteral extends Span {
    readonly kind: "boolean";
    readonly value: boolean;
}

export interface NameExpression extends Span {
    readonly kind: "name";
    readonly text: string;
}

/** The keyword `in` as a value. */
export interface InExpression extends Span {
    readonly kind: "in";
}

export interface ListExpression extends Span {
    readonly kind: "list";
    readonly elements: readonly Expression[];
}

/** A call inside an expression: a built-in or `let` function, or, if it is a whole argument, a layer or block. */
export interface CallExpression extends Span {
    readonly kind: "call-expression";
    readonly call: Call;
}

/** `object.attribute`. */
export interface AttributeExpression extends Span {
    readonly kind: "attribute";
    readonly object: Expression;
    readonly attribute: Identifier | undefined;
}

/** `object[index]`. */
export interface IndexExpression extends Span {
    readonly kind: "index";
    readonly object: Expression;
    readonly index: Expression;
}

export type UnaryOperator = "-" | "+" | "not";

export interface UnaryExpression extends Span {
    readonly kind: "unary";
    readonly operator: UnaryOperator;
    readonly operand: Expression;
}

export type BinaryOperator =
    | "+" | "-" | "*" | "/" | "//" | "%" | "**"
    | "==" | "!=" | "<" | "<=" | ">" | ">="
    | "and" | "or" | "..";

export interface BinaryExpression extends Span {
    readonly kind: "binary";
    readonly operator: BinaryOperator;
    readonly left: Expression;
    readonly right: Expression;
    readonly operatorSpan: Span;
}

/** `then if condition else otherwise`. */
export interface ConditionalExpression extends Span {
    readonly kind: "conditional";
    readonly then: Expression;
    readonly condition: Expression;
    readonly otherwise: Expression;
}

/** A missing or unreadable expression, already reported. */
export interface ErrorExpression extends Span {
    readonly kind: "error";
}

/** Every node of the tree; `kind` is the discriminant. */
export type Node =
    | SourceFile | Item | Parameter | Body | Statement | Dimension | Flow | Step | Argument | ShapeClaim | Wildcard
    | Decorator | Expression | Identifier;
