import { defaultLabel, layerSignatureText } from "../server/features/signature-text.ts";
import type { ArgumentDefinition } from "../server/layers/argument-types.ts";
import { families } from "../server/layers/catalogue.ts";
import type { LayerDefinition } from "../server/layers/definition.ts";

/** Generates the page of all layers from their definitions. */
export function layersPage(): string {
    const contents = Array.from(families, ([family, members]) => {
        const links = members.map(({ name }) => `[\`${name}\`](#${name})`);
        return `| ${family} | ${links.join(", ")} |`;
    });
    const sections = Array.from(families, ([family, members]) =>
        [`## ${family}`, ...members.map(layerSection)].join("\n\n"));
    return `# Layers

All layers of the language. The editor shows the same text on hover and in completions. [Calling layers](language.md#calling-layers)
explains positional arguments, \`padding\` and the computation of sizes.

| group | layers |
|---|---|
${contents.join("\n")}

${sections.join("\n\n")}
`;
}

function layerSection(layer: LayerDefinition): string {
    const rows = Array.from(layer.arguments, ([name, argument]) => argumentRow(name, argument));
    const table = rows.length === 0
        ? []
        : [["| argument | type | default | meaning |", "|---|---|---|---|", ...rows].join("\n")];
    return [
        `### \`${layer.name}\``,
        `\`${layerSignatureText(layer)}\``,
        `${layer.summary} In PyTorch: \`${layer.pytorchName}\`.`,
        ...layer.documentation === "" ? [] : [layer.documentation],
        ...table,
    ].join("\n\n");
}

function argumentRow(name: string, argument: ArgumentDefinition<unknown>): string {
    const label = defaultLabel(argument);
    const absent = argument.required ? "required" : label === undefined ? "" : `\`${label}\``;
    return `| \`${name}\` | ${argument.type.label} | ${absent} | ${argument.documentation} |`;
}
