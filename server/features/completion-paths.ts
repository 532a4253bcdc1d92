import { CompletionItemKind, type Position, type Range } from "vscode-languageserver-types";
import { tokenAt } from "../../grammar/source-tokens.ts";
import type { FolderEntry } from "../protocol.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import { text } from "../text.ts";
import { offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { completionContext, openCall, type CompletionContext } from "./completion-context.ts";
import { completionItem, type Completion } from "./completion-items.ts";

/** A path that is being written in a string. */
export interface PathPlace {
    /** The URI of the folder that the written part leads to. */
    readonly folder: string;
    /** The ending of the fitting files. */
    readonly ending: string;
    /** The last step of the path, which a completion replaces. */
    readonly range: Range;
    /** Whether the path so far consists of steps upwards. */
    readonly goesUp: boolean;
}

/** The path at a position in the string of an import or a decorator that takes a file; undefined elsewhere. */
export function pathPlace(source: AnalyzedDocument, position: Position): PathPlace | undefined {
    const { analysis: { file, uri }, host } = source;
    const offset = offsetOf(source, position);
    const ending = endingAt(source, offset, completionContext(file, offset));
    const string = tokenAt(file, offset - 1);
    if (ending === undefined || string?.kind !== "string" || uri.startsWith("untitled:")) {
        return undefined;
    }
    const written = file.text.slice(string.start + 1, offset);
    const folders = written.slice(0, written.lastIndexOf("/") + 1);
    return {
        folder: host.resolve(uri, folders === "" ? "." : folders).replace(/(?<=[^:/])\/$/u, ""), ending,
        range: rangeOf(source, { start: string.start + 1 + folders.length, end: offset }),
        goesUp: /^(?:\.\.\/)*$/u.test(folders),
    };
}

/** Folders, and the files that fit, except the document itself. */
export function pathCompletions(
    { analysis: { uri }, host }: AnalyzedDocument, { folder, ending, range, goesUp }: PathPlace,
    entries: readonly FolderEntry[],
): readonly Completion[] {
    const step = (label: string, kind: CompletionItemKind, rank: string): Completion => ({
        ...completionItem(label, kind, rank), textEdit: { range, newText: label },
        ...(kind === CompletionItemKind.Folder
            ? { command: { title: text("Suggest"), command: "editor.action.triggerSuggest" } }
            : {}),
    });
    const shown = entries.filter(({ name }) => !name.startsWith(".") && name !== "node_modules");
    const isDocument = (name: string): boolean => host.resolve(folder.endsWith("/") ? folder : `${folder}/`, name) === uri;
    return [
        ...shown.filter(({ isFolder, name }) => !isFolder && name.endsWith(ending) && !isDocument(name))
            .map(({ name }) => step(name, CompletionItemKind.File, "0")),
        ...shown.filter(({ isFolder }) => isFolder).map(({ name }) => step(`${name}/`, CompletionItemKind.Folder, "1")),
        ...(goesUp ? [step("../", CompletionItemKind.Folder, "2")] : []),
    ];
}

/** The ending of the files that a string names. */
function endingAt(
    { analysis: { file } }: AnalyzedDocument, offset: number, context: CompletionContext,
): string | undefined {
    if (context.kind === "import-path") {
        return ".cnn";
    }
    if (context.kind !== "string" || !context.decorator) {
        return undefined;
    }
    const parameters = decorators.get(context.callee)?.arguments ?? [];
    const index = openCall(file, offset)?.argument ?? 0;
    return (context.name === "" ? parameters[index] : parameters.find(({ name }) => name === context.name))?.file;
}
