import { CompletionItemKind, InsertTextFormat, type CompletionItem } from "vscode-languageserver-types";
import { documentationText } from "../text.ts";
import type { Completion } from "./completion-items.ts";
import { codeBlock, markdownContent } from "./markdown.ts";

/** Code with placeholders in TextMate's syntax. */
export interface Snippet {
    /** The text that finds it. */
    readonly prefix: string;
    readonly description: string;
    /** Whether it is valid between items or in a body. */
    readonly place: "item" | "statement";
    readonly body: readonly string[];
}

export const snippets: readonly Snippet[] = [
    {
        prefix: "model", place: "item", description: "A model with an input and an output",
        body: [
            "model ${1:Network}(classes = ${2:1000}) {",
            "    input image: [${3:3}, H = ${4:224}, W = ${4:224}]",
            "",
            "    ${0:conv(64, 3, padding=1)}",
            "    global_avg_pool()",
            "    flatten()",
            "    output scores = linear(classes)",
            "}",
        ],
    },
    {
        prefix: "block", place: "item", description: "A block: a reusable group of layers",
        body: ["block ${1:Name}(${2:channels}) {", "    conv($2, 3, padding=1)$0", "}"],
    },
    {
        prefix: "residual", place: "item", description: "A residual block: two convolutions with a shortcut",
        body: [
            "block ${1:Residual}(channels, stride = 1) {",
            "    shortcut = in",
            "    if stride != 1 or in.channels != channels {",
            "        shortcut = in -> conv(channels, 1, stride=stride, bias=false) -> batch_norm()",
            "    }",
            "    in -> conv(channels, 3, stride=stride, padding=1, bias=false) -> batch_norm() -> relu()",
            "    last = conv(channels, 3, padding=1, bias=false) -> batch_norm()",
            "    add(last, shortcut)",
            "    relu()$0",
            "}",
        ],
    },
    {
        prefix: "inverted_residual", place: "item",
        description: "An inverted residual block: expansion, depthwise convolution, projection",
        body: [
            "block ${1:InvertedResidual}(channels, stride = 1, expansion = ${2:6}) {",
            "    conv(expansion * in.channels, 1, bias=false) -> batch_norm() -> relu6()",
            "    depthwise_conv(3, stride=stride, padding=1, bias=false) -> batch_norm() -> relu6()",
            "    projected = conv(channels, 1, bias=false) -> batch_norm()",
            "    if stride == 1 and in.channels == channels {",
            "        add(projected, in)$0",
            "    }",
            "}",
        ],
    },
    {
        prefix: "dense", place: "item", description: "A dense block: every layer reads the results of all previous layers",
        body: [
            "block ${1:Dense}(layers, growth) {",
            "    features = in",
            "    repeat layers {",
            "        new = features -> conv(4 * growth, 1) -> relu() -> conv(growth, 3, padding=1)",
            "        features = concat(features, new)",
            "    }$0",
            "}",
        ],
    },
    {
        prefix: "inception", place: "item", description: "An Inception block: parallel branches, concatenated",
        body: [
            "block ${1:Inception}(c1, r3, c3, r5, c5, pool) {",
            "    concat(",
            "        branch1 = conv(c1, 1) -> relu(),",
            "        branch2 = conv(r3, 1) -> relu() -> conv(c3, 3, padding=1) -> relu(),",
            "        branch3 = conv(r5, 1) -> relu() -> conv(c5, 5, padding=2) -> relu(),",
            "        branch4 = max_pool(3, stride=1, padding=1) -> conv(pool, 1) -> relu(),",
            "    )$0",
            "}",
        ],
    },
    {
        prefix: "squeeze_excitation", place: "item", description: "A squeeze-and-excitation block: a gate for each channel",
        body: [
            "block ${1:SqueezeExcitation}(reduction = ${2:16}) {",
            "    global_avg_pool()",
            "    conv(in.channels // reduction, 1) -> relu()",
            "    gate = conv(in.channels, 1) -> sigmoid()",
            "    mul(in, gate)$0",
            "}",
        ],
    },
    {
        prefix: "input", place: "statement", description: "An input with its shape; named sizes are dynamic",
        body: ["input ${1:image}: [${2:3}, H = ${3:224}, W = ${3:224}]$0"],
    },
    {
        prefix: "convbn", place: "statement", description: "A convolution without bias, batch norm and ReLU",
        body: ["conv(${1:64}, ${2:3}, padding=${3:1}, bias=false) -> batch_norm() -> relu()$0"],
    },
    {
        prefix: "branches", place: "statement", description: "Parallel branches, concatenated",
        body: [
            "concat(",
            "    conv(${1:64}, 1),",
            "    conv(${2:96}, 1) -> conv(${3:128}, 3, padding=1),",
            "    max_pool(3, stride=1, padding=1) -> conv(${4:32}, 1),",
            ")$0",
        ],
    },
    {
        prefix: "repeat", place: "statement", description: "Repeats lines",
        body: ["repeat ${1:2} {", "    ${0:relu()}", "}"],
    },
    {
        prefix: "for", place: "statement", description: "Repeats lines for each element of a list or range",
        body: ["for ${1:i} in ${2:0..4} {", "    ${0:relu()}", "}"],
    },
];

/** The snippets that are valid at a place, as completions. */
export function snippetItems(place: Snippet["place"]): readonly Completion[] {
    return snippets.filter((snippet) => snippet.place === place).map(({ prefix, body }) => ({
        label: prefix,
        kind: CompletionItemKind.Snippet,
        insertText: body.join("\n"),
        insertTextFormat: InsertTextFormat.Snippet,
        sortText: `3${prefix}`,
        reference: { kind: "snippet", name: prefix },
    }));
}

/** The description of a snippet, and the code that it inserts. */
export function snippetDocumentation(prefix: string): Pick<CompletionItem, "detail" | "documentation"> {
    const snippet = snippets.find((one) => one.prefix === prefix);
    return snippet === undefined ? {} : {
        detail: documentationText(snippet.description),
        documentation: markdownContent(codeBlock(snippetText(snippet.body.join("\n")))),
    };
}

/** A snippet with its placeholders filled in. */
export function snippetText(body: string): string {
    const values = new Map(Array.from(body.matchAll(/\$\{(\d+):([^}]*)\}/gu), ([, number, value]) => [number, value]));
    return body.replace(/\$\{(\d+):[^}]*\}|\$(\d+)/gu,
        (_, placeholder?: string, mirror?: string) => values.get(placeholder ?? mirror) ?? "");
}
