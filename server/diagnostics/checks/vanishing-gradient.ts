import { findDecorator } from "../../graph/decorators.ts";
import { foundOnce } from "../../graph/found-once.ts";
import type { ModelGraph } from "../../graph/graph.ts";
import {
    gradientRemedy, unbalancedGradient, type GradientRatio, type GradientRemedy,
} from "../../graph/signal/gradient-ratio.ts";
import { formatRatio } from "../../quantities.ts";
import { plural, text, type Text } from "../../text.ts";
import { defineCheck, type Found } from "../check.ts";
import type { Fix } from "../fix.ts";

/** The predicted gradient of a loss is far smaller at the first weighted layer than at the last. */
export const vanishingGradient = defineCheck({
    code: "vanishing-gradient",
    severity: "hint",
    message: gradientMessage,
    help: gradientHelp,
    inGraph: (graph) => findings(graph, (ratio) => ratio < 1),
});

/** The predicted gradient is far larger at the first weighted layer. */
export const explodingGradient = defineCheck({
    code: "exploding-gradient",
    severity: "hint",
    message: gradientMessage,
    help: gradientHelp,
    inGraph: (graph) => findings(graph, (ratio) => ratio > 1),
});

interface UnbalancedGradient extends GradientRatio {
    readonly remedy: () => GradientRemedy;
}

function gradientMessage({ first, last, ratio, layers }: UnbalancedGradient): Text {
    return plural(layers - 1,
        "gradient at `{first}` is {ratio}× that at `{last}`, {layers} weighted layer later",
        "gradient at `{first}` is {ratio}× that at `{last}`, {layers} weighted layers later",
        { first: first.path, last: last.path, ratio: formatRatio(ratio), layers: layers - 1 });
}

function gradientHelp({ remedy }: UnbalancedGradient): Text {
    const found = remedy();
    switch (found.kind) {
        case "initialization":
            return text("use `@init(\"he\")`, with which it is {ratio}×", { ratio: formatRatio(found.ratio) });
        case "normalization":
            return text("add `batch_norm()` after each weighted layer, with which it is {ratio}×", {
                ratio: formatRatio(found.ratio),
            });
        case "shortcuts":
            return text("add the input of every few layers to their result, as ResNet does");
    }
}

const unbalanced = foundOnce(unbalancedGradient);
const remedyOf = foundOnce(gradientRemedy);

function* findings(graph: ModelGraph, isReported: (ratio: number) => boolean): Iterable<Found<UnbalancedGradient>> {
    const found = unbalanced(graph);
    if (found === undefined || !isReported(found.ratio)) {
        return;
    }
    yield {
        location: found.first.location,
        scope: found.first.scope,
        facts: { ...found, remedy: () => remedyOf(graph) },
        related: [{ ...found.last.location, message: text("the last weighted layer") }],
        fixes: () => (remedyOf(graph).kind === "initialization" && found.first.location.uri === graph.uri
            ? withHeInitialization(graph)
            : []),
    };
}

function withHeInitialization({ decorators }: ModelGraph): readonly Fix[] {
    const span = findDecorator(decorators, "init")?.spans.get("kind");
    return span === undefined
        ? []
        : [{ title: text("Initialize with `@init(\"he\")`"), edits: [{ span, text: "\"he\"" }], preferred: true }];
}
