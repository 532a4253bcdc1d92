import type { Call, Line, Output } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { analyze } from "../analysis/analyze.ts";
import { applyChanges, insertLineBefore, pathTo, type TextChange } from "../diagnostics/edits.ts";
import { namedParameters } from "../graph/parameters.ts";
import type { AnalysisHost } from "../names/host.ts";
import type { FileScope } from "../names/program.ts";
import { readsOf } from "../names/references.ts";
import type { DeclaredName } from "../names/resolution.ts";

/** A change in one of several files. */
export interface FileChange {
    readonly uri: string;
    readonly change: TextChange;
}

/** A line that keeps its path with `@path`. */
export interface KeptPath {
    readonly path: string;
    readonly changes: readonly FileChange[];
}

/** The maximum number of files that are analysed for the names of their tensors. */
const mostAnalyzed = 16;

/**
 * The decorators that preserve the names of tensors, by which weights are matched, if renaming changes any. Each is
 * tried, and dropped if it preserves no name, for example on a line without weights.
 */
export function keptPaths(
    targets: readonly DeclaredName[], renaming: readonly FileChange[], files: readonly FileScope[],
    host: AnalysisHost,
): readonly KeptPath[] {
    // All uses of a block have weights or none has; lines that bind the same name may differ.
    const groups = targets.flatMap((target): readonly (readonly NamedLine[])[] => {
        const lines = linesNamedBy(target, files);
        return target.declaration.kind === "block" ? [lines] : lines.map((line) => [line]);
    }).filter(({ length }) => length > 0);
    if (groups.length === 0) {
        return [];
    }
    const users = usersOf(new Set(groups.flat().map(({ file }) => file.uri)), files, host).slice(0, mostAnalyzed);
    const analyses = users.map((uri) => analyze(uri, host));
    const before = tensorsOf(analyses);
    const lost = (kept: readonly KeptPath[]): number => {
        const changes = [...kept.flatMap((one) => one.changes), ...renaming];
        const changed = changedHost(host, changes);
        const after = tensorsOf(users.map((uri) => analyze(uri, changed)));
        return before.filter((name, index) => after[index] !== name).length;
    };
    let kept: readonly KeptPath[] = [];
    let fewest = lost([]);
    for (const group of fewest === 0 ? [] : groups) {
        const tried = [...kept, ...group.flatMap((line) => keptPath(line, analyses))];
        const left = lost(tried);
        if (left < fewest) {
            [kept, fewest] = [tried, left];
        }
    }
    return kept;
}

function keptPath(named: NamedLine, analyses: readonly Analysis[]): readonly KeptPath[] {
    const { file: { parsed, uri }, line } = named;
    const path = pathOf(named, analyses);
    return path === undefined
        ? []
        : [{ path, changes: insertLineBefore(parsed, line, `@path("${path}")`).map((change) => ({ uri, change })) }];
}

interface NamedLine {
    readonly file: FileScope;
    readonly line: Line | Output;
    /** The name in its path, or the use of a block that names its path. */
    readonly step: string | Call;
}

/** The lines with a name in their paths: those that bind it, or unnamed uses of a block. */
function linesNamedBy({ file, declaration }: DeclaredName, files: readonly FileScope[]): readonly NamedLine[] {
    if (declaration.first.node.kind === "block") {
        return readsOf({ file, declaration }, files).flatMap(({ file: user, reference }) => {
            const path = pathTo(user.parsed, reference.node);
            const [line, flow, call] = path.slice(-4, -1);
            return line?.kind === "line" && line.names.length === 0 && flow?.kind === "flow" && call?.kind === "call"
                && flow.steps.length === 1 && isOutsideLoops(path) && !hasPath(line)
                ? [{ file: user, line, step: call }]
                : [];
        });
    }
    return declaration.bindings.flatMap(({ node, identifier }) => {
        if (node.kind !== "line" && node.kind !== "output") {
            return [];
        }
        const named = node.kind === "line" ? node.names[0] : node.name;
        return named === identifier && !hasPath(node) && isOutsideLoops(pathTo(file.parsed, node))
            ? [{ file, line: node, step: declaration.name }]
            : [];
    });
}

function hasPath({ decorators }: Line | Output): boolean {
    return decorators.some(({ name }) => name?.text === "path");
}

/** Lines of a loop would share one path, and with it their weights. */
function isOutsideLoops(path: readonly { readonly kind: string }[]): boolean {
    return path.every(({ kind }) => kind !== "repeat" && kind !== "for");
}

/** The path of a line within its block or model. */
function pathOf({ file, step }: NamedLine, analyses: readonly Analysis[]): string | undefined {
    if (typeof step === "string") {
        return step;
    }
    const scope = analyses.flatMap(({ models }) => models.flatMap(({ scopes }) => scopes)).find(({ kind, location }) =>
        kind === "block" && location.uri === file.uri && location.span.start === step.start);
    const outer = scope?.parent?.path ?? "";
    return outer === "" ? scope?.path : scope?.path.slice(outer.length + 1);
}

/** The files with models that depend on some files. */
function usersOf(uris: ReadonlySet<string>, files: readonly FileScope[], host: AnalysisHost): readonly string[] {
    const users = new Set(uris);
    for (const user of users) {
        for (const file of files) {
            const imports = file.parsed.tree.items.some((item) =>
                item.kind === "import" && item.path !== undefined && host.resolve(file.uri, item.path.value) === user);
            if (imports) {
                users.add(file.uri);
            }
        }
    }
    return files.filter(({ uri, models }) => users.has(uri) && models.length > 0).map(({ uri }) => uri);
}

/** The names of all tensors of some files' models, in the order of the layers. */
function tensorsOf(analyses: readonly Analysis[]): readonly string[] {
    return analyses.flatMap(({ models }) => models.flatMap((graph) => namedParameters(graph).map(({ name }) => name)));
}

/** The files after some changes. */
function changedHost(host: AnalysisHost, changes: readonly FileChange[]): AnalysisHost {
    const texts = new Map([...Map.groupBy(changes, ({ uri }) => uri)].flatMap(([uri, ofFile]) => {
        const known = host.readText(uri);
        return known === undefined || known === "pending"
            ? []
            : [[uri, { text: applyChanges(known.text, ofFile.map(({ change }) => change)) }] as const];
    }));
    return { ...host, readText: (uri) => texts.get(uri) ?? host.readText(uri) };
}
