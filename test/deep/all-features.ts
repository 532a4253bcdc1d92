import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "../../grammar/parser.ts";
import { reparse } from "../../grammar/reparse.ts";
import { layoutRequest } from "../../drawing/box-text.ts";
import { layersFigure, mapsFigure } from "../../drawing/figure/figure.ts";
import { mermaidOf } from "../../drawing/figure/mermaid.ts";
import { lightPaints } from "../../drawing/figure/paints.ts";
import { svgOf } from "../../drawing/figure/svg.ts";
import { tikzOf } from "../../drawing/figure/tikz.ts";
import { foldGraph } from "../../drawing/folding.ts";
import { estimateText, layersPicture } from "../../drawing/layout/layers-picture.ts";
import { layOut } from "../../drawing/layout/layout.ts";
import type { LevelEngine } from "../../drawing/layout/level.ts";
import { sceneOf } from "../../drawing/layout/scene.ts";
import { mapsPicture } from "../../drawing/maps/maps-picture.ts";
import { outlineOf } from "../../drawing/outline.ts";
import { startLayersFolding, startMapsFolding } from "../../drawing/start-folding.ts";
import { figures } from "../../markdown/figure.ts";
import * as service from "../../server/service.ts";
import { memoryHost } from "../support/memory-host.ts";

/** Runs the work of every feature of the editor and of every command on a text, at a place in it. */
export async function runAllFeatures(
    text: string, place: number, engine: LevelEngine, files: Readonly<Record<string, string>> = {},
): Promise<void> {
    const uri = "memory:/main.cnn";
    const host = memoryHost({ ...files, "main.cnn": text });
    const document = TextDocument.create(uri, "cnn", 1, text);
    const analysis = service.analyze(uri, host, { trace: true });
    const found = service.findDiagnostics(analysis);
    const source = { document, analysis, host, id: "1", found };
    const position = document.positionAt(place);
    const whole = { start: document.positionAt(0), end: document.positionAt(text.length) };
    const span = { start: place, end: place };
    const pause = async (): Promise<void> => Promise.resolve();

    service.diagnose(analysis);
    for (const one of found.slice(0, 20)) {
        service.editorDiagnostic(source, one);
        one.fixes();
    }
    service.inlayHints(source, whole);
    service.hover(source, position);
    service.completion(source, position);
    service.signatureHelp(source, position);
    service.semanticTokens(source);
    service.selectionRanges(source, [position]);
    service.foldingRanges(source);
    service.documentSymbols(source);
    service.documentLinks(source);
    service.codeLenses(source);
    service.definition(source, position);
    service.references(source, position, [analysis.names], true);
    service.documentHighlights(source, position);
    service.prepareRename(source, position);
    service.formatting(source, { tabSize: 4, insertSpaces: true });
    service.checkerStatus(source, found, place);
    service.workspaceSymbols("", [analysis.names], host);
    service.format(text);
    await service.codeActions(source, found, span, { pause, lazily: false, trialBudget: service.menuTrialBudget });
    await service.refactoringActions(source, span, {
        pause, lazily: false, selectsNames: true, files: async () => Promise.resolve([analysis.names]),
    });
    reparse(parse(text), `${text} `);

    for (const model of analysis.models) {
        service.inputRule(model);
        const summary = service.summarize(model, () => 1);
        service.summaryTable(summary);
        service.summaryMarkdown(summary);
        service.emitPytorch(model, text);
        service.emitOnnx(model, { batch: 1, everyLayer: true });
        const graph = service.previewGraph(source, found, model.name);
        if (graph !== undefined) {
            await drawAll(graph, engine);
        }
    }
    figures({ locale: "en", translations: {} })(text);
}

async function drawAll(graph: Parameters<typeof outlineOf>[0], engine: LevelEngine): Promise<void> {
    const outline = outlineOf(graph);
    const visible = foldGraph(outline, startLayersFolding(outline));
    mermaidOf(visible);
    const unfolded = foldGraph(outline, { level: outline.depth, chosen: new Map() });
    for (const folded of [visible, unfolded]) {
        const layout = await layOut(layoutRequest(folded, estimateText), engine);
        const layers = layersFigure(layersPicture(sceneOf(folded, layout, false)), folded, graph);
        svgOf(layers, { title: graph.model, paints: lightPaints });
    }
    tikzOf(mapsFigure(mapsPicture(outline, foldGraph(outline, startMapsFolding(outline))), graph), graph.model);
}
