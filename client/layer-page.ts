/**
 * The section about a layer from the page of all layers, as a page in the folder `layers`; undefined if there is none.
 */
export function layerPage(allLayers: string, layer: string): string | undefined {
    const heading = `\n### \`${layer}\`\n`;
    const start = allLayers.indexOf(heading);
    if (start < 0) {
        return undefined;
    }
    const rest = allLayers.slice(start + heading.length);
    const end = rest.search(/\n##/);
    return `# \`${layer}\`\n${end < 0 ? rest : rest.slice(0, end)}
[Calling layers](../language.md#calling-layers) | [All layers](../layers.md)
`;
}
