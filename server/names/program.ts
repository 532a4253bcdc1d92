import { parse } from "../../grammar/parser.ts";
import { lineEndAt, lineStartAt, tokensIn } from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Block, Identifier, Import, Let, Model, Parameter } from "../../grammar/syntax-tree.ts";
import { limits } from "../limits.ts";
import { FileNames, type NamedThing } from "./file-names.ts";
import type { AnalysisHost, FileRefusal, HostText } from "./host.ts";
import type { Location } from "./location.ts";

/** Callables other than layers and built-in functions. */
export type CalledDeclaration = BlockDeclaration | FunctionDeclaration;

export interface BlockDeclaration {
    readonly kind: "block";
    readonly name: string;
    readonly block: Block;
    readonly file: FileScope;
}

export interface FunctionDeclaration {
    readonly kind: "function";
    readonly name: string;
    readonly parameters: readonly Parameter[];
    readonly declaration: Let;
    readonly file: FileScope;
}

/** A file-level `let`; their order does not matter. */
export interface ConstantDeclaration {
    readonly kind: "let";
    readonly name: string;
    readonly declaration: Let;
    readonly file: FileScope;
}

/** The names of one file: its own, and those of its imports. */
export interface FileScope {
    readonly uri: string;
    readonly parsed: ParsedFile;
    /** The file's own declarations and references. */
    readonly names: FileNames;
    readonly called: ReadonlyMap<string, CalledDeclaration>;
    readonly constants: ReadonlyMap<string, ConstantDeclaration>;
    readonly models: readonly Model[];
    /** Whether an import failed or is not read yet, in which case unknown names are not reported. */
    readonly incomplete: boolean;
    /** Names on lines with syntax errors: references to them are not reported as unknown. */
    readonly brokenNames: ReadonlySet<string>;
    /** Whether it is part of an import cycle. */
    readonly circular: boolean;
}

/** A file with everything it imports. */
export interface Program {
    readonly main: FileScope;
    /** The file and its direct and indirect imports, each after those that it imports. */
    readonly files: readonly FileScope[];
    /** Its direct and indirect imports, by URI. */
    readonly imported: ReadonlyMap<string, ParsedFile>;
    readonly findings: readonly NameFinding[];
    readonly pending: readonly string[];
    readonly dependencies: readonly string[];
}

/** Problems with the declarations and imports of a file. */
export type NameProblem =
    | { readonly code: "duplicate-name"; readonly name: string; readonly what: NamedThing }
    | {
        readonly code: "failed-import";
        readonly path: string;
        readonly reason: "missing" | "circular" | "too-deep" | "empty" | "broken" | FileRefusal;
    };

/** A problem at a position of the main file. */
export interface NameFinding {
    readonly location: Location;
    readonly finding: NameProblem;
    /** The first declaration of a duplicate name. */
    readonly first: (Location & { readonly name: string }) | undefined;
}

/** Loads a file and, through the host, its imports. The main file is already parsed. */
export function loadProgram(uri: string, parsed: ParsedFile, host: AnalysisHost): Program {
    const loader = new Loader(uri, host);
    const main = loader.load(uri, new FileNames(parsed), []);
    return {
        main, files: loader.files, imported: loader.imported(), findings: loader.findings, pending: [...loader.pending],
        dependencies: [...loader.dependencies],
    };
}

/** The names of several files and their imports. */
export interface LoadedScopes {
    /** The readable files; shared imports are included once. */
    readonly scopes: readonly FileScope[];
    readonly pending: readonly string[];
}

/** Loads files and, through the host, their imports. A text is parsed once for as long as the host keeps it. */
export function loadScopes(uris: Iterable<string>, host: AnalysisHost): LoadedScopes {
    const loader = new Loader("", host);
    for (const uri of uris) {
        loader.find(uri);
    }
    return { scopes: loader.loaded(), pending: [...loader.pending] };
}

/** Names by the host's text, which is parsed once. */
const namesOfTexts = new WeakMap<NonNullable<HostText> & object, FileNames>();

class Loader {
    readonly pending = new Set<string>();
    readonly dependencies: Set<string>;
    readonly findings: NameFinding[] = [];
    /** The loaded files, each after those that it imports. */
    readonly files: FileScope[] = [];
    readonly #main: string;
    readonly #host: AnalysisHost;
    readonly #loaded = new Map<string, LoadedFile>();

    constructor(main: string, host: AnalysisHost) {
        this.#main = main;
        this.#host = host;
        this.dependencies = new Set([main]);
    }

    /** Every file except the main one, by URI. */
    imported(): ReadonlyMap<string, ParsedFile> {
        const files = new Map([...this.#loaded].map(([uri, { parsed }]) => [uri, parsed] as const));
        files.delete(this.#main);
        return files;
    }

    loaded(): readonly FileScope[] {
        return [...this.#loaded.values()];
    }

    /** Loads a file that is not loaded yet, if it exists. */
    find(uri: string): void {
        const names = this.#read(uri);
        if (typeof names !== "string") {
            this.load(uri, names, []);
        }
    }

    /** Loads a file once; `importing` are the files whose imports are being loaded. */
    load(uri: string, names: FileNames, importing: readonly string[]): LoadedFile {
        const known = this.#loaded.get(uri);
        if (known !== undefined) {
            return known;
        }
        const file = new LoadedFile(uri, names);
        this.#loaded.set(uri, file);
        for (const { binding: { identifier }, what, first } of names.duplicates) {
            this.#report(uri, identifier, { code: "duplicate-name", name: identifier.text, what }, first);
        }
        for (const item of file.parsed.tree.items) {
            if (item.kind === "import") {
                this.#import(item, file, [...importing, uri]);
            }
        }
        this.files.push(file);
        return file;
    }

    #import({ path }: Import, file: LoadedFile, importing: readonly string[]): void {
        if (path === undefined || !path.wellFormed) {
            file.incomplete = true;
            return;
        }
        const fail = (reason: Extract<NameProblem, { readonly code: "failed-import" }>["reason"]): void => {
            this.#report(file.uri, path, { code: "failed-import", path: path.value, reason });
            file.incomplete ||= reason !== "empty";
        };
        const uri = this.#host.resolve(file.uri, path.value);
        if (importing.includes(uri)) {
            file.circular = true;
            fail("circular");
            return;
        }
        if (importing.length >= limits.nestedImports && !this.#loaded.has(uri)) {
            file.isTooDeep = true;
            fail("too-deep");
            return;
        }
        const names = this.#read(uri);
        if (names === "pending") {
            file.incomplete = true;
            return;
        }
        if (names === "missing") {
            fail(this.#host.refusal(uri) ?? "missing");
            return;
        }
        const imported = this.load(uri, names, importing);
        file.isTooDeep ||= imported.isTooDeep;
        if (imported.circular) {
            fail("circular");
        } else if (imported.isTooDeep) {
            fail("too-deep");
        } else if (imported.parsed.problems.length > 0) {
            fail("broken");
        } else if (imported.ownCalled.size === 0 && imported.ownConstants.size === 0) {
            fail("empty");
        }
        this.#bring(imported.ownCalled, file.called, path, file.uri);
        this.#bring(imported.ownConstants, file.constants, path, file.uri);
    }

    #bring<Declared extends CalledDeclaration | ConstantDeclaration>(
        from: ReadonlyMap<string, Declared>, to: Map<string, Declared>, path: Location["span"], uri: string,
    ): void {
        for (const [name, declaration] of from) {
            const other = to.get(name);
            if (other !== undefined && other !== declaration) {
                this.#report(uri, path, { code: "duplicate-name", name, what: other.kind });
            } else {
                to.set(name, declaration);
            }
        }
    }

    #read(uri: string): FileNames | "missing" | "pending" {
        this.dependencies.add(uri);
        const text = this.#host.readText(uri);
        if (text === undefined) {
            return "missing";
        }
        if (text === "pending") {
            this.pending.add(uri);
            return "pending";
        }
        const known = namesOfTexts.get(text) ?? new FileNames(parse(text.text));
        namesOfTexts.set(text, known);
        return known;
    }

    /** Records a problem of the main file; problems of other files are reported when those are open. */
    #report(uri: string, span: Location["span"], finding: NameProblem, first?: Identifier): void {
        if (uri === this.#main) {
            this.findings.push({
                location: { uri, span }, finding,
                first: first && { uri, span: { start: first.start, end: first.end }, name: first.text },
            });
        }
    }
}

/** A file whose imports are being loaded. */
class LoadedFile implements FileScope {
    readonly uri: string;
    readonly names: FileNames;
    readonly called: Map<string, CalledDeclaration>;
    readonly constants: Map<string, ConstantDeclaration>;
    /** The names that an import of the file provides: its own. */
    readonly ownCalled = new Map<string, CalledDeclaration>();
    readonly ownConstants = new Map<string, ConstantDeclaration>();
    readonly models: readonly Model[];
    readonly brokenNames: ReadonlySet<string>;
    incomplete = false;
    circular = false;
    /** Whether it imports other files through more than `limits.nestedImports` files. */
    isTooDeep = false;

    constructor(uri: string, names: FileNames) {
        this.uri = uri;
        this.names = names;
        for (const { name, first: { node } } of names.scope.declarations) {
            if (node.kind === "block") {
                this.ownCalled.set(name, { kind: "block", name, block: node, file: this });
            } else if (node.kind === "let" && node.parameters !== undefined) {
                const { parameters } = node;
                this.ownCalled.set(name, { kind: "function", name, parameters, declaration: node, file: this });
            } else if (node.kind === "let") {
                this.ownConstants.set(name, { kind: "let", name, declaration: node, file: this });
            }
        }
        this.called = new Map(this.ownCalled);
        this.constants = new Map(this.ownConstants);
        this.models = names.parsed.tree.items.filter((item): item is Model =>
            item.kind === "model" && item.name !== undefined);
        this.brokenNames = namesOnBrokenLines(names.parsed);
    }

    get parsed(): ParsedFile {
        return this.names.parsed;
    }
}

function namesOnBrokenLines(file: ParsedFile): ReadonlySet<string> {
    const names = new Set<string>();
    let lineEnd = -1;
    for (const { start } of file.problems) {
        if (start <= lineEnd) {
            continue;
        }
        lineEnd = lineEndAt(file, start);
        for (const { text } of tokensIn(file, { start: lineStartAt(file, start), end: lineEnd }, "name")) {
            names.add(text);
        }
    }
    // `p{i} = conv(8, 3)` may define all names that begin with `p`.
    const templates = file.problems.flatMap((problem) =>
        (problem.code === "foreign-syntax" ? /^\w+(?=\{)/.exec(problem.found) ?? [] : []));
    if (templates.length > 0) {
        for (const { text } of tokensIn(file, { start: 0, end: file.text.length }, "name")) {
            if (templates.some((beginning) => text.startsWith(beginning))) {
                names.add(text);
            }
        }
    }
    return names;
}
