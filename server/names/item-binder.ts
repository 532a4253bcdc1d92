import type {
    Argument, Block, Body, Call, Decorator, Expression, Flow, Identifier, If, Item, Let, Model, NameExpression,
    Parameter, ShapeClaim, Span, Statement, Step,
} from "../../grammar/syntax-tree.ts";
import { nameKey, NameScope, type BindingKind, type BindingNode, type Namespace } from "./declarations.ts";
import { FunctionCall, Path, Round, type Reaching } from "./reaching.ts";

/** A reference to a name that is declared elsewhere. */
export type Reference = { readonly scope: NameScope } & (
    /** A read of a number or value. `reaching` are the bindings in the item; the file may have others. */
    | { readonly kind: "value"; readonly node: NameExpression | Identifier; readonly reaching: Reaching | undefined }
    /** The callee of a call. */
    | {
        readonly kind: "call";
        readonly node: Identifier;
        readonly call: Call;
        /** Steps call layers, expressions call functions; a call that is a whole argument may be either. */
        readonly place: "step" | "argument" | "expression";
        readonly reaching: Reaching | undefined;
    }
    /** An argument's name, which refers to a parameter of the callee. */
    | { readonly kind: "argument"; readonly node: Identifier; readonly callee: Reference }
);

/** The result of binding an item. */
export interface ItemNames {
    readonly item: Item;
    /** The scopes in the item, outer before inner. */
    readonly scopes: readonly NameScope[];
    /** In the order of evaluation. */
    readonly references: readonly Reference[];
}

/** The names in scope at an offset of an item, by their keys. */
export type NamesAtOffset = ReadonlyMap<string, Reaching>;

/** Binds the names of one item; `file` is the enclosing scope. */
export function bindItem(item: Item, file: NameScope): ItemNames {
    const binder = new ItemBinder(file, undefined);
    binder.bindItem(item);
    return { item, scopes: binder.scopes, references: binder.references };
}

/** The names that the item binds before an offset in it. */
export function namesBoundAt(item: Item, file: NameScope, offset: number): NamesAtOffset {
    const binder = new ItemBinder(file, offset);
    binder.bindItem(item);
    return binder.namesAtOffset;
}

/** Traverses an item in the order of evaluation. */
class ItemBinder {
    readonly scopes: NameScope[] = [];
    readonly references: Reference[] = [];
    namesAtOffset: NamesAtOffset = new Map();
    readonly #offset: number | undefined;
    #scope: NameScope;
    #path = new Path(undefined);
    /** The innermost part around the offset whose names are recorded. */
    #noted: Span | undefined;
    /** The number of enclosing loops. */
    #loops = 0;

    constructor(file: NameScope, offset: number | undefined) {
        this.#scope = file;
        this.#offset = offset;
    }

    bindItem(item: Item): void {
        switch (item.kind) {
            case "import":
                this.#decorators(item.decorators);
                return;
            case "let":
                this.#decorators(item.decorators);
                if (item.parameters === undefined) {
                    this.#expression(item.value, "expression");
                } else {
                    this.#function(item, item.parameters, new Path(undefined));
                }
                return;
            case "block":
                this.#decorators(item.decorators);
                this.#within(this.#open(item.kind, item), this.#path, () => {
                    this.#bindInBody("block-input", item.input, item);
                    this.#parameters(item.parameters);
                    this.#body(item.body);
                });
                return;
            case "model":
                this.#within(this.#open(item.kind, item), this.#path, () => {
                    this.#parameters(item.parameters);
                    this.#decorators(item.decorators);
                    this.#body(item.body);
                });
        }
    }

    #open(kind: "block" | "model" | "function", node: Block | Model | Let): NameScope {
        const scope = new NameScope(kind, node, this.#scope);
        this.scopes.push(scope);
        return scope;
    }

    #within(scope: NameScope, path: Path, action: () => void): void {
        const [outerScope, outerPath] = [this.#scope, this.#path];
        this.#scope = scope;
        this.#path = path;
        action();
        this.#scope = outerScope;
        this.#path = outerPath;
    }

    /** Follows one of several paths; the caller joins them. */
    #along(path: Path, action: () => void): Path {
        this.#within(this.#scope, path, action);
        return path;
    }

    #bind(namespace: Namespace, kind: BindingKind, identifier: Identifier | undefined, node: BindingNode): void {
        if (identifier !== undefined) {
            const binding = this.#scope.bind(namespace, kind, identifier, node);
            this.#path.bind(nameKey(namespace, identifier.text), binding);
        }
    }

    /** Binds a name of a body; `_` binds nothing. */
    #bindInBody(kind: BindingKind, identifier: Identifier | undefined, node: BindingNode): void {
        if (identifier?.text !== "_") {
            this.#bind("value", kind, identifier, node);
        }
    }

    /** A default can use the preceding parameters. */
    #parameters(parameters: readonly Parameter[]): void {
        for (const parameter of parameters) {
            this.#noteBefore(parameter);
            this.#expression(parameter.default, "expression");
            this.#bind("value", "parameter", parameter.name, parameter);
        }
    }

    #function(item: Let, parameters: readonly Parameter[], path: Path): void {
        this.#within(this.#open("function", item), path, () => {
            this.#parameters(parameters);
            this.#noteWithin({ start: parameters.at(-1)?.end ?? item.name?.end ?? item.start, end: item.end });
            this.#expression(item.value, "expression");
        });
    }

    /** The names that a function of a body sees when it is called, which exclude the body's other functions. */
    #bodyFunctionPath(): Path {
        const scope = this.#scope;
        const isRepeated = this.#loops > 0;
        const bindings = (name: string) => () => scope.find("value", name)?.bindings ?? [];
        return new FunctionCall(this.#path, (key) => key.endsWith("()") ? undefined : {
            kind: "later", bindings: bindings(key), from: isRepeated ? 0 : bindings(key)().length,
        });
    }

    #body(body: Body | undefined): void {
        if (body === undefined) {
            return;
        }
        const isBefore = this.#offset !== undefined && this.#offset < body.start;
        for (const statement of body.statements) {
            if (!isBefore) {
                this.#noteBefore(statement);
            }
            this.#statement(statement);
        }
        this.#noteBehind(body.statements.at(-1)?.end, body);
    }

    #statement(statement: Statement): void {
        switch (statement.kind) {
            case "line":
                this.#decorators(statement.decorators);
                this.#flow(statement.flow);
                for (const name of statement.names) {
                    this.#bindInBody("value", name, statement);
                }
                this.#claim(statement.claim);
                return;
            case "let":
                this.#decorators(statement.decorators);
                this.#let(statement);
                return;
            case "if":
                this.#if(statement);
                return;
            case "require":
                this.#decorators(statement.decorators);
                this.#expression(statement.condition, "expression");
                return;
            case "return":
                this.#decorators(statement.decorators);
                for (const flow of statement.flows) {
                    this.#flow(flow);
                }
                this.#path.ended ||= this.#scope.kind === "block" && this.#loops === 0;
                return;
            case "input":
                this.#decorators(statement.decorators);
                for (const dimension of statement.dimensions) {
                    this.#noteBefore(dimension);
                    this.#expression(dimension.size, "expression");
                    this.#bindInBody("dynamic-size", dimension.name, dimension);
                }
                this.#noteBehind(statement.dimensions.at(-1)?.end, statement.shapeSpan);
                this.#bindInBody("input", statement.name, statement);
                return;
            case "output":
                this.#decorators(statement.decorators);
                if (statement.flow !== undefined) {
                    this.#flow(statement.flow);
                    this.#bindInBody("value", statement.name, statement);
                } else if (statement.name !== undefined) {
                    this.#readValue(statement.name);
                }
                this.#claim(statement.claim);
        }
    }

    #let(statement: Let): void {
        if (statement.parameters === undefined) {
            this.#expression(statement.value, "expression");
            this.#bindInBody("let", statement.name, statement);
        } else {
            this.#bind("callable", "function", statement.name, statement);
            this.#function(statement, statement.parameters, this.#bodyFunctionPath());
        }
    }

    #if(statement: If): void {
        this.#decorators(statement.decorators);
        this.#expression(statement.condition, "expression");
        const before = this.#path;
        const then = this.#along(new Path(before), () => { this.#body(statement.then); });
        const otherwise = this.#along(new Path(before), () => {
            if (statement.else?.kind === "if") {
                this.#if(statement.else);
            } else {
                this.#body(statement.else);
            }
        });
        before.join(then, otherwise);
    }

    #flow(flow: Flow): void {
        if (flow.source?.kind === "name") {
            this.#readValue(flow.source);
        }
        for (const step of flow.steps) {
            this.#step(step);
        }
    }

    #step(step: Step): void {
        switch (step.kind) {
            case "call":
                this.#call(step, "step");
                return;
            case "repeat":
                this.#expression(step.count, "expression");
                this.#rounds(() => { this.#body(step.body); });
                return;
            case "for":
                this.#expression(step.iterable, "expression");
                this.#rounds(() => {
                    for (const name of step.names) {
                        this.#bindInBody("loop-variable", name, step);
                    }
                    this.#body(step.body);
                });
        }
    }

    /** A loop may have no rounds, so bindings before it may remain. */
    #rounds(body: () => void): void {
        const before = this.#path;
        const round = new Round(before);
        this.#loops += 1;
        this.#along(round, body);
        this.#loops -= 1;
        round.close();
        before.join(round, new Path(before));
    }

    #call(call: Call, place: "step" | "argument" | "expression"): void {
        const callee: Reference = {
            kind: "call", node: call.callee, call, place, scope: this.#scope,
            reaching: this.#path.find(nameKey("callable", call.callee.text)),
        };
        this.references.push(callee);
        for (const argument of call.arguments) {
            if (argument.name !== undefined) {
                this.references.push({ kind: "argument", node: argument.name, callee, scope: this.#scope });
            }
            this.#argument(argument, place === "expression" ? "expression" : "argument");
        }
    }

    #argument({ value }: Argument, place: "argument" | "expression"): void {
        if (value.kind === "flow") {
            this.#flow(value);
        } else {
            this.#expression(value, place);
        }
    }

    /** The names of decorators and their arguments belong to the language. */
    #decorators(decorators: readonly Decorator[]): void {
        for (const argument of decorators.flatMap((decorator) => decorator.arguments)) {
            this.#argument(argument, "expression");
        }
    }

    #claim(claim: ShapeClaim | undefined): void {
        if (claim === undefined) {
            return;
        }
        this.#noteWithin(claim);
        for (const dimension of claim.dimensions) {
            if (dimension.kind !== "wildcard") {
                this.#expression(dimension, "expression");
            }
        }
    }

    #expression(expression: Expression | undefined, place: "argument" | "expression"): void {
        switch (expression?.kind) {
            case "name":
                this.#readValue(expression);
                return;
            case "list":
                for (const element of expression.elements) {
                    this.#expression(element, "expression");
                }
                return;
            case "call-expression":
                this.#call(expression.call, place);
                return;
            case "attribute":
                this.#expression(expression.object, "expression");
                return;
            case "index":
                this.#expression(expression.object, "expression");
                this.#expression(expression.index, "expression");
                return;
            case "unary":
                this.#expression(expression.operand, "expression");
                return;
            case "binary":
                this.#expression(expression.left, "expression");
                this.#expression(expression.right, "expression");
                return;
            case "conditional":
                this.#expression(expression.then, "expression");
                this.#expression(expression.condition, "expression");
                this.#expression(expression.otherwise, "expression");
                return;
            default:
        }
    }

    #readValue(node: NameExpression | Identifier): void {
        const reaching = this.#path.find(nameKey("value", node.text));
        this.references.push({ kind: "value", node, scope: this.#scope, reaching });
    }

    /** Records the names for an offset inside a part, or between the previous part and this one. */
    #noteBefore(part: Span): void {
        const around = this.#noted;
        const isInner = around === undefined || (around.start <= part.start && part.end <= around.end);
        if (this.#offset !== undefined && this.#offset <= part.end && isInner) {
            this.#noted = part;
            this.namesAtOffset = this.#path.allBound();
        }
    }

    /** Records the names for an offset in a list after its last element. */
    #noteBehind(last: number | undefined, list: Span | undefined): void {
        if (list !== undefined) {
            this.#noteWithin({ start: (last ?? list.start) + 1, end: list.end });
        }
    }

    /** Records the names for an offset in a part. */
    #noteWithin(part: Span): void {
        if (this.#offset !== undefined && part.start <= this.#offset) {
            this.#noteBefore(part);
        }
    }
}
