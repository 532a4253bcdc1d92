import { analyze } from "../analysis/analyze.ts";
import { applyChanges, insertLineBefore, type TextChange } from "../diagnostics/edits.ts";
import type { Layer, ModelGraph, Scope } from "../graph/graph.ts";
import type { AnalysisHost } from "../names/host.ts";
import type { FileScope } from "../names/program.ts";
import type { DeclaredName } from "../names/resolution.ts";
import { lineFinder, linesNamedBy, type NamedLine } from "./rename-lines.ts";

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
 * The decorators that preserve the names of tensors, by which weights are matched, if renaming changes any. Which lines
 * need one follows from the graphs before and after the renaming, whose layers and scopes correspond.
 */
export function keptPaths(
    targets: readonly DeclaredName[], renaming: readonly FileChange[], files: readonly FileScope[],
    host: AnalysisHost,
): readonly KeptPath[] {
    const lines = targets.flatMap((target) => linesNamedBy(target, files));
    if (lines.length === 0) {
        return [];
    }
    const users = usersOf(new Set(lines.map(({ file }) => file.uri)), files, host).slice(0, mostAnalyzed);
    const modelsAfter = (changes: readonly FileChange[]): readonly ModelGraph[] => {
        const changed = changedHost(host, changes);
        return users.flatMap((uri) => analyze(uri, changed).models);
    };
    const before = modelsAfter([]);
    const renamed = modelsAfter(renaming);
    const lost = lostLayers(before, renamed);
    const decorated = lost.length === 0 ? [] : decoratedLines(before, renamed, lost, lines);
    if (decorated.length === 0) {
        return [];
    }
    const lostWith = (kept: readonly DecoratedLine[]): readonly LostLayer[] =>
        lostLayers(before, modelsAfter([...kept.flatMap(({ changes }) => changes), ...renaming]));
    const stillLost = lostWith(decorated);
    const failed = failedLines(before, stillLost, lines);
    const kept = decorated.filter(({ line }) => !failed.has(line));
    const left = kept.length === decorated.length ? stillLost : lostWith(kept);
    return left.length < lost.length && !sharesMore(before, left) ? kept : [];
}

/** A line and the decorator that keeps its path. */
interface DecoratedLine extends KeptPath {
    readonly line: NamedLine;
}

/** A layer whose tensors have other names after a change. */
interface LostLayer {
    readonly layer: Layer;
    /** The index of its model. */
    readonly model: number;
    /** The new path in the names of its tensors. */
    readonly newPath: string;
}

/** The layers of some models that a change gives other names for their tensors. */
function lostLayers(before: readonly ModelGraph[], after: readonly ModelGraph[]): readonly LostLayer[] {
    return before.flatMap(({ layers }, model) => layers.flatMap((layer, index) => {
        const newPath = after[model]?.layers[index]?.weightPath ?? "";
        return hasWeights(layer) && newPath !== layer.weightPath ? [{ layer, model, newPath }] : [];
    }));
}

function hasWeights({ inference }: Layer): boolean {
    return inference !== undefined && inference.parameters.length > 0;
}

/** The lines that need a decorator to keep the names of lost layers, and can have one. */
function decoratedLines(
    before: readonly ModelGraph[], renamed: readonly ModelGraph[], lost: readonly LostLayer[],
    lines: readonly NamedLine[],
): readonly DecoratedLine[] {
    const lineAt = lineFinder(lines);
    const steps = new Map<NamedLine, Set<string>>();
    const byNewPlace = new Map<string, NamedLine>();
    before.forEach((graph, model) => {
        const newParts = partsOf(renamed[model]);
        partsOf(graph).forEach((part, index) => {
            const newPart = newParts[index];
            const line = newPart === undefined || newPart.path === part.path ? undefined : lineAt(part.location);
            if (newPart === undefined || line === undefined) {
                return;
            }
            byNewPlace.set(placeOf(newPart, model), line);
            const step = stepOf(part, "weightPath");
            if (step === line.name || step.startsWith(`${line.name}_`)) {
                steps.set(line, (steps.get(line) ?? new Set()).add(step));
            }
        });
    });
    const needed = new Set(partsAround(lost).flatMap(({ part, model }) =>
        // A line may also have got a path that was another line's.
        [lineAt(part.location), byNewPlace.get(placeOf(part, model))]));
    return lines.flatMap((line): readonly DecoratedLine[] => {
        const [path, ...others] = needed.has(line) ? steps.get(line) ?? [] : [];
        // One decorator cannot keep paths that differ by use.
        return path === undefined || others.length > 0 ? [] : [{ line, path, changes: decoration(line, path) }];
    });
}

function decoration({ file: { parsed, uri }, line }: NamedLine, path: string): readonly FileChange[] {
    return insertLineBefore(parsed, line, `@path("${path}")`).map((change) => ({ uri, change }));
}

/** The lines with layers that are still lost, or whose names these now have, which would share their weights. */
function failedLines(
    before: readonly ModelGraph[], lost: readonly LostLayer[], lines: readonly NamedLine[],
): ReadonlySet<NamedLine | undefined> {
    const lineAt = lineFinder(lines);
    const names = before.map(() => new Set<string>());
    for (const { model, newPath } of lost) {
        names[model]?.add(newPath);
    }
    const sharing = before.flatMap(({ layers }, model) => layers.flatMap((layer) =>
        names[model]?.has(layer.weightPath) === true ? [{ layer, model }] : []));
    return new Set(partsAround([...lost, ...sharing]).map(({ part }) => lineAt(part.location)));
}

/** Whether layers share weights after a change that did not before. */
function sharesMore(before: readonly ModelGraph[], lost: readonly LostLayer[]): boolean {
    const newPaths = new Map(lost.map(({ layer, newPath }) => [layer, newPath] as const));
    return before.some(({ layers }) => {
        const weighted = layers.filter(hasWeights);
        const count = (pathOf: (layer: Layer) => string): number => new Set(weighted.map(pathOf)).size;
        return count((layer) => newPaths.get(layer) ?? layer.weightPath) < count(({ weightPath }) => weightPath);
    });
}

/** A part of a graph that a call in the text makes. */
type Part = Layer | Scope;

function partsOf(graph: ModelGraph | undefined): readonly Part[] {
    return graph === undefined ? [] : [...graph.layers, ...graph.scopes.filter(({ kind }) => kind === "block")];
}

/** Some layers and the uses of blocks around them, each once. */
function partsAround(
    layers: readonly Pick<LostLayer, "layer" | "model">[],
): readonly { readonly part: Part; readonly model: number }[] {
    const found = new Map<Part, number>();
    for (const { layer, model } of layers) {
        for (let part: Part | undefined = layer; part?.kind !== "model" && part !== undefined && !found.has(part);) {
            found.set(part, model);
            part = frameOf(part);
        }
    }
    return Array.from(found, ([part, model]) => ({ part, model }));
}

/** The use of a block, or the model, whose body contains a part: the base of `@path`. */
function frameOf(part: Part): Scope | undefined {
    let scope = part.kind === "layer" ? part.scope : part.parent;
    while (scope?.kind === "loop" || scope?.kind === "round") {
        scope = scope.parent;
    }
    return scope;
}

/** The first step of a part's path within its frame, which is that of its line if this has a name. */
function stepOf(part: Part, key: "path" | "weightPath"): string {
    const base = frameOf(part)?.[key] ?? "";
    const [step = ""] = part[key].slice(base === "" ? 0 : base.length + 1).split(".", 1);
    return step;
}

/** A key for the path of the line of a part. */
function placeOf(part: Part, model: number): string {
    return `${model} ${frameOf(part)?.path ?? ""} ${stepOf(part, "path")}`;
}

/** The files with models that depend on some files. */
function usersOf(uris: ReadonlySet<string>, files: readonly FileScope[], host: AnalysisHost): readonly string[] {
    const imports = files.flatMap((file) => file.parsed.tree.items.flatMap((item) =>
        item.kind === "import" && item.path !== undefined
            ? [{ user: file.uri, imported: host.resolve(file.uri, item.path.value) }]
            : []));
    const byImported = Map.groupBy(imports, ({ imported }) => imported);
    const users = new Set(uris);
    for (const uri of users) {
        for (const { user } of byImported.get(uri) ?? []) {
            users.add(user);
        }
    }
    return files.filter(({ uri, models }) => users.has(uri) && models.length > 0).map(({ uri }) => uri);
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
