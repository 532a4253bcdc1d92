import type { Block, Item, Span } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { MergedMap } from "../analysis/merged-maps.ts";
import { scopeCosts } from "../graph/cost.ts";
import { foundOnce } from "../graph/found-once.ts";
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
    return usesByBlock(analysis).get(block) ?? [];
}

const usesByBlock = foundOnce((analysis: Analysis): ReadonlyMap<Item | undefined, readonly ScopeOfModel[]> =>
    Map.groupBy(
        analysis.models.flatMap(({ scopes }, model) => scopes.map((scope) => ({ scope, model }))),
        ({ scope }) => blockOf(scope, analysis),
    ));

/** The file's block that a scope is a use of. */
function blockOf({ kind, definition }: Scope, { uri, names: { names } }: Analysis): Item | undefined {
    return kind === "block" && definition?.uri === uri ? names.itemAround(definition.span) : undefined;
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
    const chosenScopes = new Map(analysis.file.tree.items.flatMap((item) => {
        const use = item.kind === "block" ? chosenUse(analysis, item, chosen) : undefined;
        return use === undefined ? [] : [[item, use.scope] as const];
    }));
    if (chosenScopes.size === 0) {
        return source;
    }
    const narrowed = <Key extends Span, Of extends { readonly scope: Scope | undefined }>(
        map: MergedMap<Key, readonly Of[]>,
    ): MergedMap<Key, readonly Of[]> => {
        const within = (key: Key, values: readonly Of[]): readonly Of[] => {
            const block = analysis.names.names.itemAround(key);
            const use = block === undefined ? undefined : chosenScopes.get(block);
            return block === undefined || use === undefined
                ? values
                : values.filter(({ scope }) => scopeInBlock(scope, analysis, block) === use);
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
function scopeInBlock(inner: Scope | undefined, analysis: Analysis, block: Item): Scope | undefined {
    for (let scope = inner; scope !== undefined; scope = scope.parent) {
        if (blockOf(scope, analysis) === block) {
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
    const uses = usesOf(analysis, block);
    const costs = new Map(Array.from(new Set(uses.map(({ model }) => model)), (model) => {
        const graph = analysis.models[model];
        return [model, graph === undefined ? undefined : scopeCosts(graph)] as const;
    }));
    return {
        block: block.name.text,
        uses: uses.flatMap((use): BlockUse[] => {
            const graph = analysis.models[use.model];
            const cost = costs.get(use.model)?.get(use.scope);
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
