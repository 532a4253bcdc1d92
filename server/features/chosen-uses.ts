import type { Block } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { MergedMap } from "../analysis/merged-maps.ts";
import { scopeCosts } from "../graph/cost.ts";
import type { Scope } from "../graph/graph.ts";
import type { BlockUse, BlockUses, ChosenUses } from "../protocol.ts";
import { formatQuantity } from "../quantities.ts";
import { formatShape } from "../sizes/shape.ts";
import { text } from "../text.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";

/** A use of a block in one of the file's models. */
export interface ScopeOfModel {
    readonly scope: Scope;
    readonly model: number;
}

/** All uses of a block in the models of its file, in the order of evaluation. */
export function usesOf(analysis: Analysis, block: Block): readonly ScopeOfModel[] {
    return analysis.models.flatMap(({ scopes }, model) => scopes.flatMap((scope) =>
        (isOfBlock(scope, analysis.uri, block) ? [{ scope, model }] : [])));
}

function isOfBlock({ kind, definition }: Scope, uri: string, block: Block): boolean {
    return kind === "block" && definition?.uri === uri &&
        block.start <= definition.span.start && definition.span.end <= block.end;
}

/** The use that is chosen for a block, if it still exists. */
export function chosenUse(analysis: Analysis, block: Block, chosen: ChosenUses): ScopeOfModel | undefined {
    const choice = block.name === undefined ? undefined : chosen[block.name.text];
    return choice === undefined ? undefined : usesOf(analysis, block).find(({ scope, model }) =>
        scope.path === choice.path && analysis.models[model]?.name === choice.model);
}

/** Names a use as the user finds it: by its path, and by its model if there are several. */
export function useLabel({ models }: Analysis, { scope, model }: ScopeOfModel): string {
    const name = models[model]?.name ?? "";
    return models.length === 1 ? scope.path : text("{path} of {model}", { path: scope.path, model: name });
}

/** The document as seen from chosen uses: the lines of their blocks have no other uses. */
export function fromChosenUses(source: AnalyzedDocument, chosen: ChosenUses): AnalyzedDocument {
    const { analysis } = source;
    const blocks = analysis.file.tree.items.flatMap((item) => {
        const use = item.kind === "block" ? chosenUse(analysis, item, chosen) : undefined;
        return use === undefined || item.kind !== "block" ? [] : [{ block: item, use }];
    });
    if (blocks.length === 0) {
        return source;
    }
    const narrowed = <Key extends { readonly start: number }, Of extends { readonly scope: Scope | undefined }>(
        map: MergedMap<Key, readonly Of[]>,
    ): MergedMap<Key, readonly Of[]> => {
        const within = (key: Key, values: readonly Of[]): readonly Of[] => {
            const found = blocks.find(({ block }) => block.start <= key.start && key.start < block.end);
            return found === undefined
                ? values
                : values.filter(({ scope }) => scopeInBlock(scope, analysis.uri, found.block) === found.use.scope);
        };
        const get = (key: Key): readonly Of[] | undefined => {
            const values = map.get(key);
            return values && within(key, values);
        };
        return {
            get, has: (key) => map.has(key), keys: () => map.keys(),
            * [Symbol.iterator]() {
                for (const [key, values] of map) {
                    yield [key, within(key, values)] as const;
                }
            },
        };
    };
    return { ...source, analysis: { ...analysis, uses: narrowed(analysis.uses), things: narrowed(analysis.things) } };
}

/** The innermost use of a block around a scope. */
function scopeInBlock(inner: Scope | undefined, uri: string, block: Block): Scope | undefined {
    for (let scope = inner; scope !== undefined; scope = scope.parent) {
        if (isOfBlock(scope, uri, block)) {
            return scope;
        }
    }
    return undefined;
}

/** The block at an offset, with its uses for a person to choose from. */
export function blockUses({ analysis }: AnalyzedDocument, offset: number): BlockUses | undefined {
    const block = analysis.file.tree.items.find((item): item is Block =>
        item.kind === "block" && item.start <= offset && offset <= item.end);
    if (block?.name === undefined) {
        return undefined;
    }
    return {
        block: block.name.text,
        uses: usesOf(analysis, block).flatMap((use): BlockUse[] => {
            const graph = analysis.models[use.model];
            const cost = graph === undefined ? undefined : scopeCosts(graph).get(use.scope);
            const { input, results, path, label } = use.scope;
            return graph === undefined ? [] : [{
                model: graph.name, path, call: label,
                shapes: `${formatShape(input?.shape)} → ${results.map(({ shape }) => formatShape(shape)).join(", ")}`,
                costs: text("{parameters} parameters · {macs} MACs", {
                    parameters: formatQuantity(cost?.parameters.value ?? 0),
                    macs: formatQuantity(cost?.macs.value ?? 0),
                }),
            }];
        }),
    };
}

/** What a hover in a block says about its chosen use. */
export function chosenUseAt(source: AnalyzedDocument, offset: number, chosen: ChosenUses): string | undefined {
    const { analysis } = source;
    const block = analysis.file.tree.items.find((item): item is Block =>
        item.kind === "block" && item.start <= offset && offset <= item.end);
    const use = block === undefined ? undefined : chosenUse(analysis, block, chosen);
    return use === undefined ? undefined : useLabel(analysis, use);
}
