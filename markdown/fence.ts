import type MarkdownIt from "markdown-it";
import type { Html } from "./html.ts";

/** Draws the networks of `cnn` fences below their text. `figureOf` is called for the first such fence. */
export function drawFences(md: MarkdownIt, figureOf: (source: string) => Html): MarkdownIt {
    const renderFence = md.renderer.rules.fence;
    md.renderer.rules.fence = (tokens, index, options, env, self) => {
        const rendered = renderFence?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
        const token = tokens[index];
        return token !== undefined && isDrawn(token.info) ? rendered + figureOf(token.content).markup : rendered;
    };
    return md;
}

/** Whether a fence's information string is `cnn`, optionally with words other than `no-preview`. */
function isDrawn(information: string): boolean {
    const [language = "", ...attributes] = information.trim().split(/[\s,:{}?]+/);
    return language.toLowerCase() === "cnn" && !attributes.includes("no-preview");
}
