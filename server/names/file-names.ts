import { firstIndex } from "../../grammar/spans.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Block, Identifier, Item, Let, Model, Span } from "../../grammar/syntax-tree.ts";
import { Declaration, NameScope, type Binding, type BindingKind, type Namespace } from "./declarations.ts";
import { bindItem, namesBoundAt, type ItemNames, type NamesAtOffset, type Reference } from "./item-binder.ts";
import { languageName } from "./language-names.ts";
import { collectBindings, type Reaching } from "./reaching.ts";

/** What may already have a name: an item of the file, or a part of the language. */
export type NamedThing = BindingKind | "layer" | "built-in function";

/** A name that a file declares although it is taken: no reference resolves to it. */
export interface DuplicateName {
    readonly binding: Binding;
    /** What has the name. */
    readonly what: NamedThing;
    /** The first declaration; undefined for a name of the language. */
    readonly first: Identifier | undefined;
}

/** The names of one file on its own. Items are bound on demand, one at a time. */
export class FileNames {
    readonly parsed: ParsedFile;
    readonly scope: NameScope;
    readonly duplicates: readonly DuplicateName[];
    readonly #items = new Map<Item, ItemNames>();
    readonly #read = new Map<Item, ReadonlySet<Binding>>();
    readonly #bindings = new Map<Item, ReadonlyMap<Identifier, Binding>>();
    #byName: ReadonlyMap<string, readonly Reference[]> | undefined;

    constructor(parsed: ParsedFile) {
        this.parsed = parsed;
        this.scope = new NameScope("file", parsed.tree, undefined);
        this.duplicates = declareItems(parsed, this.scope);
    }

    /** The names in one of the file's items. */
    of(item: Item): ItemNames {
        const known = this.#items.get(item);
        if (known !== undefined) {
            return known;
        }
        const names = bindItem(item, this.scope);
        this.#items.set(item, names);
        return names;
    }

    /** The scope of the parameters and body of a block, model or function. */
    parametersOf(node: Block | Model | Let): NameScope | undefined {
        const item = this.itemAround(node);
        return item === undefined ? undefined : this.of(item).scopes.find((scope) => scope.node === node);
    }

    /** The references in the file with this name, whatever they resolve to. */
    referencesNamed(name: string): readonly Reference[] {
        this.#byName ??= Map.groupBy(
            this.parsed.tree.items.flatMap((item) => this.of(item).references), ({ node }) => node.text,
        );
        return this.#byName.get(name) ?? [];
    }

    /** The scope of a block's or model's parameters and body. */
    bodyScope(item: Block | Model): NameScope | undefined {
        return this.of(item).scopes[0];
    }

    /** The names that an item binds before an offset in it. */
    boundAt(item: Item, offset: number): NamesAtOffset {
        return namesBoundAt(item, this.scope, offset);
    }

    /** The item that contains an offset. */
    itemAt(offset: number): Item | undefined {
        return this.itemAround({ start: offset, end: offset });
    }

    /** The item that contains a span. */
    itemAround(span: Span): Item | undefined {
        const { items } = this.parsed.tree;
        const item = items[firstIndex(items, ({ end }) => end >= span.end)];
        return item !== undefined && item.start <= span.start ? item : undefined;
    }

    /** The bindings of an item that the item itself reads. */
    readIn(item: Item): ReadonlySet<Binding> {
        const known = this.#read.get(item);
        if (known !== undefined) {
            return known;
        }
        const read = new Set<Binding>();
        const seen = new Set<Reaching>();
        for (const reference of this.of(item).references) {
            if (reference.kind !== "argument") {
                collectBindings(reference.reaching, read, seen);
            }
        }
        this.#read.set(item, read);
        return read;
    }

    /** Whether the binding of an identifier is read; true for identifiers without a binding, such as `_`. */
    isRead(identifier: Identifier, item: Item): boolean {
        const binding = this.#bindingsIn(item).get(identifier);
        return binding === undefined || this.readIn(item).has(binding);
    }

    /** The bindings of values in an item, by their identifiers. */
    #bindingsIn(item: Item): ReadonlyMap<Identifier, Binding> {
        const known = this.#bindings.get(item);
        if (known !== undefined) {
            return known;
        }
        const bindings = new Map(this.of(item).scopes.flatMap(({ declarations }) => declarations)
            .filter(({ namespace }) => namespace === "value").flatMap((declared) => declared.bindings)
            .map((binding) => [binding.identifier, binding]));
        this.#bindings.set(item, bindings);
        return bindings;
    }

    /** The declaration of an item; undefined for imports and items without a name. */
    declarationOf(item: Item): Declaration | undefined {
        const name = item.kind === "import" ? undefined : item.name;
        if (item.kind === "import" || name === undefined) {
            return undefined;
        }
        const declared = this.scope.find(namespaceOf(item), name.text);
        return declared?.first.node === item
            ? declared
            : this.duplicates.find(({ binding }) => binding.node === item)?.binding.declaration;
    }
}

/** Declares the names of a file's items, in any order, and leaves duplicates out of the scope. */
function declareItems({ tree }: ParsedFile, scope: NameScope): readonly DuplicateName[] {
    const duplicates: DuplicateName[] = [];
    for (const item of tree.items) {
        if (item.kind === "import" || item.name === undefined) {
            continue;
        }
        const namespace = namespaceOf(item);
        const identifier = item.name;
        const taken = namespace === "callable" ? languageName(identifier.text) : undefined;
        const first = scope.find(namespace, identifier.text);
        const kind = item.kind === "let" && namespace === "callable" ? "function" : item.kind;
        if (taken === undefined && first === undefined) {
            scope.bind(namespace, kind, identifier, item);
        } else {
            const binding = new Declaration(scope, namespace, kind, identifier, item).first;
            duplicates.push({ binding, what: taken ?? first?.kind ?? kind, first: first?.first.identifier });
        }
    }
    return duplicates;
}

function namespaceOf(item: Block | Let | Model): Namespace {
    switch (item.kind) {
        case "model":
            return "model";
        case "block":
            return "callable";
        case "let":
            return item.parameters === undefined ? "value" : "callable";
    }
}
