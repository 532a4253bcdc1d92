import { extname } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { withCaption, captionOf, endShapes, mapsFigure } from "../../drawing/figure/figure.ts";
import { mermaidOf } from "../../drawing/figure/mermaid.ts";
import { darkPaints, lightPaints } from "../../drawing/figure/paints.ts";
import { svgOf } from "../../drawing/figure/svg.ts";
import { tikzOf } from "../../drawing/figure/tikz.ts";
import { foldGraph } from "../../drawing/folding.ts";
import { layoutRequest } from "../../drawing/box-text.ts";
import { elkEngine } from "../../drawing/layout/elk-engine.ts";
import { estimateText, layersPicture } from "../../drawing/layout/layers-picture.ts";
import { layOut } from "../../drawing/layout/layout.ts";
import { sceneOf } from "../../drawing/layout/scene.ts";
import { startLayersFolding, startMapsFolding } from "../../drawing/start-folding.ts";
import { mapsPicture } from "../../drawing/maps/maps-picture.ts";
import { outlineOf } from "../../drawing/outline.ts";
import type { Picture } from "../../drawing/picture.ts";
import type { PreviewGraph } from "../protocol.ts";
import { findDiagnostics, previewGraph } from "../service.ts";
import { exitCode, openModel, tally, type ExitCode, type ModelOptions } from "./commands.ts";
import { fileContent, isStream, writeFiles } from "./file-output.ts";
import { readFile, uriOf } from "./files.ts";
import { Misuse } from "./misuse.ts";
import { print, printError } from "./output.ts";
import { diagnosticText, places } from "./report.ts";

export interface DrawOptions extends ModelOptions {
    readonly view: "maps" | "layers";
    readonly output: string;
    /** The format; without it, that of the output's name. */
    readonly to?: "svg" | "tikz" | "mermaid";
    readonly theme: "light" | "dark";
}

/** Draws a model as a figure; one with errors too, with `?` for what is unknown. */
export async function draw(file: string, options: DrawOptions): Promise<ExitCode> {
    const format = options.to ?? formatOf(options.output);
    const { host, graph: model, analysis, errors } = openModel(file, options);
    const document = TextDocument.create(uriOf(file), "cnn", 0, readFile(file));
    const graph = previewGraph({ analysis, document, host }, findDiagnostics(analysis), model.name);
    if (graph === undefined) {
        throw new Misuse(`${file} has no model`);
    }
    const drawn = await drawnAs(format, graph, options);
    await writeFiles([{ path: options.output, content: fileContent(drawn) }], host.readPaths());
    const lookUp = places(host);
    printError(errors.map((one) => diagnosticText(one, lookUp)).join(""));
    const report = isStream(options.output) ? printError : print;
    report(errors.length === 0
        ? `Wrote ${options.output}: ${model.name}.\n` : `Wrote ${options.output}: ${model.name}, which has ${tally(errors)}.\n`);
    return errors.length === 0 ? exitCode.clean : exitCode.errors;
}

const formats = new Map([[".svg", "svg"], [".tex", "tikz"], [".mmd", "mermaid"]] as const);

function formatOf(output: string): "svg" | "tikz" | "mermaid" {
    for (const [ending, format] of formats) {
        if (extname(output).toLowerCase() === ending) {
            return format;
        }
    }
    throw new Misuse(`the format of ${output} is unknown: name a file that ends with ${[...formats.keys()].join(", ")}, or add --to`);
}

async function drawnAs(
    format: "svg" | "tikz" | "mermaid", graph: PreviewGraph, { view, theme }: DrawOptions,
): Promise<string> {
    if (format === "mermaid") {
        const outline = outlineOf(graph);
        return mermaidOf(foldGraph(outline, startLayersFolding(outline)));
    }
    const picture = view === "maps" ? mapsOf(graph) : await layersOf(graph);
    return format === "svg"
        ? svgOf(picture, { title: graph.model, paints: theme === "dark" ? darkPaints : lightPaints }) : tikzOf(picture, graph.model);
}

function mapsOf(graph: PreviewGraph): Picture {
    const outline = outlineOf(graph);
    return mapsFigure(mapsPicture(outline, foldGraph(outline, startMapsFolding(outline))), graph);
}

async function layersOf(graph: PreviewGraph): Promise<Picture> {
    const outline = outlineOf(graph);
    const visible = foldGraph(outline, startLayersFolding(outline));
    const layout = await layOut(layoutRequest(visible, estimateText), elkEngine());
    return withCaption(layersPicture(sceneOf(visible, layout, false)), captionOf(graph, endShapes(graph)));
}
