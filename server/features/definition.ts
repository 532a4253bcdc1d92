import type { LocationLink, Position } from "vscode-languageserver-types";
import type { Flow, Node, Span } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { layers } from "../layers/catalogue.ts";
import type { BindingNode } from "../names/declarations.ts";
import { inputOwners, type InputOwner } from "../names/input-values.ts";
import type { FileScope } from "../names/program.ts";
import { languageTargetAt } from "../names/references.ts";
import { declarationsAt, definitionsAt, nameAt, type BoundName } from "../names/resolution.ts";
import { offsetOf, rangeOf, startOfFile, type AnalyzedDocument } from "./analyzed-document.ts";
import { linkTo, linkToBinding } from "./declared-places.ts";

/** Makes the URI of a layer's page; undefined for a client that shows no pages. */
export type LayerPage = (layer: string) => string;

/** The possible bindings of the name at a position: several if different branches bind it. */
export function definition(source: AnalyzedDocument, position: Position): readonly LocationLink[] {
    const offset = offsetOf(source, position);
    const { names: file } = source.analysis;
    return placesOfNoName(source, offset)
        ?? definitionsAt(offset, file).flatMap((bound) => linkToBinding(source, nameSpan(offset, file), bound));
}

/** The first binding of the name at a position. */
export function declaration(source: AnalyzedDocument, position: Position): readonly LocationLink[] {
    const offset = offsetOf(source, position);
    const { names: file } = source.analysis;
    return placesOfNoName(source, offset) ?? declarationsAt(offset, file).flatMap((one) =>
        linkToBinding(source, nameSpan(offset, file), { file: one.file, binding: one.declaration.first }));
}

/** The block that computes the value at a position, or the page of the layer that does. */
export function typeDefinition(
    source: AnalyzedDocument, position: Position, layerPage: LayerPage | undefined,
): readonly LocationLink[] {
    const offset = offsetOf(source, position);
    const { names: file } = source.analysis;
    const origin = nameSpan(offset, file);
    const makers = definitionsAt(offset, file).flatMap((bound) => makersOf(bound, new Set()));
    return [...new Map(makers.map((maker) => [keyOf(maker), maker] as const)).values()].flatMap((maker) =>
        "layer" in maker
            ? linkToLayer(source, origin, maker.layer, layerPage)
            : linkToBinding(source, origin, maker));
}

/** The page of the layer at a position, or the definition of the block or function there. */
export function implementation(
    source: AnalyzedDocument, position: Position, layerPage: LayerPage | undefined,
): readonly LocationLink[] {
    const offset = offsetOf(source, position);
    const { names: file } = source.analysis;
    const target = languageTargetAt(offset, file);
    return target === undefined
        ? definitionsAt(offset, file).filter(({ binding }) => binding.declaration.namespace === "callable")
            .flatMap((bound) => linkToBinding(source, nameSpan(offset, file), bound))
        : linkToLayer(source, nameSpan(offset, file), target.callee, layerPage);
}

function linkToLayer(
    source: AnalyzedDocument, origin: Span, layer: string, layerPage: LayerPage | undefined,
): readonly LocationLink[] {
    return layerPage === undefined || !layers.has(layer) ? [] : [{
        originSelectionRange: rangeOf(source, origin), targetUri: layerPage(layer), targetRange: startOfFile,
        targetSelectionRange: startOfFile,
    }];
}

/** The target of an import's path or an `in`; undefined for anything else. */
function placesOfNoName(source: AnalyzedDocument, offset: number): readonly LocationLink[] | undefined {
    const { analysis, host } = source;
    const path = nodePathAt(analysis.file.tree, offset);
    const leaf = path.at(-1);
    if (leaf?.kind === "string" && path.at(-2)?.kind === "import") {
        return linkTo(source, leaf, host.resolve(analysis.uri, leaf.value), { start: 0, end: 0 });
    }
    const item = analysis.names.names.itemAt(offset);
    if (leaf?.kind === "in" && item !== undefined) {
        const owner = inputOwners(item).get(leaf);
        return owner === undefined ? [] : linkTo(source, leaf, analysis.uri, headOf(owner), owner);
    }
    return undefined;
}

/** The name of a block, input or loop, or its keyword. */
function headOf(owner: InputOwner): Span {
    return owner.kind === "repeat" || owner.kind === "for" ? owner.keyword : owner.name ?? owner;
}

function nameSpan(offset: number, file: FileScope): Span {
    const at = nameAt(offset, file);
    return at?.kind === "binding" ? at.binding.identifier : at?.reference.node ?? { start: offset, end: offset };
}

/** A block or layer that computes a value. */
type Maker = BoundName | { readonly layer: string };

function keyOf(maker: Maker): string {
    return "layer" in maker ? maker.layer : `${maker.file.uri} ${maker.binding.identifier.start}`;
}

/** The blocks and layers that compute a binding's value, through lines that only rename a value. */
function makersOf(bound: BoundName, seen: Set<BindingNode>): readonly Maker[] {
    const { file, binding: { node } } = bound;
    if (seen.has(node)) {
        return [];
    }
    seen.add(node);
    switch (node.kind) {
        case "block":
            return [bound];
        case "line":
        case "output":
            return node.flow === undefined ? [] : makersOfFlow(node.flow, file, seen);
        default:
            return [];
    }
}

function makersOfFlow(flow: Flow, file: FileScope, seen: Set<BindingNode>): readonly Maker[] {
    const last: Node | undefined = flow.steps.at(-1) ?? flow.source;
    if (last?.kind === "call") {
        const target = languageTargetAt(last.callee.start, file);
        return target === undefined ? madeAt(last.callee.start, file, seen) : [{ layer: target.callee }];
    }
    if (last?.kind === "repeat" || last?.kind === "for") {
        const inner = last.body?.statements.findLast((statement) => statement.kind === "line");
        return inner === undefined ? [] : makersOfFlow(inner.flow, file, seen);
    }
    return last?.kind === "name" ? madeAt(last.start, file, seen) : [];
}

function madeAt(offset: number, file: FileScope, seen: Set<BindingNode>): readonly Maker[] {
    return definitionsAt(offset, file).flatMap((bound) => makersOf(bound, seen));
}
