import { parse } from "../../grammar/parser.ts";
import { loadProgram, type FileScope } from "../../server/names/program.ts";
import { memoryHost } from "./memory-host.ts";

/** A place marked in a text as `‹mark name›`; the marks themselves are not part of the text. */
export interface MarkedPlace {
    readonly file: string;
    readonly mark: string;
    readonly start: number;
    readonly end: number;
}

export interface MarkedProgram {
    /** The names of each file, with what it imports. */
    readonly files: readonly FileScope[];
    readonly main: FileScope;
    readonly places: readonly MarkedPlace[];
}

/** Takes the marks out of `main.cnn` and the files beside it. */
export function markedProgram(main: string, others: Readonly<Record<string, string>> = {}): MarkedProgram {
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
    const host = memoryHost(texts);
    const files = Object.entries(texts).map(([file, text]) => loadProgram(uriOf(file), parse(text), host).main);
    const [first] = files;
    if (first === undefined) {
        throw new Error("There is no file.");
    }
    return { files, main: first, places };
}

/** The file's name in the tests. */
export function fileName({ uri }: FileScope): string {
    return uri.slice("memory:/".length);
}

function uriOf(file: string): string {
    return `memory:/${file}`;
}
