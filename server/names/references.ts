import type { Identifier, Item, NameExpression } from "../../grammar/syntax-tree.ts";
import type { Reference } from "./item-binder.ts";
import type { FileScope } from "./program.ts";
import { declarationsOf, meaningOf, nameAt, type DeclaredName } from "./resolution.ts";

/** A place with a declaration's name. */
export interface NamedPlace {
    readonly file: FileScope;
    readonly node: Identifier | NameExpression;
    /** The first binding is the declaration; further ones are writes. */
    readonly access: "declaration" | "write" | "read";
}

/** All places in some files with a declaration's name, its own bindings first. */
export function referencesTo(
    target: DeclaredName, files: Iterable<FileScope>,
    reads: ReadsOf = readsByDeclaration(target.declaration.name, files),
): readonly NamedPlace[] {
    const { declaration } = target;
    const bindings = declaration.bindings.map((binding): NamedPlace => ({
        file: target.file, node: binding.identifier, access: binding === declaration.first ? "declaration" : "write",
    }));
    return [...bindings, ...reads(target).map(({ file, reference: { node } }): NamedPlace => (
        { file, node, access: "read" }))];
}

/**
 * A declaration and all others that some reference may also resolve to, such as a file's `let` that a body rebinds on
 * one branch only. They have the same name, and are renamed together.
 */
export function declarationsTogether(
    target: DeclaredName, files: Iterable<FileScope>,
    reads: ReadsOf = readsByDeclaration(target.declaration.name, files),
): readonly DeclaredName[] {
    const found = new Map([[declarationKey(target), target]]);
    for (const one of found.values()) {
        for (const meaning of reads(one).flatMap(({ meanings }) => meanings)) {
            const key = declarationKey(meaning);
            if (!found.has(key)) {
                found.set(key, meaning);
            }
        }
    }
    return [...found.values()];
}

/** Whether two are the same declaration; each analysis of a file has its own objects. */
export function isSame(one: DeclaredName, other: DeclaredName): boolean {
    return declarationKey(one) === declarationKey(other);
}

function declarationKey({ file: { uri }, declaration: { first: { identifier } } }: DeclaredName): string {
    return `${uri} ${identifier.start} ${identifier.end}`;
}

/** A reference with everything it may resolve to. */
export interface ResolvedReference {
    readonly file: FileScope;
    readonly reference: Reference;
    readonly meanings: readonly DeclaredName[];
}

/** The references in some files that may resolve to a declaration. */
export function readsOf(target: DeclaredName, files: Iterable<FileScope>): readonly ResolvedReference[] {
    return readsByDeclaration(target.declaration.name, files)(target);
}

/** Finds the references that may resolve to a declaration. */
export type ReadsOf = (target: DeclaredName) => readonly ResolvedReference[];

/** Resolves the references with a name in some files, for those who ask about many declarations with this name. */
export function readsByDeclaration(name: string, files: Iterable<FileScope>): ReadsOf {
    const found = new Map<string, ResolvedReference[]>();
    for (const reference of referencesNamed(name, files)) {
        for (const key of new Set(reference.meanings.map(declarationKey))) {
            const reads = found.get(key);
            if (reads === undefined) {
                found.set(key, [reference]);
            } else {
                reads.push(reference);
            }
        }
    }
    return (target) => found.get(declarationKey(target)) ?? [];
}

/** A reference that calls. */
export type CallReference = Extract<Reference, { readonly kind: "call" }>;

/** A layer or built-in function by name, or one of its arguments. */
export interface LanguageTarget {
    readonly callee: string;
    readonly argument: string | undefined;
}

/** The language's name at an offset; undefined for names of a file. */
export function languageTargetAt(offset: number, file: FileScope): LanguageTarget | undefined {
    const at = nameAt(offset, file);
    return at?.kind === "reference" ? languageTarget(at.reference, file) : undefined;
}

/** All references in some files to a name of the language. */
export function referencesToLanguage(target: LanguageTarget, files: Iterable<FileScope>): readonly NamedPlace[] {
    return referencesNamed(target.argument ?? target.callee, files).flatMap(({ file, reference }) => {
        const found = languageTarget(reference, file);
        return found?.callee === target.callee && found.argument === target.argument
            ? [{ file, node: reference.node, access: "read" as const }]
            : [];
    });
}

function languageTarget(reference: Reference, file: FileScope): LanguageTarget | undefined {
    if (meaningOf(reference, file).kind !== "language") {
        return undefined;
    }
    return reference.kind === "argument"
        ? { callee: reference.callee.node.text, argument: reference.node.text }
        : { callee: reference.node.text, argument: undefined };
}

/** The calls of a file's block or function within that file. */
export function callsOf(item: Item, file: FileScope): readonly CallReference[] {
    const declaration = file.names.declarationOf(item);
    return declaration === undefined
        ? []
        : readsOf({ file, declaration }, [file]).map(({ reference }) => reference).filter((one) => one.kind === "call");
}

/**
 * The references in some files with this name, whatever they resolve to. Files that do not contain the text are not
 * bound.
 */
export function referencesNamed(name: string, files: Iterable<FileScope>): readonly ResolvedReference[] {
    const found: ResolvedReference[] = [];
    for (const file of files) {
        if (!file.parsed.text.includes(name)) {
            continue;
        }
        for (const reference of file.names.referencesNamed(name)) {
            found.push({ file, reference, meanings: declarationsOf(reference, file) });
        }
    }
    return found;
}
