import type { Item } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import type { Binding, Declaration } from "./declarations.ts";
import type { Reference } from "./item-binder.ts";
import { languageName } from "./language-names.ts";
import type { FileScope } from "./program.ts";
import { mayBeUnbound, reachingBindings, reachingDeclarations } from "./reaching.ts";

/** A declaration and its file. */
export interface DeclaredName {
    readonly file: FileScope;
    readonly declaration: Declaration;
}

/** What a reference resolves to. */
export type Meaning =
    /** What the file or its imports declare. In long bodies, the bindings take longer to find than the declarations. */
    | {
        readonly kind: "declared";
        readonly declarations: readonly DeclaredName[];
        readonly bindings: () => readonly BoundName[];
    }
    /** A layer, a built-in function, or an argument of one. */
    | { readonly kind: "language" }
    | { readonly kind: "unknown" };

/** A binding and its file. */
export interface BoundName {
    readonly file: FileScope;
    readonly binding: Binding;
}

/** What a reference of a file may resolve to: several bindings if different branches bind the name. */
export function meaningOf(reference: Reference, file: FileScope): Meaning {
    switch (reference.kind) {
        case "value": {
            const constant = mayBeUnbound(reference.reaching) ? file.constants.get(reference.node.text) : undefined;
            return meaning(reference, file, declaredBy(constant?.file, "value", reference.node.text));
        }
        case "call":
            return meaningOfCall(reference, file);
        case "argument": {
            const callee = meaningOf(reference.callee, file);
            return callee.kind === "declared" ? boundTo(parametersNamed(reference.node.text, callee.bindings())) : callee;
        }
    }
}

/** The declarations that a reference of a file may resolve to. */
export function declarationsOf(reference: Reference, file: FileScope): readonly DeclaredName[] {
    const meaning = meaningOf(reference, file);
    return meaning.kind === "declared" ? meaning.declarations : [];
}

/** The bindings of the name at an offset; the binding itself if the offset is at one. */
export function definitionsAt(offset: number, file: FileScope): readonly BoundName[] {
    const at = nameAt(offset, file);
    if (at === undefined) {
        return [];
    }
    if (at.kind === "binding") {
        return [{ file, binding: at.binding }];
    }
    const meaning = meaningOf(at.reference, file);
    return meaning.kind === "declared" ? meaning.bindings() : [];
}

/** The declarations of the name at an offset, which may be a binding or a reference. */
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

/** The name at an offset; undefined for anything else, and for names of the language. */
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

type NameReference = Exclude<Reference, { readonly kind: "argument" }>;

/** The meaning of a reference that resolves to some bindings. */
function boundTo(bindings: readonly BoundName[]): Meaning {
    const declarations = new Map(bindings.map(({ file, binding: { declaration } }) =>
        [declaration, { file, declaration }] as const));
    return bindings.length === 0
        ? { kind: "unknown" }
        : { kind: "declared", declarations: [...declarations.values()], bindings: () => bindings };
}

/** The bindings before the reference, or in the file; otherwise later bindings in the body. */
function meaning(reference: NameReference, file: FileScope, ofFile: readonly BoundName[]): Meaning {
    const around = declarationsAround(reference);
    const [innermost] = around;
    if (innermost === undefined) {
        return boundTo(ofFile);
    }
    const reaching = reachingDeclarations(reference.reaching, around.length);
    if (reaching.length === 0 && ofFile.length > 0) {
        return boundTo(ofFile);
    }
    const local = reaching.length > 0 ? reaching : [innermost];
    return {
        kind: "declared",
        declarations: [
            ...local.map((declaration) => ({ file, declaration })),
            ...ofFile.map(({ file: of, binding: { declaration } }) => ({ file: of, declaration })),
        ],
        bindings: () => [
            ...(reaching.length > 0 ? reachingBindings(reference.reaching) : innermost.bindings)
                .map((binding) => ({ file, binding })),
            ...ofFile,
        ],
    };
}

function meaningOfCall(reference: Extract<Reference, { readonly kind: "call" }>, file: FileScope): Meaning {
    const { text } = reference.node;
    const isLanguage = languageName(text);
    if (isLanguage === "layer" && reference.place === "step") {
        return { kind: "language" };
    }
    const called = mayBeUnbound(reference.reaching) ? file.called.get(text) : undefined;
    const resolved = meaning(reference, file, declaredBy(called?.file, "callable", text));
    return resolved.kind === "unknown" && isLanguage !== undefined ? { kind: "language" } : resolved;
}

/** The declarations of the name in the item's scopes, the innermost first; others are the file's or the language's. */
function declarationsAround({ scope, kind, node }: NameReference): readonly Declaration[] {
    const found: Declaration[] = [];
    for (let around = scope; around.parent !== undefined; around = around.parent) {
        const declaration = around.find(kind === "value" ? "value" : "callable", node.text);
        if (declaration !== undefined) {
            found.push(declaration);
        }
    }
    return found;
}

function declaredBy(file: FileScope | undefined, namespace: "value" | "callable", name: string): readonly BoundName[] {
    const binding = file?.names.scope.find(namespace, name)?.first;
    return file === undefined || binding === undefined ? [] : [{ file, binding }];
}

/** The parameters of the callees with this name. */
function parametersNamed(name: string, called: readonly BoundName[]): readonly BoundName[] {
    return called.flatMap(({ file, binding: { node } }) => {
        if (node.kind !== "block" && node.kind !== "let") {
            return [];
        }
        const parameter = file.names.parametersOf(node)?.find("value", name)?.first;
        return parameter?.kind === "parameter" ? [{ file, binding: parameter }] : [];
    });
}
