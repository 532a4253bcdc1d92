import { CompletionItemKind } from "vscode-languageserver-types";
import type { AnalysisHost } from "../names/host.ts";
import type { CalledDeclaration, ConstantDeclaration, FileScope } from "../names/program.ts";
import { text } from "../text.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";
import { completionItem, declarationItem, type Completion } from "./completion-items.ts";
import { importEdit, importPath } from "./import-edit.ts";

/** A name of another file that an import would provide. */
type Importable = CalledDeclaration | ConstantDeclaration;

/** More names than this are only offered by what is typed of them. */
const mostUntyped = 200;

/** Completions that add an import when they are accepted. */
export interface ImportCompletions {
    readonly items: readonly Completion[];
    /** Whether further typing can bring more. */
    readonly isIncomplete: boolean;
}

/**
 * The names of other files that are of the kinds `wanted`. A file is left out if its import would be an error: if it
 * has a syntax error, imports the document, or has a name that the document knows.
 */
export function importCompletions(
    source: AnalyzedDocument, files: readonly FileScope[], wanted: ReadonlySet<Importable["kind"]>, typed: string,
): ImportCompletions {
    const { analysis: { uri, names }, host } = source;
    const importers = filesImporting(uri, files, host);
    const offered = files.flatMap((file) => {
        const own = ownNames(file);
        const isKnown = own.some(({ kind, name }) => (kind === "let" ? names.constants : names.called).has(name));
        const isUsable = file.uri !== uri && !isKnown && !importers.has(file.uri) && file.parsed.problems.length === 0;
        return isUsable ? own.filter(({ kind }) => wanted.has(kind)) : [];
    });
    const fitting = offered.length <= mostUntyped
        ? offered
        : offered.filter(({ name }) => typed !== "" && containsInOrder(name, typed)).slice(0, mostUntyped);
    const paths = new Map<string, string | undefined>();
    return {
        items: fitting.flatMap((declaration) => {
            const file = declaration.file.uri;
            const path = paths.has(file) ? paths.get(file) : importPath(source, file);
            paths.set(file, path);
            return path === undefined ? [] : [importItem(source, declaration, path)];
        }),
        isIncomplete: fitting.length < offered.length,
    };
}

function importItem(source: AnalyzedDocument, declaration: Importable, path: string): Completion {
    const { name, file } = declaration;
    const item = declaration.kind === "let"
        ? completionItem(name, CompletionItemKind.Constant, "4")
        : declarationItem(declaration);
    return {
        ...item, sortText: `4${name}`,
        labelDetails: { description: text("from \"{path}\"", { path }) },
        reference: { kind: "declaration", name, file: file.uri },
        additionalTextEdits: [importEdit(source, path)],
    };
}

function ownNames(file: FileScope): readonly Importable[] {
    return [...file.called.values(), ...file.constants.values()].filter((one) => one.file === file);
}

/** The files that import a file, directly or not. */
function filesImporting(uri: string, files: readonly FileScope[], host: AnalysisHost): ReadonlySet<string> {
    const importing = Map.groupBy(
        files.flatMap((file) => file.parsed.tree.items.flatMap((item) => (
            item.kind === "import" && item.path?.wellFormed === true
                ? [{ file: file.uri, imported: host.resolve(file.uri, item.path.value) }]
                : []))),
        ({ imported }) => imported,
    );
    const found = new Set<string>();
    const waiting = [uri];
    for (const one of waiting) {
        for (const { file } of importing.get(one) ?? []) {
            if (!found.has(file)) {
                found.add(file);
                waiting.push(file);
            }
        }
    }
    return found;
}

/** Whether a name has the typed letters in their order, in either case, as editors filter. */
function containsInOrder(name: string, typed: string): boolean {
    let at = 0;
    const letters = name.toLowerCase();
    return Array.from(typed.toLowerCase()).every((letter) => {
        at = letters.indexOf(letter, at) + 1;
        return at > 0;
    });
}
