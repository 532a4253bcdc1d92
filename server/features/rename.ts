import type { Position, Range } from "vscode-languageserver-types";
import { parse } from "../../grammar/parser.ts";
import type { Call, Identifier, NameExpression } from "../../grammar/syntax-tree.ts";
import { isKeyword } from "../../grammar/tokens.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { text, type Text } from "../text.ts";
import { layers } from "../layers/catalogue.ts";
import type { AnalysisHost } from "../names/host.ts";
import type { FileScope } from "../names/program.ts";
import { declarationsTogether, languageTargetAt, readsByDeclaration, referencesTo } from "../names/references.ts";
import { renameConflicts } from "../names/rename-conflicts.ts";
import { declarationsAt, nameAt, type DeclaredName } from "../names/resolution.ts";
import { hostRange, offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { keptPaths, type FileChange, type KeptPath } from "./rename-paths.ts";
import { conflictText } from "./rename-text.ts";

/** Why something cannot be renamed. */
export interface RenameRefusal {
    readonly refusal: Text;
}

/** What can be renamed at a position, or why it cannot; undefined if there is no name. */
export function prepareRename(
    source: AnalyzedDocument, position: Position,
): { readonly range: Range; readonly placeholder: string } | RenameRefusal | undefined {
    const target = targetAt(source, position);
    return target === undefined || "refusal" in target
        ? target
        : { range: rangeOf(source, target.node), placeholder: target.node.text };
}

/** A replacement in a file. `path` marks changes that preserve the path of a renamed line. */
export interface RenameChange {
    readonly uri: string;
    readonly range: Range;
    readonly text: string;
    readonly path?: string;
}

export interface RenameOptions {
    readonly files: readonly FileScope[];
    readonly host: AnalysisHost;
    /** Whether to look for lines whose paths would change with their names. */
    readonly keepsPaths: boolean;
}

/** All changes for renaming the name at a position, or why renaming would change a meaning. */
export function rename(
    source: AnalyzedDocument, position: Position, newName: string, { files, host, keepsPaths }: RenameOptions,
): { readonly changes: readonly RenameChange[] } | RenameRefusal | undefined {
    const target = targetAt(source, position);
    if (target === undefined || "refusal" in target) {
        return target;
    }
    const refusal = unfitName(newName);
    if (refusal !== undefined) {
        return { refusal };
    }
    if (newName === target.node.text) {
        return { changes: [] };
    }
    if (target.kind === "branch") {
        const layer = target.call.callee.text;
        const taken = target.call.arguments.some(({ name }) => name?.text === newName)
            || layers.get(layer)?.arguments.has(newName) === true;
        return taken
            ? { refusal: text("this `{layer}` already has an argument `{name}`", { layer, name: newName }) }
            : written([{ uri: source.analysis.uri, change: { span: target.node, text: newName } }], [], host);
    }
    const reads = readsByDeclaration(target.node.text, files);
    const together = [...new Set(target.names.flatMap((one) => declarationsTogether(one, files, reads)))];
    const [conflict] = together.flatMap((one) => renameConflicts(one, newName, files, reads));
    if (conflict !== undefined) {
        return { refusal: conflictText(conflict, newName, source.analysis.uri) };
    }
    const places = together.flatMap((one) => referencesTo(one, files, reads));
    const byPlace = new Map(places.map(({ file: { uri }, node }) =>
        [`${uri} ${node.start}`, { uri, change: { span: node, text: newName } }] as const));
    const changes = [...byPlace.values()];
    return written(changes, keepsPaths ? keptPaths(together, changes, files, host) : [], host);
}

function written(
    changes: readonly FileChange[], paths: readonly KeptPath[], host: AnalysisHost,
): { readonly changes: readonly RenameChange[] } {
    const inRange = ({ uri, change }: FileChange, path?: string): readonly RenameChange[] => {
        const range = hostRange(host, { uri, span: change.span });
        return range === undefined ? [] : [{ uri, range, text: change.text, ...(path === undefined ? {} : { path }) }];
    };
    return {
        changes: [
            ...paths.flatMap(({ path, changes: kept }) => kept.flatMap((one) => inRange(one, path))),
            ...changes.flatMap((one) => inRange(one)),
        ],
    };
}

type RenameTarget = { readonly node: Identifier | NameExpression } & (
    | { readonly kind: "declared"; readonly names: readonly DeclaredName[] }
    /** The name of a branch, which only appears in its path: `concat(left=conv(64, 1))`. */
    | { readonly kind: "branch"; readonly call: Call }
);

function targetAt(source: AnalyzedDocument, position: Position): RenameTarget | RenameRefusal | undefined {
    const offset = offsetOf(source, position);
    const { file: { tree }, names } = source.analysis;
    const path = nodePathAt(tree, offset);
    const node = path.at(-1);
    if (node?.kind === "in") {
        return { refusal: text("`in` is a keyword and cannot be renamed") };
    }
    const at = nameAt(offset, names);
    if (at === undefined || (node?.kind !== "identifier" && node?.kind !== "name")) {
        return undefined;
    }
    const declared = declarationsAt(offset, names);
    if (declared.length > 0) {
        return { kind: "declared", node, names: declared };
    }
    const target = languageTargetAt(offset, names);
    if (target === undefined) {
        return { refusal: text("`{name}` is not defined", { name: node.text }) };
    }
    const { callee, argument } = target;
    if (argument === undefined) {
        return { refusal: text("`{name}` is part of the language and cannot be renamed", { name: callee }) };
    }
    const call = path.findLast((one) => one.kind === "call");
    return call === undefined || layers.get(callee)?.arguments.has(argument) !== false
        ? { refusal: text("`{argument}` is an argument of `{callee}` and cannot be renamed", { argument, callee }) }
        : { kind: "branch", node, call };
}

/** What is wrong with a name on its own. */
function unfitName(name: string): Text | undefined {
    if (isKeyword(name)) {
        return text("`{name}` is a keyword", { name });
    }
    if (name === "_") {
        return text("`_` is a placeholder, not a name");
    }
    const { tree: { items: [item] }, problems } = parse(`let ${name} = 1`);
    const isName = problems.length === 0 && item?.kind === "let" && item.name?.text === name;
    return isName ? undefined : text("a name consists of letters, digits and `_`, and does not start with a digit");
}
