// Writes the page of the layers, the index of diagnostics, and the severity setting and tools in package.json
// with their English in package.nls.json.
import { readFileSync, writeFileSync } from "node:fs";
import { indexPage, severityProperty, severityTexts } from "./diagnostic-pages.ts";
import { languageModelTools, toolTexts } from "./language-model-tools.ts";
import { layersPage } from "./layer-page.ts";

const manifest = new URL("../package.json", import.meta.url);
const english = new URL("../package.nls.json", import.meta.url);

interface Manifest {
    readonly contributes: {
        readonly configuration: { readonly properties: Record<string, unknown> };
        languageModelTools: readonly object[];
    };
}

writeFileSync(new URL("layers.md", import.meta.url), layersPage());
writeFileSync(new URL("diagnostics/README.md", import.meta.url), indexPage());
const content = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
content.contributes.configuration.properties["cnn.diagnostics.severity"] = severityProperty();
content.contributes.languageModelTools = languageModelTools();
writeFileSync(manifest, `${JSON.stringify(content, undefined, 2)}\n`);
const written = Object.entries(JSON.parse(readFileSync(english, "utf8")) as Record<string, string>)
    .filter(([key]) => !/^(settings\.diagnostics\.severity|tools)(\.|$)/u.test(key));
const texts = { ...Object.fromEntries(written), ...severityTexts(), ...toolTexts() };
writeFileSync(english, `${JSON.stringify(texts, undefined, 2)}\n`);
