import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";
import { parse } from "../../grammar/parser.ts";
import type { AnalyzedDocument } from "../../server/features/analyzed-document.ts";
import { loadProgram, type FileScope } from "../../server/names/program.ts";
import { analyzed } from "./marked-source.ts";
import { memoryHost } from "./memory-host.ts";

/** A place marked in a text as `‹mark name›`; the marks themselves are not part of the text. */
export interface MarkedPlace {
    readonly file: string;
    readonly mark: string;
    readonly start: number;
    readonly end: number;
}

export interface MarkedProgram {
    /** The names of each file and its imports. */
    readonly files: readonly FileScope[];
    readonly main: FileScope;
    readonly places: readonly MarkedPlace[];
}

/** Removes the marks from `main.cnn` and the other files. */
export function unmarked(
    main: string, others: Readonly<Record<string, string>> = {},
): { readonly texts: Readonly<Record<string, string>>; readonly places: readonly MarkedPlace[] } {
    const places: MarkedPlace[] = [];
    const texts = Object.fromEntries(Object.entries({ "main.cnn": main, ...others }).map(([file, marked]) => {
        let text = "";
        let at = 0;
        for (const found of marked.matchAll(/‹(\S+) ([^›]*)›/gu)) {
            const [whole, mark = "", name = ""] = found;
            text += marked.slice(at, found.index) + name;
            places.push({ file, mark, start: text.length - name.length, end: text.length });
            at = found.index + whole.length;
        }
        return [file, text + marked.slice(at)] as const;
    }));
    return { texts, places };
}

/** The names of `main.cnn` and the other files, without their marks. */
export function markedProgram(main: string, others: Readonly<Record<string, string>> = {}): MarkedProgram {
    const { texts, places } = unmarked(main, others);
    const host = memoryHost(texts);
    const files = Object.entries(texts).map(([file, text]) => loadProgram(uriOf(file), parse(text), host).main);
    const [first] = files;
    if (first === undefined) {
        throw new Error("There is no file.");
    }
    return { files, main: first, places };
}

/** The file's name in the tests. */
export function fileName({ uri }: { readonly uri: string }): string {
    return uri.slice("memory:/".length);
}

function uriOf(file: string): string {
    return `memory:/${file}`;
}

/** A program as features see it: `main.cnn` open, the other files not. */
export interface MarkedDocument extends MarkedProgram {
    readonly source: AnalyzedDocument;
    /** The start of the only place with a mark, which is in `main.cnn`. */
    position(mark: string): Position;
    /** The marked places as the protocol has them, in the order of the files and their texts: `main.cnn:0:4-0:9`. */
    rangesOf(mark: string): readonly string[];
}

/** Removes the marks from `main.cnn`, which is analysed, and from the other files. */
export function markedDocument(main: string, others: Readonly<Record<string, string>> = {}): MarkedDocument {
    const { texts, places } = unmarked(main, others);
    const program = markedProgram(main, others);
    const documents = new Map(Object.entries(texts).map(([file, text]) =>
        [file, TextDocument.create(uriOf(file), "cnn", 1, text)] as const));
    const source = analyzed(texts["main.cnn"] ?? "", texts);
    return {
        ...program,
        source,
        position: (mark) => {
            const [place, ...more] = places.filter((one) => one.mark === mark && one.file === "main.cnn");
            if (place === undefined || more.length > 0) {
                throw new Error(`There is not one place marked ${mark}.`);
            }
            return source.document.positionAt(place.start);
        },
        rangesOf: (mark) => places.filter((place) => place.mark === mark).flatMap(({ file, start, end }) => {
            const document = documents.get(file);
            return document === undefined ? [] : [writtenRange(document.uri, {
                start: document.positionAt(start), end: document.positionAt(end),
            })];
        }).toSorted(),
    };
}

/** A range of a file in one line: `main.cnn:0:4-0:9`. */
export function writtenRange(uri: string, { start, end }: Range): string {
    return `${fileName({ uri })}:${start.line}:${start.character}-${end.line}:${end.character}`;
}
