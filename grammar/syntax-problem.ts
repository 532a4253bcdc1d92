import type { Span, Argument } from "./syntax-tree.ts";

/**
 * A problem with the text itself. `fix` is a replacement that repairs it, if there is one. These are only facts:
 * server/diagnostics puts them into words.
 */
export type SyntaxProblem = Span & { readonly fix?: TextReplacement } & (
    /** `asName`: in the position of a declared name. */
    | { readonly code: "unexpected-character"; readonly character: string; readonly asName?: true }
    | { readonly code: "unterminated-string" }
    /** A backslash in a string before a character that cannot be escaped; `escape` includes both. */
    | { readonly code: "invalid-escape"; readonly escape: string }
    | { readonly code: "invalid-number"; readonly text: string }
    /** Above 2^53, where integers are not exact. */
    | { readonly code: "number-too-large"; readonly value: string }
    /** `after` is the text of the previous token. */
    | {
        readonly code: "unexpected-token";
        readonly expected: Expected;
        readonly found: Found;
        readonly after?: string;
    }
    /**
     * A `{` is reported at its position, other brackets at the end of their line; `other` is the other of the two
     * positions.
     */
    | { readonly code: "unclosed-bracket"; readonly bracket: "(" | "[" | "{"; readonly other: Span }
    /** A closing bracket without an opening one. */
    | { readonly code: "stray-bracket"; readonly bracket: string }
    /** Too many nested brackets or consecutive operators. */
    | { readonly code: "nesting-too-deep"; readonly limit: number }
    /** A model, block or import in a body. */
    | { readonly code: "misplaced-item"; readonly word: string }
    /** A keyword in place of a name. */
    | { readonly code: "reserved-word"; readonly word: string }
    /** `x -> relu` without parentheses. */
    | { readonly code: "missing-parentheses"; readonly name: string }
    /** `a < b < c`. */
    | { readonly code: "chained-comparison" }
    /** A line that ends in `->`, `=` or an operator. */
    | { readonly code: "unfinished-line"; readonly after: string }
    /** `n = 3 * 4` on a line: only `let` names numbers. */
    | { readonly code: "missing-let"; readonly name: string }
    /** `let x = a -> relu()`: `let` cannot name values. */
    | { readonly code: "flow-in-let" }
    /** `y = a + b` with values: `layer` is the layer for the operation. */
    | { readonly code: "value-arithmetic"; readonly operator: string; readonly layer: string }
    /** `=` instead of `==`, and other spellings of Python and C: `&&`, `||`, `!`, `null`, `;`, `//` comments. */
    /** `call`: it is the callee of a call in another library's words, and `instead` is empty. */
    | { readonly code: "foreign-syntax"; readonly found: string; readonly instead: string; readonly call?: ForeignCall }
    /** A whole network of another library, which has no further problems. */
    | { readonly code: "foreign-network"; readonly library: "PyTorch" | "Keras"; readonly name: string }
);

/** A call in the words of another library, such as `nn.Conv2d(3, 64)`, `x.view(-1)` or `self.conv1(x)`. */
export interface ForeignCall extends Span {
    /** The name before the parentheses, without what it is an attribute of: `Conv2d`. */
    readonly name: string;
    /** What it is an attribute of: a library, the object of a class, or a value by its name. */
    readonly of: { readonly kind: "library" | "self" | "value"; readonly text: string };
    /** The name that the result is assigned to, with which the call then begins: `self.conv1 = nn.Conv2d(3, 64)`. */
    readonly target?: string | undefined;
    readonly arguments: readonly Argument[];
    /** The argument of what the call gives: `x` in `nn.ReLU()(x)`. */
    readonly appliedTo?: Argument;
    /** What else is foreign, in the arguments. */
    readonly inner: readonly SyntaxProblem[];
}

/** Replaces the text of a span. */
export interface TextReplacement {
    readonly span: Span;
    readonly text: string;
}

/** The text at a position: a token, or the end of something. */
export type Found = { readonly text: string } | { readonly end: "line" | "file" };

/** What the grammar expects at a position: a sign or keyword, or a part of the language. */
export type Expected = ExpectedSign | ExpectedPart;

export type ExpectedSign = "(" | ")" | "]" | "{" | "}" | ":" | "=" | "in";

export type ExpectedPart =
    | "argument" | "attribute" | "callee" | "claimed-shape" | "comma-or-bracket" | "comma-or-parenthesis" | "condition"
    | "decorated" | "else-branch" | "else-value" | "end-of-if" | "end-of-line" | "index" | "input-shape" | "item"
    | "iterable" | "layer" | "layer-or-value" | "message" | "model" | "name" | "new-line" | "new-line-or-arrow"
    | "other" | "output-name" | "output-value" | "parameter" | "path" | "repeat-count" | "size" | "value";
