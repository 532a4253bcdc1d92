import type { Item } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import type { Binding, Declaration } from "./declarations.ts";
import type { Reference } from "./item-binder.ts";
import { languageName } from "./language-names.ts";
import type { FileScope } from "./program.ts";
import { mayBeUnbound, reachingBindings } from "./reaching.ts";

/** A declaration with the file it stands in. */
export interface DeclaredName {
    readonly file: FileScope;
    readonly declaration: Declaration;
}

/** What a reference means. */
export type Meaning =
    | { readonly kind: "bindings"; readonly bindings: readonly BoundName[] }
    /** A layer, a built-in function, or an argument of one. */
    | { readonly kind: "language" }
    | { readonly kind: "unknown" };

/** A place that binds a name, with its file. */
export interface BoundName {
    readonly file: FileScope;
    readonly binding: Binding;
}

/** The bindings that a reference of a file may mean: several where a name comes from several branches. */
export function meaningOf(reference: Reference, file: FileScope): Meaning {
    switch (reference.kind) {
        case "value": {
            const constant = mayBeUnbound(reference.reaching) ? file.constants.get(reference.node.text) : undefined;
            return meaning([...localBindings(reference, file), ...declaredBy(constant?.file, "value", reference.node.text)]);
        }
        case "call":
            return meaningOfCall(reference, file);
        case "argument": {
            const callee = meaningOf(reference.callee, file);
            return callee.kind === "bindings" ? meaning(parametersNamed(reference.node.text, callee.bindings)) : callee;
        }
    }
}

/** The names that a reference of a file may mean. */
export function declarationsOf(reference: Reference, file: FileScope): readonly DeclaredName[] {
    const found = meaningOf(reference, file);
    const bindings = found.kind === "bindings" ? found.bindings : [];
    return [...new Map(bindings.map(({ file: of, binding: { declaration } }) =>
        [declaration, { file: of, declaration }] as const)).values()];
}

/** The bindings of the name at an offset: where it comes from, or itself where it is bound. */
export function definitionsAt(offset: number, file: FileScope): readonly BoundName[] {
    const at = nameAt(offset, file);
    if (at === undefined) {
        return [];
    }
    if (at.kind === "binding") {
        return [{ file, binding: at.binding }];
    }
    const found = meaningOf(at.reference, file);
    return found.kind === "bindings" ? found.bindings : [];
}

/** The declarations of the name at an offset, whether it is bound or referred to there. */
export function declarationsAt(offset: number, file: FileScope): readonly DeclaredName[] {
    const at = nameAt(offset, file);
    if (at === undefined) {
        return [];
    }
    return at.kind === "binding"
        ? [{ file, declaration: at.binding.declaration }]
        : declarationsOf(at.reference, file);
}

export type NameAtOffset =
    | { readonly kind: "binding"; readonly binding: Binding }
    | { readonly kind: "reference"; readonly reference: Reference };

/** The name at an offset; undefined for anything else, and for names that only the language knows. */
export function nameAt(offset: number, { names }: FileScope): NameAtOffset | undefined {
    const path = nodePathAt(names.parsed.tree, offset);
    const node = path.at(-1);
    const item = path.find((one): one is Item =>
        one.kind === "import" || one.kind === "let" || one.kind === "block" || one.kind === "model");
    if (node === undefined || item === undefined || (node.kind !== "identifier" && node.kind !== "name")) {
        return undefined;
    }
    const { scopes, references } = names.of(item);
    const reference = references.find((one) => one.node === node);
    if (reference !== undefined) {
        return { kind: "reference", reference };
    }
    const declared = [names.scope, ...scopes].flatMap((scope) => scope.declarations);
    const binding = [...declared.flatMap(({ bindings }) => bindings), ...names.duplicates.map((one) => one.binding)]
        .find(({ identifier }) => identifier === node);
    return binding === undefined ? undefined : { kind: "binding", binding };
}

function meaning(bindings: readonly BoundName[]): Meaning {
    return bindings.length === 0 ? { kind: "unknown" } : { kind: "bindings", bindings };
}

function meaningOfCall(reference: Extract<Reference, { readonly kind: "call" }>, file: FileScope): Meaning {
    const { text } = reference.node;
    const local = localBindings(reference, file);
    const isLanguage = languageName(text);
    if ((reference.place === "step" && isLanguage === "layer") || (isLanguage !== undefined && local.length === 0)) {
        return { kind: "language" };
    }
    const called = mayBeUnbound(reference.reaching) ? file.called.get(text) : undefined;
    return meaning([...local, ...declaredBy(called?.file, "callable", text)]);
}

function localBindings(reference: Exclude<Reference, { readonly kind: "argument" }>, file: FileScope): readonly BoundName[] {
    const isDeclared = isDeclaredAround(reference);
    return isDeclared ? reachingBindings(reference.reaching).map((binding) => ({ file, binding })) : [];
}

/** Whether any scope of the item has the name: most names that do not are the file's or the language's. */
function isDeclaredAround({ scope, kind, node }: Exclude<Reference, { readonly kind: "argument" }>): boolean {
    for (let around = scope; around.parent !== undefined; around = around.parent) {
        if (around.find(kind === "value" ? "value" : "callable", node.text) !== undefined) {
            return true;
        }
    }
    return false;
}

function declaredBy(file: FileScope | undefined, namespace: "value" | "callable", name: string): readonly BoundName[] {
    const binding = file?.names.scope.find(namespace, name)?.first;
    return file === undefined || binding === undefined ? [] : [{ file, binding }];
}

/** The parameters of this name of what is called. */
function parametersNamed(name: string, called: readonly BoundName[]): readonly BoundName[] {
    return called.flatMap(({ file, binding: { node } }) => {
        if (node.kind !== "block" && node.kind !== "let") {
            return [];
        }
        const parameter = file.names.parametersOf(node)?.find("value", name)?.first;
        return parameter?.kind === "parameter" ? [{ file, binding: parameter }] : [];
    });
}
