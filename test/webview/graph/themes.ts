import themes from "./themes.json" with { type: "json" };

export type ThemeName = keyof typeof themes;

export const themeNames = Object.keys(themes) as readonly ThemeName[];

/** The class that VS Code gives a webview's body. */
export function themeClass(name: ThemeName): string {
    return themes[name].bodyClass;
}

/** What VS Code 1.139 tells a webview of one of its own themes: the colours and fonts that our pages use. */
export function themeStyle(name: ThemeName): string {
    const properties = Object.entries(themes[name].colours).map(([key, value]) => `--vscode-${key}: ${value};`);
    return `:root { ${properties.join(" ")} }`;
}
