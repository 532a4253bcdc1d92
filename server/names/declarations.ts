import type {
    Block, Dimension, For, Identifier, Input, Let, Line, Model, Node, Output, Parameter,
} from "../../grammar/syntax-tree.ts";

/**
 * Callables (blocks and functions) and values (numbers and tensors) have separate names. Models are a third namespace:
 * no reference has their name.
 */
export type Namespace = "callable" | "value" | "model";

export type BindingKind =
    | "block" | "block-input" | "function" | "model" | "parameter" | "let" | "value" | "loop-variable" | "input" | "dynamic-size";

/** The statement or item that binds a name. */
export type BindingNode = Block | Model | Let | Parameter | Line | Output | For | Input | Dimension;

/** One place that binds a name. */
export interface Binding {
    readonly kind: BindingKind;
    readonly identifier: Identifier;
    readonly node: BindingNode;
    readonly declaration: Declaration;
}

/** A name of a scope, with all its bindings there. */
export class Declaration {
    readonly name: string;
    readonly namespace: Namespace;
    readonly scope: NameScope;
    /** The first binding in the text; further ones rebind the name. */
    readonly first: Binding;
    readonly #bindings: Binding[];

    constructor(scope: NameScope, namespace: Namespace, kind: BindingKind, identifier: Identifier, node: BindingNode) {
        this.name = identifier.text;
        this.namespace = namespace;
        this.scope = scope;
        this.first = { kind, identifier, node, declaration: this };
        this.#bindings = [this.first];
    }

    get kind(): BindingKind {
        return this.first.kind;
    }

    /** In the order of evaluation: the order of the text, except that a line's names are bound after its contents. */
    get bindings(): readonly Binding[] {
        return this.#bindings;
    }

    bindAgain(kind: BindingKind, identifier: Identifier, node: BindingNode): Binding {
        const binding: Binding = { kind, identifier, node, declaration: this };
        this.#bindings.push(binding);
        return binding;
    }
}

/** The kinds of scopes: loops and `if` have none. */
export type ScopeKind = "file" | "block" | "model" | "function";

/** A part of the text with its own names. */
export class NameScope {
    readonly kind: ScopeKind;
    readonly node: Node;
    /** The enclosing scope; undefined for a file. */
    readonly parent: NameScope | undefined;
    readonly #declarations = new Map<string, Declaration>();

    constructor(kind: ScopeKind, node: Node, parent: NameScope | undefined) {
        this.kind = kind;
        this.node = node;
        this.parent = parent;
    }

    get declarations(): readonly Declaration[] {
        return [...this.#declarations.values()];
    }

    /** The declaration of a name in this scope, excluding enclosing scopes. */
    find(namespace: Namespace, name: string): Declaration | undefined {
        return this.#declarations.get(nameKey(namespace, name));
    }

    /** Binds a name, and declares it if the scope does not have it yet. */
    bind(namespace: Namespace, kind: BindingKind, identifier: Identifier, node: BindingNode): Binding {
        const key = nameKey(namespace, identifier.text);
        const known = this.#declarations.get(key);
        if (known !== undefined) {
            return known.bindAgain(kind, identifier, node);
        }
        const declaration = new Declaration(this, namespace, kind, identifier, node);
        this.#declarations.set(key, declaration);
        return declaration.first;
    }
}

/** Separates the namespaces in one map. */
export function nameKey(namespace: Namespace, name: string): string {
    switch (namespace) {
        case "value":
            return name;
        case "callable":
            return `${name}()`;
        case "model":
            return `model ${name}`;
    }
}
