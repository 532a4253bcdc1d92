import { TextDocument } from "vscode-languageserver-textdocument";
import type { Span } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../../server/analysis/analysis.ts";
import { findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import { documentSymbols } from "../../server/features/document-symbols.ts";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import type { Layer, ModelGraph, Scope, Value } from "../../server/graph/graph.ts";
import type { AnalysisHost } from "../../server/names/host.ts";
import { formatShape } from "../../server/sizes/shape.ts";

/** Everything in an analysis, with positions, as plain data: equal for equivalent analyses. */
export function printAnalysis(analysis: Analysis, host: AnalysisHost): object {
    const { file, uri } = analysis;
    const document = TextDocument.create(uri, "cnn", 0, file.text);
    const whole = { start: { line: 0, character: 0 }, end: { line: document.lineCount, character: 0 } };
    const source = { analysis, document, host };
    return {
        diagnostics: findDiagnostics(analysis).map((found) => ({
            code: found.code, severity: found.severity, message: found.message, help: found.help, notes: found.notes,
            span: offsets(found.span), unnecessary: found.unnecessary, exceeds: found.exceeds,
            origin: [found.origin.uri, offsets(found.origin.span)], fixes: JSON.stringify(found.fixes()),
            related: found.related.map((place) => [place.message, place.uri, offsets(place.span)]),
        })),
        hints: inlayHints(source, whole),
        symbols: documentSymbols(source),
        graphs: analysis.models.map(printGraph),
        things: [...analysis.things].map(([node, things]) => [
            ...offsets(node), ...things.map(({ value, scope }) =>
                ["printed" in value ? value.printed : formatShape(value.shape), scope?.path]),
        ]).map((thing) => JSON.stringify(thing)).sort(),
        uses: [...analysis.uses].map(([node, uses]) => [
            node.kind, ...offsets(node), ...uses.map(({ model, scope, layer, opened, values }) =>
                [model, scope.path, layer?.path, opened?.path, values.map(printValue)]),
        ]),
        dependencies: [...analysis.dependencies].sort(),
    };
}

function printGraph(
    { name, location, nameSpan, inputs, outputs, layers, scopes, demands, requirements }: ModelGraph,
): object {
    return {
        name, location: offsets(location.span), nameSpan: offsets(nameSpan),
        inputs: inputs.map((input) => [
            input.name, input.value.id, offsets(input.location.span), offsets(input.nameSpan),
            input.dynamicSizes.map((size) => [size.name, size.written, offsets(size.location.span)]),
        ]),
        outputs: outputs.map((output) => [output.name, output.value.id, offsets(output.location.span)]),
        layers: layers.map(printLayer),
        scopes: scopes.map(printScope),
        demands: [...demands, ...requirements].map(({ test, source, location: place, count }) =>
            [test.key, source.kind, offsets(place.span), count]),
    };
}

function printLayer(
    { index, path, weightPath, definition, inputs, outputs, faulty, location, node, scope }: Layer,
): readonly unknown[] {
    return [
        index, path, weightPath, definition.name, faulty, offsets(location.span), offsets(node), scope.id,
        inputs.map(({ id }) => id), outputs.map(printValue),
    ];
}

function printValue({ id, shape }: Value): string {
    return `${id} ${formatShape(shape)}`;
}

function printScope(
    { kind, id, path, weightPath, label, parent, location, definition, round }: Scope,
): readonly unknown[] {
    return [
        kind, id, path, weightPath, label, parent?.id, location.uri, offsets(location.span),
        definition === undefined ? undefined : offsets(definition.span), round,
    ];
}

function offsets({ start, end }: Span): readonly [number, number] {
    return [start, end];
}
