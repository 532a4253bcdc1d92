import type { PytorchLiteral } from "../../layers/pytorch-form.ts";

/** An expression of Python and how tightly it binds, so that parentheses stand where they have to. */
export interface PythonText {
    readonly text: string;
    readonly binds: number;
    /** Whether it names nothing: a number, word or tuple alone. */
    readonly isLiteral: boolean;
}

/** Python's precedences, from the conditional to what needs no parentheses. */
export const precedence = {
    conditional: 0, or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, unary: 7, power: 8, atom: 9,
} as const;

export function atom(text: string): PythonText {
    return { text, binds: precedence.atom, isLiteral: false };
}

/** The text with parentheses where it binds less tightly than it has to. */
export function bound(python: PythonText, binds: number): string {
    return python.binds < binds ? `(${python.text})` : python.text;
}

/** A number, word or list as an expression. */
export function literalText(value: PytorchLiteral): PythonText {
    const binds = typeof value === "number" && value < 0 ? precedence.unary : precedence.atom;
    return { text: printLiteral(value), binds, isLiteral: true };
}

/** A number, word or list as Python writes it. */
export function printLiteral(value: PytorchLiteral): string {
    switch (typeof value) {
        case "boolean": return value ? "True" : "False";
        case "number": return String(value);
        case "string": return JSON.stringify(value);
        default: return value.length === 1
            ? `(${value.map(printLiteral).join("")},)`
            : `(${value.map(printLiteral).join(", ")})`;
    }
}

/** Whether two are equal, lists element by element. */
export function sameLiteral(a: PytorchLiteral, b: PytorchLiteral): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}

const reserved: ReadonlySet<string> = new Set([
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
    "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
    "pass", "raise", "return", "try", "while", "with", "yield",
    // What the emitted text itself relies on.
    "self", "torch", "nn", "F", "math", "super", "range", "float", "int", "len", "min", "max", "abs", "round", "sum",
    "enumerate", "zip", "isinstance", "tuple", "list", "reversed", "getattr",
]);

/** A name of the source as a variable of Python. */
export function pythonName(name: string): string {
    return reserved.has(name) ? `${name}_` : name;
}

/** What every nn.Module has already: an attribute of that name would not be found, or would break it. */
const moduleAttributes: ReadonlySet<string> = new Set([
    "T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children", "compile", "cpu", "cuda",
    "double", "dump_patches", "eval", "extra_repr", "float", "forward", "get_buffer", "get_extra_state", "get_parameter",
    "get_submodule", "half", "ipu", "load_state_dict", "modules", "mtia", "named_buffers", "named_children",
    "named_modules", "named_parameters", "parameters", "register_backward_hook", "register_buffer",
    "register_forward_hook", "register_forward_pre_hook", "register_full_backward_hook",
    "register_full_backward_pre_hook", "register_load_state_dict_post_hook", "register_load_state_dict_pre_hook",
    "register_module", "register_parameter", "register_state_dict_post_hook", "register_state_dict_pre_hook",
    "requires_grad_", "set_extra_state", "set_submodule", "share_memory", "state_dict", "to", "to_empty", "train",
    "training", "type", "xpu", "zero_grad",
]);

/** Whether nn.Module has an attribute of this name: a part of that name is found in its dictionary alone. */
export function isModuleAttribute(name: string): boolean {
    return moduleAttributes.has(name);
}

/** Whether a path's part can be written as `self.part`. */
export function isAttribute(name: string): boolean {
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !name.startsWith("__") && !reserved.has(name) &&
        !moduleAttributes.has(name);
}

/** The longest line. */
const width = 100;

/**
 * A statement at a depth of indentation: on one line where it fits, else with what stands in its last brackets on
 * lines of its own.
 */
export function statementLines(text: string, depth: number, behind = ""): readonly string[] {
    const indent = "    ".repeat(depth);
    const whole = `${indent}${text}${behind}`;
    if (whole.length <= width) {
        return [whole];
    }
    const brackets = lastBrackets(text);
    if (brackets === undefined) {
        return [whole];
    }
    const { head, items, tail } = brackets;
    const inner = "    ".repeat(depth + 1);
    const together = `${inner}${items.join(", ")}`;
    const isOne = items.length === 1;
    const body = together.length <= width
        ? [together]
        : items.flatMap((item) => statementLines(item, depth + 1, isOne ? "" : ","));
    return [`${indent}${head}`, ...body, `${indent}${tail}${behind}`];
}

/** The text up to the last outermost bracket, what stands in it between commas, and the rest. */
function lastBrackets(
    text: string,
): { readonly head: string; readonly items: readonly string[]; readonly tail: string } | undefined {
    let depth = 0;
    let start = -1;
    let end = -1;
    let open = -1;
    let quote = "";
    for (let at = 0; at < text.length; at += 1) {
        const character = text[at] ?? "";
        if (quote !== "") {
            at += character === "\\" ? 1 : 0;
            quote = character === quote ? "" : quote;
        } else if (character === "\"") {
            quote = character;
        } else if ("([{".includes(character)) {
            open = depth === 0 ? at : open;
            depth += 1;
        } else if (")]}".includes(character)) {
            depth -= 1;
            // Short brackets at the end, `x[0]` or `f()`, are not worth opening.
            if (depth === 0 && at - open > 12) {
                start = open;
                end = at;
            }
        }
    }
    if (start < 0) {
        return undefined;
    }
    return { head: text.slice(0, start + 1), items: splitItems(text.slice(start + 1, end)), tail: text.slice(end) };
}

/** What stands between the outermost commas. */
function splitItems(text: string): readonly string[] {
    const items: string[] = [];
    let depth = 0;
    let begin = 0;
    let quote = "";
    for (let at = 0; at < text.length; at += 1) {
        const character = text[at] ?? "";
        if (quote !== "") {
            at += character === "\\" ? 1 : 0;
            quote = character === quote ? "" : quote;
        } else if (character === "\"") {
            quote = character;
        } else if ("([{".includes(character)) {
            depth += 1;
        } else if (")]}".includes(character)) {
            depth -= 1;
        } else if (character === "," && depth === 0) {
            items.push(text.slice(begin, at).trim());
            begin = at + 1;
        }
    }
    const last = text.slice(begin).trim();
    return last === "" ? items : [...items, last];
}

/** A paragraph whose lines are no longer than `longest`. */
function reflowed(paragraph: string, longest: number): string {
    if (paragraph.split("\n").every((line) => line.length <= longest)) {
        return paragraph;
    }
    const made: string[] = [];
    for (const word of paragraph.split(/\s+/)) {
        const last = made.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= longest) {
            made[made.length - 1] = `${last} ${word}`;
        } else {
            made.push(word);
        }
    }
    return made.join("\n");
}

/** A docstring's lines. */
export function docstring(text: string, depth: number): readonly string[] {
    const indent = "    ".repeat(depth);
    const plain = text.replaceAll("\\", "\\\\").replaceAll("\"\"\"", "'''");
    const [first = "", ...rest] = plain.split("\n\n").map((one) => reflowed(one, width - indent.length - 3)).join("\n\n")
        .split("\n");
    const opening = `${indent}"""${first}`;
    if (rest.length === 0 && opening.length + 3 <= width && !first.endsWith("\"")) {
        return [`${opening}"""`];
    }
    return [opening, ...rest.map((line) => (line === "" ? "" : `${indent}${line}`)), `${indent}"""`];
}
