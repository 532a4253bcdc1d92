import { firstIndex } from "../../grammar/spans.ts";
import type { Line, Output } from "../../grammar/syntax-tree.ts";
import { pathTo } from "../diagnostics/edits.ts";
import type { Location } from "../names/location.ts";
import type { FileScope } from "../names/program.ts";
import { readsOf } from "../names/references.ts";
import type { DeclaredName } from "../names/resolution.ts";

/** A line with a renamed name in its path, which `@path` can keep. */
export interface NamedLine {
    readonly file: FileScope;
    readonly line: Line | Output;
    readonly name: string;
}

/** The lines that have a declaration's name in their paths: those that bind it, or unnamed uses of a block. */
export function linesNamedBy({ file, declaration }: DeclaredName, files: readonly FileScope[]): readonly NamedLine[] {
    const { name } = declaration;
    if (declaration.first.node.kind === "block") {
        return readsOf({ file, declaration }, files).flatMap(({ file: user, reference }) => {
            const path = pathTo(user.parsed, reference.node);
            const [line, flow, call] = path.slice(-4, -1);
            return line?.kind === "line" && line.names.length === 0 && flow?.kind === "flow" && call?.kind === "call"
                && flow.steps.length === 1 && isOutsideLoops(path) && !hasPath(line)
                ? [{ file: user, line, name }]
                : [];
        });
    }
    return declaration.bindings.flatMap(({ node, identifier }) => {
        if (node.kind !== "line" && node.kind !== "output") {
            return [];
        }
        const named = node.kind === "line" ? node.names[0] : node.name;
        return named === identifier && !hasPath(node) && isOutsideLoops(pathTo(file.parsed, node))
            ? [{ file, line: node, name }]
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

/** Finds the line that contains a place; no line is inside another one. */
export function lineFinder(lines: readonly NamedLine[]): (place: Location) => NamedLine | undefined {
    const byFile = new Map([...Map.groupBy(lines, ({ file }) => file.uri)].map(([uri, ofFile]) =>
        [uri, ofFile.toSorted((a, b) => a.line.start - b.line.start)] as const));
    return ({ uri, span }) => {
        const ofFile = byFile.get(uri) ?? [];
        const found = ofFile[firstIndex(ofFile, ({ line }) => line.end >= span.end)];
        return found !== undefined && found.line.start <= span.start ? found : undefined;
    };
}
