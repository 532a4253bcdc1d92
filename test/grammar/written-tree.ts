import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type {
    Argument, Body, Decorator, Expression, Flow, Identifier, If, Item, Parameter, Statement, Step, Wildcard,
} from "../../grammar/syntax-tree.ts";

/** A tree on one line, with every operation in parentheses and `?` for missing parts. */
export function writtenTree({ tree }: ParsedFile): string {
    return tree.items.map(writtenStatement).join("; ");
}

function writtenStatement(node: Item | Statement): string {
    return [...node.decorators.map(writtenDecorator), undecorated(node)].join(" ");
}

function undecorated(node: Item | Statement): string {
    switch (node.kind) {
        case "import":
            return `import ${node.path === undefined ? "?" : written(node.path)}`;
        case "let":
            return `let ${named(node.name)}${node.parameters === undefined ? "" : parameters(node.parameters)} = ` +
                written(node.value);
        case "block":
        case "model":
            return `${node.kind} ${named(node.name)}${parameters(node.parameters)} ${body(node.body)}`;
        case "input": {
            const sizes = node.dimensions.map(({ name, size }) =>
                name === undefined ? written(size) : `${name.text} = ${written(size)}`);
            return `input ${named(node.name)}: ${node.shapeSpan === undefined ? "?" : `[${sizes.join(", ")}]`}`;
        }
        case "output":
            return `output ${named(node.name)}${node.flow === undefined ? "" : ` = ${written(node.flow)}`}` +
                claim(node.claim?.dimensions);
        case "require":
            return `require ${written(node.condition)}${node.message === undefined ? "" : `, ${written(node.message)}`}`;
        case "return":
            return `return ${node.flows.map(written).join(", ")}`;
        case "if":
            return writtenIf(node);
        case "line": {
            const names = node.names.map(named).join(", ");
            return `${names === "" ? "" : `${names} = `}${written(node.flow)}${claim(node.claim?.dimensions)}`;
        }
    }
}

function writtenIf({ condition, then, else: otherwise }: If): string {
    const rest = otherwise === undefined ? "" : ` else ${otherwise.kind === "if" ? writtenIf(otherwise) : body(otherwise)}`;
    return `if ${written(condition)} ${body(then)}${rest}`;
}

function written(node: Expression | Flow | Wildcard | undefined): string {
    switch (node?.kind) {
        case undefined:
        case "error":
            return "?";
        case "flow": {
            const parts = [...node.source === undefined ? [] : [written(node.source)], ...node.steps.map(step)];
            return parts.length === 0 ? "?" : parts.join(" -> ");
        }
        case "wildcard":
            return "_";
        case "number":
        case "boolean":
            return String(node.value);
        case "string":
            return JSON.stringify(node.value);
        case "name":
            return node.text;
        case "in":
            return "in";
        case "list":
            return `[${node.elements.map(written).join(", ")}]`;
        case "call-expression":
            return step(node.call);
        case "attribute":
            return `${written(node.object)}.${named(node.attribute)}`;
        case "index":
            return `${written(node.object)}[${written(node.index)}]`;
        case "unary":
            return `(${node.operator} ${written(node.operand)})`;
        case "binary":
            return `(${written(node.left)} ${node.operator} ${written(node.right)})`;
        case "conditional":
            return `(${written(node.then)} if ${written(node.condition)} else ${written(node.otherwise)})`;
    }
}

function step(node: Step): string {
    switch (node.kind) {
        case "call":
            return `${node.callee.text}${node.argumentsSpan === undefined ? "" : list(node.arguments)}`;
        case "repeat":
            return `repeat ${written(node.count)} ${body(node.body)}`;
        case "for":
            return `for ${node.names.map(named).join(", ")} in ${written(node.iterable)} ${body(node.body)}`;
    }
}

function writtenDecorator({ name, arguments: args }: Decorator): string {
    return `@${named(name)}${args.length === 0 ? "" : list(args)}`;
}

function list(args: readonly Argument[]): string {
    return `(${args.map(({ name, value }) => `${name === undefined ? "" : `${name.text}=`}${written(value)}`).join(", ")})`;
}

function parameters(args: readonly Parameter[]): string {
    const each = args.map(({ name, default: value }) => value === undefined ? name.text : `${name.text} = ${written(value)}`);
    return `(${each.join(", ")})`;
}

function body(node: Body | undefined): string {
    return node === undefined ? "?" : ["{", ...node.statements.map((each) => `${writtenStatement(each)};`), "}"].join(" ");
}

function claim(dimensions: readonly (Expression | Wildcard)[] | undefined): string {
    return dimensions === undefined ? "" : ` : [${dimensions.map(written).join(", ")}]`;
}

function named(name: Identifier | undefined): string {
    return name?.text ?? "?";
}
