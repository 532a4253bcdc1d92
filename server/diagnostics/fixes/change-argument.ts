import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Argument, Call, Expression, NameExpression, Span } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { Occurrence } from "../../evaluation/problems.ts";
import type { Layer, Scope } from "../../graph/graph.ts";
import type { Location } from "../../names/location.ts";
import type { FileScope } from "../../names/program.ts";
import { definitionsAt } from "../../names/resolution.ts";
import { addArgument, isLiteral, setArgument, type TextChange } from "../edits.ts";

/** Where an argument may be changed, and in which uses its layer fails. */
interface ChangeContext {
    readonly file: ParsedFile;
    readonly uri: string;
    readonly names: FileScope;
    readonly occurrences: readonly Occurrence[];
    readonly calls: Analysis["calls"];
}

/**
 * Changes an argument of a layer where its value is written: in the call, or, if the call only names a parameter of its
 * block or a `let`, at that one's value. Undefined if the value is computed or comes from several places.
 */
export function changeArgument(
    layer: Layer, name: string, value: string,
    { file, uri, names, occurrences, calls }: ChangeContext,
): readonly TextChange[] | undefined {
    if (layer.location.uri !== uri || layer.node.argumentsSpan === undefined) {
        return undefined;
    }
    const written = layer.written.byParameter.get(name);
    if (written === undefined || isLiteral(written.value)) {
        return setArgument(layer, name, value);
    }
    if (written.value.kind !== "name") {
        return undefined;
    }
    const scopes = occurrences.map(({ scope }) => scope);
    return changeNamed(written.value, value, { file, uri, names, calls, scopes });
}

/** Changes the value of a name: at the use of the block with this parameter, or in its `let`. */
function changeNamed(
    name: NameExpression, value: string,
    { file, uri, names, calls, scopes }: Omit<ChangeContext, "occurrences"> & {
        readonly scopes: readonly (Scope | undefined)[];
    },
): readonly TextChange[] | undefined {
    const [bound, ...others] = definitionsAt(name.start, names);
    if (bound?.file.uri !== uri || others.length > 0) {
        return undefined;
    }
    const { node, declaration } = bound.binding;
    const block = declaration.scope.node;
    if (node.kind === "parameter" && block.kind === "block") {
        const locations = scopes.map(blockUse).filter((use) => use !== undefined);
        const uses = new Map(locations.map((location) => [location.span.start, location]));
        const [use] = uses.values();
        return use?.uri === uri && uses.size === 1
            ? changeParameter(callAt(file, use.span), node.name.text, value, calls)
            : undefined;
    }
    return node.kind === "let" && node.value !== undefined && isLiteral(node.value)
        ? [{ span: { start: node.value.start, end: node.value.end }, text: value }]
        : undefined;
}

function changeParameter(
    call: Call | undefined, name: string, value: string, calls: Analysis["calls"],
): readonly TextChange[] | undefined {
    const bound = call === undefined ? undefined : calls.get(call)?.bound;
    if (call === undefined || bound === undefined) {
        return undefined;
    }
    const argument = bound.byParameter.get(name);
    if (argument === undefined) {
        return addArgument(call, `${name}=${value}`);
    }
    return isLiteral(argument.value)
        ? [{ span: { start: argument.value.start, end: argument.value.end }, text: value }]
        : undefined;
}

/** The use of the innermost block around a scope. */
function blockUse(scope: Scope | undefined): Location | undefined {
    let current = scope;
    while (current !== undefined && current.kind !== "block") {
        current = current.parent;
    }
    return current?.location;
}

function callAt(file: ParsedFile, { start, end }: Span): Call | undefined {
    return nodePathAt(file.tree, start).find((node): node is Call =>
        node.kind === "call" && node.start === start && node.end === end);
}

/** The elements of a list literal; undefined for anything else. */
export function listElements(value: Argument["value"] | undefined): readonly Expression[] | undefined {
    return value?.kind === "list" ? value.elements : undefined;
}

/** The number of an argument in the layer's call; undefined if it is not a number. */
export function numberArgument({ call }: Layer, name: string): number | undefined {
    const value = call?.arguments.get(name);
    return typeof value === "number" ? value : undefined;
}
