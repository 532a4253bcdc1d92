import type MarkdownIt from "markdown-it";
import type * as figure from "../markdown/figure.ts";
import { drawFences } from "../markdown/fence.ts";
import type { Html } from "../markdown/html.ts";
import { displayLanguage } from "./display-language.ts";

/**
 * Markdown is rendered synchronously, so the analysis is loaded synchronously. In Node it is another bundle; in a
 * browser, where only the main file can be loaded, it is a part of it that starts here.
 */
declare const require: (file: "../markdown/figure.ts") => typeof figure;

/** Adds the networks of `cnn` fences to VS Code's Markdown preview. Loads the analysis for the first such fence. */
export function extendMarkdownIt(md: MarkdownIt): MarkdownIt {
    let figureOf: ((source: string) => Html) | undefined;
    return drawFences(md, (source) => {
        figureOf ??= require("../markdown/figure.ts").figures(displayLanguage());
        return figureOf(source);
    });
}
