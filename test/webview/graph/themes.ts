import themes from "./themes.json" with { type: "json" };

export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as readonly ThemeName[];

/** The class of a webview's body in VS Code. */
export function themeClass(name: ThemeName): string {
    return themes[name].bodyClass;
}

/**
 * The colours and fonts that VS Code 1.139 passes to a webview for one of its own themes, as far as our pages use them.
 */
export function themeStyle(name: ThemeName): string {
    const properties = Object.entries(themes[name].colours).map(([key, value]) => `--vscode-${key}: ${value};`);
    return `:root { ${properties.join(" ")} }`;
}
