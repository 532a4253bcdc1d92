import type { Identifier, NameExpression } from "../../grammar/syntax-tree.ts";
import type { Namespace, NameScope } from "./declarations.ts";
import { languageName } from "./language-names.ts";
import type { FileScope } from "./program.ts";
import { isSame, readsByDeclaration, referencesNamed, type ReadsOf } from "./references.ts";
import type { DeclaredName } from "./resolution.ts";

/** Why renaming a declaration would change the meaning of a name. */
export type RenameConflict =
    /** The scope already has the name, possibly through an import. */
    | { readonly kind: "duplicate"; readonly other: DeclaredName }
    /** The language has the name. */
    | { readonly kind: "language"; readonly what: "layer" | "built-in function" }
    /** A reference to the declaration would resolve to another, nearer one. */
    | { readonly kind: "captured"; readonly place: NamedNode; readonly by: DeclaredName }
    /** A reference to another declaration would resolve to this one. */
    | { readonly kind: "shadows"; readonly place: NamedNode; readonly hidden: DeclaredName };

export interface NamedNode {
    readonly file: FileScope;
    readonly node: Identifier | NameExpression;
}

/**
 * The conflicts of renaming a declaration in some files. Scopes are compared as a whole: two names of one body conflict
 * even if one is never read after the other is bound.
 */
export function renameConflicts(
    target: DeclaredName, newName: string, files: Iterable<FileScope>,
    reads: ReadsOf = readsByDeclaration(target.declaration.name, files),
): readonly RenameConflict[] {
    const { declaration } = target;
    if (newName === declaration.name) {
        return [];
    }
    const all = [...files];
    const taken = declaration.namespace === "callable" ? languageName(newName) : undefined;
    return [
        ...(taken === undefined ? [] : [{ kind: "language", what: taken } as const]),
        ...duplicates(target, newName, all),
        ...captures(target, newName, reads),
        ...shadowings(target, newName, all),
    ];
}

function duplicates(
    { file, declaration }: DeclaredName, newName: string, files: readonly FileScope[],
): readonly RenameConflict[] {
    const { namespace, scope } = declaration;
    const own = scope.find(namespace, newName);
    if (own !== undefined) {
        return [{ kind: "duplicate", other: { file, declaration: own } }];
    }
    if (scope.kind !== "file" || namespace === "model") {
        return [];
    }
    // A file with both names would have a duplicate.
    return files.flatMap((one) => {
        const here = fileDeclaration(one, namespace, declaration.name);
        const other = fileDeclaration(one, namespace, newName);
        return other !== undefined && here !== undefined && isSame(here, { file, declaration })
            ? [{ kind: "duplicate" as const, other }]
            : [];
    });
}

function captures(target: DeclaredName, newName: string, reads: ReadsOf): readonly RenameConflict[] {
    const { namespace, scope } = target.declaration;
    return reads(target).flatMap(({ file, reference }) => {
        if (reference.kind === "argument") {
            return [];
        }
        for (let around = reference.scope; around.parent !== undefined; around = around.parent) {
            if (file.uri === target.file.uri && isSameScope(around, scope)) {
                break;
            }
            const by = around.find(namespace, newName);
            if (by !== undefined) {
                return [{ kind: "captured" as const, place: { file, node: reference.node }, by: { file, declaration: by } }];
            }
        }
        return [];
    });
}

function shadowings(target: DeclaredName, newName: string, files: readonly FileScope[]): readonly RenameConflict[] {
    const { namespace, scope } = target.declaration;
    if (scope.kind === "file") {
        return [];
    }
    const own = files.filter(({ uri }) => uri === target.file.uri);
    return referencesNamed(newName, own).flatMap(({ file, reference, meanings }) => {
        const isThere = reference.kind !== "argument" && (reference.kind === "value") === (namespace === "value") &&
            isWithin(reference.scope, scope);
        return isThere
            ? meanings.filter(({ declaration }) => !isWithin(declaration.scope, scope))
                .map((hidden) => ({ kind: "shadows" as const, place: { file, node: reference.node }, hidden }))
            : [];
    });
}

/** The file-level declaration of a name, its own or imported. */
function fileDeclaration(file: FileScope, namespace: Namespace, name: string): DeclaredName | undefined {
    const owner = (namespace === "value" ? file.constants : file.called).get(name)?.file;
    const declaration = owner?.names.scope.find(namespace, name);
    return owner === undefined || declaration === undefined ? undefined : { file: owner, declaration };
}

function isWithin(scope: NameScope, outer: NameScope): boolean {
    for (let around: NameScope | undefined = scope; around !== undefined; around = around.parent) {
        if (isSameScope(around, outer)) {
            return true;
        }
    }
    return false;
}

/** Whether two are the same scope of one file; each analysis has its own objects. */
function isSameScope(one: NameScope, other: NameScope): boolean {
    return one.kind === other.kind && one.node.start === other.node.start && one.node.end === other.node.end;
}
