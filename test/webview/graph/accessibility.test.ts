import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import { describe, expect, test } from "vitest";
import { figuresOfText } from "../../support/model-figures.ts";
import { previewOf } from "../../support/preview-graphs.ts";
import { usePreviewPages } from "./preview-pages.ts";
import type { PreviewPage } from "./preview-page.ts";
import { googlenet, resnet18 } from "./sample-networks.ts";
import { themeNames } from "./themes.ts";

const pages = usePreviewPages();

const network = `block Two(channels) {
    conv(channels, 3, padding=1)
    relu()
}

model Net() {
    input image: [3, 32, 32]
    stem = conv(8, 3)
    body = repeat 2 { Two(8) }
    output last = conv(4, 1)
}
`;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds: its rules, each with the elements that break it. */
async function violations({ page }: PreviewPage): Promise<readonly string[]> {
    // The policy of the page forbids other scripts; the debugger's may run.
    await page.evaluate(axe);
    // The names of boxes have all their texts, in the order of a sentence.
    const options: RunOptions = { resultTypes: ["violations"], rules: { "label-content-name-mismatch": { enabled: false } } };
    const found = await page.evaluate(async (given) =>
        (Reflect.get(window, "axe") as { run(options: RunOptions): Promise<AxeResults> }).run(given), options);
    return found.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary ?? ""}`));
}

describe.each(themeNames)("axe finds nothing in the theme %s", (theme) => {
    test("with layers, feature maps, colours by cost, a menu and the panel", async () => {
        const preview = await pages.drawn(resnet18(), { theme });
        const { page } = preview;
        expect(await violations(preview)).toEqual([]);
        await page.locator(".colour-select").selectOption("macs");
        await page.locator(".search-field").focus();
        expect(await violations(preview)).toEqual([]);
        await page.locator(".graph-drawing").press("v");
        await preview.next("drawn");
        await page.getByRole("button", { name: "More actions", exact: true }).click();
        expect(await violations(preview)).toEqual([]);
        await page.keyboard.press("Escape");
        await page.locator(".graph-drawing").press("i");
        await preview.draw(googlenet());
        expect(await violations(preview)).toEqual([]);
    });

    test("with the table, the plots and a comparison", async () => {
        const graph = previewOf(network);
        const preview = await pages.drawn(graph, { theme, size: { width: 1100, height: 900 } });
        const { page, send } = preview;
        await page.locator(".graph-drawing").press("t");
        await preview.next("request-figures");
        const figures = figuresOfText(network);
        await send({ type: "figures", uri: graph.uri, figures });
        await page.locator(".grid-body .grid-row").first().waitFor();
        expect(await violations(preview)).toEqual([]);
        await page.getByRole("tab", { name: "Plots" }).click();
        await page.locator(".uplot canvas").first().waitFor();
        expect(await violations(preview)).toEqual([]);
        await send({ type: "compare" });
        await send({
            type: "figures", uri: graph.uri, figures,
            compared: { kind: "figures", title: "Last commit", figures: figuresOfText(network.replace("Two(8)", "Two(4)")) },
        });
        await page.locator("#comparison .grid-body .grid-row").first().waitFor();
        expect(await violations(preview)).toEqual([]);
    });
});

describe("with reduced motion", () => {
    test("the drawing moves at once, and nothing is animated", async () => {
        const { page } = await pages.unfolded(resnet18());
        await page.emulateMedia({ reducedMotion: "reduce" });
        await page.locator(".world").evaluate((world) => {
            const seen: (string | null)[] = [world.getAttribute("transform")];
            Reflect.set(window, "transforms", seen);
            new MutationObserver(() => seen.push(world.getAttribute("transform"))).observe(world, { attributeFilter: ["transform"] });
        });
        await page.locator(".graph-drawing").press("End");
        await expect.poll(() => page.locator(".box.active").count()).toBe(1);
        const moves = await page.evaluate(() => new Set(Reflect.get(window, "transforms") as readonly string[]).size);
        expect(moves).toBe(2);
        expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    });

    test("no element has a transition or an animation in any style of the page", async () => {
        const { page } = await pages.drawn(resnet18());
        const moving = await page.evaluate(() => {
            const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
            return rules.flatMap((rule) => {
                const style = rule instanceof CSSStyleRule ? rule.style : undefined;
                const moves = [style?.animationName ?? "", style?.transitionProperty ?? ""];
                return rule instanceof CSSStyleRule && moves.some((name) => name !== "" && name !== "none")
                    ? [rule.selectorText] : [];
            });
        });
        const stopped = await page.evaluate(() => {
            const media = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
                .filter((rule) => rule instanceof CSSMediaRule)
                .filter(({ conditionText }) => conditionText.includes("prefers-reduced-motion"));
            return media.flatMap(({ cssRules }) => [...cssRules].flatMap((rule) =>
                rule instanceof CSSStyleRule && rule.style.animationName === "none" ? [rule.selectorText] : []));
        });
        expect(stopped).toEqual(expect.arrayContaining(moving));
    });
});
