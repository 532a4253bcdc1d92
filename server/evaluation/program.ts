import { parse } from "../../grammar/parser.ts";
import { lineEndAt, lineStartAt, tokensIn } from "../../grammar/source-tokens.ts";
import type { Block, Identifier, Let, Model, ParsedFile, Parameter } from "../../grammar/syntax-tree.ts";
import { layers } from "../layers/catalogue.ts";
import { builtInFunctions } from "./built-in-functions.ts";
import type { Datum } from "./data.ts";
import type { AnalysisHost, HostText } from "../names/host.ts";
import type { Location } from "../names/location.ts";
import type { ModelProblem, RelatedPlace } from "./problems.ts";

/** What can be called besides layers and built-in functions. */
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
    /** The names around a function of a body; a file's own sees the file's. */
    readonly names: ReadonlyMap<string, Datum> | undefined;
}

/** A `let` of a file: worked out when it is first asked for, whatever the order. */
export interface ConstantDeclaration {
    readonly name: string;
    readonly declaration: Let;
    readonly file: FileScope;
    state: "unevaluated" | "evaluating" | { readonly datum: Datum };
}

/** The names of one file: its own, and those its imports bring. */
export interface FileScope {
    readonly uri: string;
    readonly parsed: ParsedFile;
    readonly called: ReadonlyMap<string, CalledDeclaration>;
    readonly constants: ReadonlyMap<string, ConstantDeclaration>;
    readonly models: readonly Model[];
    /** Whether an import failed or is not read yet: unknown names are then no news. */
    readonly incomplete: boolean;
    /** Names on lines with syntax errors: that they are not given is no second mistake. */
    readonly brokenNames: ReadonlySet<string>;
    /** Whether it imports a file that is importing it. */
    readonly circular: boolean;
}

/** A file with all it imports. */
export interface Program {
    readonly main: FileScope;
    /** What it imports, directly or not, by URI. */
    readonly imported: ReadonlyMap<string, ParsedFile>;
    readonly findings: readonly ProgramFinding[];
    readonly pending: readonly string[];
    readonly dependencies: readonly string[];
}

/** Something wrong with a file's declarations, in the main file. */
export interface ProgramFinding {
    readonly location: Location;
    readonly finding: ModelProblem;
    readonly related: readonly RelatedPlace[];
}

const parsedTexts = new WeakMap<NonNullable<HostText> & object, ParsedFile>();

/** Reads a file and, through the host, what it imports. The main file is given parsed, since it is there. */
export function loadProgram(uri: string, parsed: ParsedFile, host: AnalysisHost): Program {
    const pending = new Set<string>();
    const dependencies = new Set<string>([uri]);
    const findings: ProgramFinding[] = [];
    const loaded = new Map<string, Declarations>();

    const readImported = (imported: string): ParsedFile | "missing" | "pending" => {
        dependencies.add(imported);
        const text = host.readText(imported);
        if (text === undefined) {
            return "missing";
        }
        if (text === "pending") {
            pending.add(imported);
            return "pending";
        }
        const known = parsedTexts.get(text) ?? parse(text.text);
        parsedTexts.set(text, known);
        return known;
    };

    /** A file's own declarations: what an import of it brings. */
    const declare = (fileUri: string, file: ParsedFile, importing: readonly string[]): Declarations => {
        const known = loaded.get(fileUri);
        if (known !== undefined) {
            return known;
        }
        const isMain = fileUri === uri;
        const called = new Map<string, CalledDeclaration>();
        const constants = new Map<string, ConstantDeclaration>();
        const models: Model[] = [];
        const scope: MutableFileScope = {
            uri: fileUri, parsed: file, called: new Map(), constants: new Map(), models, incomplete: false,
            brokenNames: namesOnBrokenLines(file), circular: false,
        };
        const declarations: Declarations = { scope, called, constants };
        loaded.set(fileUri, declarations);
        const finding = (span: Location["span"], problem: ModelProblem, related: readonly RelatedPlace[] = []): void => {
            if (isMain) {
                findings.push({ location: { uri: fileUri, span }, finding: problem, related });
            }
        };
        const duplicate = (name: Identifier, what: string, first?: Identifier): void => {
            finding(name, { code: "duplicate-name", name: name.text, what }, first === undefined ? [] : [
                { uri: fileUri, span: { start: first.start, end: first.end }, role: "first", name: name.text },
            ]);
        };
        const firstNames = new Map<string, Identifier>();
        const firstModels = new Map<string, Identifier>();

        for (const item of file.tree.items) {
            if (item.kind === "import" || item.name === undefined) {
                continue;
            }
            const name = item.name;
            if (item.kind === "model") {
                if (firstModels.has(name.text)) {
                    duplicate(name, "model", firstModels.get(name.text));
                } else {
                    firstModels.set(name.text, name);
                }
                models.push(item);
                continue;
            }
            const isCalled = item.kind === "block" || item.parameters !== undefined;
            const taken = isCalled ? takenBy(name.text) : undefined;
            if (taken !== undefined) {
                duplicate(name, taken);
                continue;
            }
            const key = isCalled ? `${name.text}()` : name.text;
            if (firstNames.has(key)) {
                duplicate(name, called.get(name.text)?.kind ?? "let", firstNames.get(key));
                continue;
            }
            firstNames.set(key, name);
            if (item.kind === "block") {
                called.set(name.text, { kind: "block", name: name.text, block: item, file: scope });
            } else if (item.parameters !== undefined) {
                called.set(name.text, {
                    kind: "function", name: name.text, parameters: item.parameters, declaration: item, file: scope,
                    names: undefined,
                });
            } else {
                constants.set(name.text, { name: name.text, declaration: item, file: scope, state: "unevaluated" });
            }
        }

        for (const [name, declaration] of called) {
            scope.called.set(name, declaration);
        }
        for (const [name, declaration] of constants) {
            scope.constants.set(name, declaration);
        }

        for (const item of file.tree.items) {
            if (item.kind !== "import") {
                continue;
            }
            if (item.path === undefined || !item.path.wellFormed) {
                scope.incomplete = true;
                continue;
            }
            const path = item.path.value;
            const imported = host.resolve(fileUri, path);
            if (importing.includes(imported) || imported === fileUri) {
                finding(item.path, { code: "failed-import", path, reason: "circular" });
                scope.incomplete = true;
                scope.circular = true;
                continue;
            }
            const read = readImported(imported);
            if (typeof read === "string") {
                if (read === "missing") {
                    finding(item.path, { code: "failed-import", path, reason: "missing" });
                }
                scope.incomplete = true;
                continue;
            }
            const brought = declare(imported, read, [...importing, fileUri]);
            if (brought.scope.circular) {
                finding(item.path, { code: "failed-import", path, reason: "circular" });
                scope.incomplete = true;
            } else if (read.problems.length > 0) {
                finding(item.path, { code: "failed-import", path, reason: "broken" });
                scope.incomplete = true;
            } else if (brought.called.size === 0 && brought.constants.size === 0) {
                finding(item.path, { code: "failed-import", path, reason: "empty" });
            }
            for (const [name, declaration] of brought.called) {
                const other = scope.called.get(name);
                if (other !== undefined && other !== declaration) {
                    finding(item.path, { code: "duplicate-name", name, what: other.kind });
                } else {
                    scope.called.set(name, declaration);
                }
            }
            for (const [name, declaration] of brought.constants) {
                const other = scope.constants.get(name);
                if (other !== undefined && other !== declaration) {
                    finding(item.path, { code: "duplicate-name", name, what: "let" });
                } else {
                    scope.constants.set(name, declaration);
                }
            }
        }
        return declarations;
    };

    const main = declare(uri, parsed, []).scope;
    const imported = new Map([...loaded].map(([other, { scope }]) => [other, scope.parsed] as const));
    imported.delete(uri);
    return { main, imported, findings, pending: [...pending], dependencies: [...dependencies] };
}

/** A file's own declarations, and the scope they are evaluated in. */
interface Declarations {
    readonly scope: FileScope;
    readonly called: ReadonlyMap<string, CalledDeclaration>;
    readonly constants: ReadonlyMap<string, ConstantDeclaration>;
}

interface MutableFileScope extends FileScope {
    readonly called: Map<string, CalledDeclaration>;
    readonly constants: Map<string, ConstantDeclaration>;
    incomplete: boolean;
    circular: boolean;
}

/** What the language itself calls by this name, if anything. */
function takenBy(name: string): string | undefined {
    if (layers.has(name)) {
        return "layer";
    }
    return builtInFunctions.has(name) ? "built-in function" : undefined;
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
    return names;
}
