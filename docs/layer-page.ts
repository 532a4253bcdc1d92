import { layerList, type ArgumentReference, type LayerReference } from "../server/features/layer-reference.ts";

/** Generates the page of all layers from their definitions. */
export function layersPage(): string {
    const contents = Array.from(layerList(), ([family, members]) => {
        const links = members.map(({ name }) => `[\`${name}\`](#${name})`);
        return `| ${family} | ${links.join(", ")} |`;
    });
    const sections = Array.from(layerList(), ([family, members]) =>
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

function layerSection(layer: LayerReference): string {
    const rows = layer.arguments.map(argumentRow);
    const table = rows.length === 0
        ? []
        : [["| argument | type | default | meaning |", "|---|---|---|---|", ...rows].join("\n")];
    return [
        `### \`${layer.name}\``,
        `\`${layer.signature}\``,
        `${layer.summary} In PyTorch: \`${layer.pytorchName}\`.`,
        ...layer.documentation === "" ? [] : [layer.documentation],
        ...table,
    ].join("\n\n");
}

function argumentRow({ name, type, required, default: label, documentation }: ArgumentReference): string {
    const absent = required ? "required" : label === undefined ? "" : `\`${label}\``;
    return `| \`${name}\` | ${type} | ${absent} | ${documentation} |`;
}
