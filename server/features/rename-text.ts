import { duplicateNameText } from "../diagnostics/definitions/evaluation/names.ts";
import { text, type Text } from "../text.ts";
import type { FileScope } from "../names/program.ts";
import type { RenameConflict } from "../names/rename-conflicts.ts";

/** Why a name is not possible, as text for a user who renames something in the file `uri`. */
export function conflictText(conflict: RenameConflict, name: string, uri: string): Text {
    switch (conflict.kind) {
        case "language":
            return duplicateNameText(conflict.what, name);
        case "duplicate": {
            const { file, declaration: { first: { kind, identifier } } } = conflict.other;
            return text("{taken} ({place})", {
                taken: duplicateNameText(kind, name), place: placeText(file, identifier.start, uri),
            });
        }
        case "captured": {
            const { place: { file, node }, by } = conflict;
            return text("a use of `{old}` ({place}) would refer to another `{name}` ({other})", {
                old: node.text, name, place: placeText(file, node.start, uri),
                other: placeText(by.file, by.declaration.first.identifier.start, uri),
            });
        }
        case "shadows": {
            const { place: { file, node } } = conflict;
            return text("a use of another `{name}` ({place}) would refer to this one instead", {
                name, place: placeText(file, node.start, uri),
            });
        }
    }
}

/** `line 12`, or `blocks.cnn, line 12` for another file. */
function placeText({ uri, parsed }: FileScope, offset: number, here: string): Text {
    const line = parsed.text.slice(0, offset).split("\n").length;
    return uri === here
        ? text("line {line}", { line })
        : text("{file}, line {line}", { file: fileNameOf(uri), line });
}

/** The last part of a file's path. */
export function fileNameOf(uri: string): string {
    return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
}
