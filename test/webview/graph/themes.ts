/** The colours that VS Code's own themes give a webview, as far as the preview uses them. */
export const themes = {
    dark: {
        bodyClass: "vscode-dark",
        colours: {
            "foreground": "#cccccc", "descriptionForeground": "#9d9d9d", "focusBorder": "#0078d4",
            "icon-foreground": "#cccccc", "errorForeground": "#f85149",
            "editor-background": "#1f1f1f", "panel-border": "#2b2b2b", "sideBar-background": "#181818",
            "sideBarTitle-foreground": "#cccccc", "toolbar-hoverBackground": "rgba(90, 93, 94, 0.31)",
            "charts-blue": "#59a4f9", "charts-red": "#f14c4c", "charts-yellow": "#cca700", "charts-orange": "#d18616",
            "charts-green": "#89d185", "charts-purple": "#b180d7", "charts-foreground": "#cccccc",
            "editorHoverWidget-background": "#202020", "editorHoverWidget-border": "#454545",
            "editorHoverWidget-foreground": "#cccccc", "widget-shadow": "rgba(0, 0, 0, 0.36)",
            "editorWarning-foreground": "#cca700", "editorError-foreground": "#f85149",
            "inputValidation-warningBackground": "#352a05", "inputValidation-warningBorder": "#b89500",
            "inputValidation-errorBorder": "#be1100",
            "input-background": "#313131", "input-foreground": "#cccccc", "input-border": "#3c3c3c",
            "input-placeholderForeground": "#989898",
            "dropdown-background": "#313131", "dropdown-foreground": "#cccccc", "dropdown-border": "#3c3c3c",
            "button-background": "#0078d4", "button-foreground": "#ffffff",
            "button-secondaryBackground": "#313131", "button-secondaryForeground": "#cccccc",
            "button-secondaryHoverBackground": "#3c3c3c", "progressBar-background": "#0078d4",
            "minimapSlider-background": "rgba(121, 121, 121, 0.2)",
            "minimapSlider-hoverBackground": "rgba(100, 100, 100, 0.35)",
            "testing-iconPassed": "#73c991", "testing-iconFailed": "#f14c4c",
        },
    },
    light: {
        bodyClass: "vscode-light",
        colours: {
            "foreground": "#3b3b3b", "descriptionForeground": "#3b3b3b", "focusBorder": "#005fb8",
            "icon-foreground": "#3b3b3b", "errorForeground": "#f85149",
            "editor-background": "#ffffff", "panel-border": "#e5e5e5", "sideBar-background": "#f8f8f8",
            "sideBarTitle-foreground": "#3b3b3b", "toolbar-hoverBackground": "rgba(184, 184, 184, 0.31)",
            "charts-blue": "#1a85ff", "charts-red": "#e51400", "charts-yellow": "#bf8803", "charts-orange": "#d18616",
            "charts-green": "#388a34", "charts-purple": "#652d90", "charts-foreground": "#3b3b3b",
            "editorHoverWidget-background": "#f8f8f8", "editorHoverWidget-border": "#c8c8c8",
            "editorHoverWidget-foreground": "#3b3b3b", "widget-shadow": "rgba(0, 0, 0, 0.16)",
            "editorWarning-foreground": "#bf8803", "editorError-foreground": "#e51400",
            "inputValidation-warningBackground": "#f6f5d2", "inputValidation-warningBorder": "#b89500",
            "inputValidation-errorBorder": "#be1100",
            "input-background": "#ffffff", "input-foreground": "#3b3b3b", "input-border": "#cecece",
            "input-placeholderForeground": "#767676",
            "dropdown-background": "#ffffff", "dropdown-foreground": "#3b3b3b", "dropdown-border": "#cecece",
            "button-background": "#005fb8", "button-foreground": "#ffffff",
            "button-secondaryBackground": "#e5e5e5", "button-secondaryForeground": "#3b3b3b",
            "button-secondaryHoverBackground": "#cccccc", "progressBar-background": "#005fb8",
            "minimapSlider-background": "rgba(100, 100, 100, 0.2)",
            "minimapSlider-hoverBackground": "rgba(100, 100, 100, 0.35)",
            "testing-iconPassed": "#73c991", "testing-iconFailed": "#f14c4c",
        },
    },
    highContrast: {
        bodyClass: "vscode-high-contrast",
        colours: {
            "foreground": "#ffffff", "descriptionForeground": "rgba(255, 255, 255, 0.7)", "focusBorder": "#f38518",
            "contrastBorder": "#6fc3df", "contrastActiveBorder": "#f38518",
            "icon-foreground": "#ffffff", "errorForeground": "#f48771",
            "editor-background": "#000000", "panel-border": "#6fc3df", "sideBar-background": "#000000",
            "sideBarTitle-foreground": "#ffffff",
            "charts-blue": "#59a4f9", "charts-red": "#f48771", "charts-yellow": "#ffd370", "charts-orange": "#ab5a00",
            "charts-green": "#89d185", "charts-purple": "#b180d7", "charts-foreground": "#ffffff",
            "editorHoverWidget-background": "#0c141f", "editorHoverWidget-border": "#6fc3df",
            "editorHoverWidget-foreground": "#ffffff",
            "editorWarning-foreground": "#ffd370", "editorError-foreground": "#f48771",
            "inputValidation-warningBackground": "#000000", "inputValidation-warningBorder": "#6fc3df",
            "inputValidation-errorBorder": "#6fc3df",
            "input-background": "#000000", "input-foreground": "#ffffff", "input-border": "#6fc3df",
            "input-placeholderForeground": "rgba(255, 255, 255, 0.7)",
            "dropdown-background": "#000000", "dropdown-foreground": "#ffffff", "dropdown-border": "#6fc3df",
            "button-background": "#000000", "button-foreground": "#ffffff", "button-border": "#6fc3df",
            "button-secondaryBackground": "#000000", "button-secondaryForeground": "#ffffff",
            "progressBar-background": "#6fc3df",
            "testing-iconPassed": "#73c991", "testing-iconFailed": "#f14c4c",
        },
    },
} as const;

export type ThemeName = keyof typeof themes;

/** The style sheet that a webview gets for a theme. */
export function themeStyle(name: ThemeName): string {
    const colours = Object.entries(themes[name].colours).map(([key, value]) => `--vscode-${key}: ${value};`);
    return `:root { ${colours.join(" ")} --vscode-font-family: system-ui, "Ubuntu", sans-serif; --vscode-font-size: 13px; }`;
}
