import type { Position, SignatureHelp, SignatureInformation } from "vscode-languageserver-types";
import type { Argument, Call, Decorator } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { bindCall } from "../evaluation/call-binding.ts";
import { offsetOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { callableOf, type Callable } from "./callable.ts";
import { openCall } from "./completion-context.ts";
import { emptyMarkdown, inlineCode, markdown, markdownContent, paragraphs, type Markdown } from "./markdown.ts";
import { summarizeShapes } from "./shape-summary.ts";

/** Typed characters that open signature help, and those that update it. */
export const signatureTriggers = { open: ["(", ","], update: ["="] } as const;

/** The signature of the call or decorator around a position, with the active parameter and the shapes of its uses. */
export function signatureHelp(source: AnalyzedDocument, position: Position): SignatureHelp | undefined {
    const { analysis } = source;
    const open = openCall(analysis.file, offsetOf(source, position));
    const callable = open === undefined ? undefined : callableOf(analysis, open.callee.text, open.isDecorator);
    if (open === undefined || callable === undefined) {
        return undefined;
    }
    const call = callAt(source, open.callee.start);
    const name = `${open.isDecorator ? "@" : ""}${open.callee.text}`;
    const active = activeParameter(callable, call?.arguments ?? [], open.argument);
    return {
        signatures: [{
            ...labelled(name, callable),
            documentation: markdownContent(paragraphs(
                callable.documentation, call?.kind === "call" ? shapes(source, call) : undefined,
            )),
            // LSP treats an index beyond the last parameter as none.
            activeParameter: active ?? callable.operands.length + callable.parameters.length,
        }],
        activeSignature: 0,
    };
}

/** The label with the range of each parameter. */
function labelled(
    name: string, { operands, parameters }: Callable,
): Pick<SignatureInformation, "label" | "parameters"> {
    const texts = [
        ...operands.map((text) => ({ text, documentation: emptyMarkdown })),
        ...parameters.map(({ text, documentation }) => ({ text, documentation })),
    ];
    let label = `${name}(`;
    const places = texts.map(({ text, documentation }, index) => {
        label += index === 0 ? "" : ", ";
        const start = label.length;
        label += text;
        const place: [number, number] = [start, label.length];
        return {
            label: place,
            ...(documentation === emptyMarkdown ? {} : { documentation: markdownContent(documentation) }),
        };
    });
    return { label: `${label})`, parameters: places };
}

function callAt({ analysis }: AnalyzedDocument, calleeStart: number): Call | Decorator | undefined {
    return nodePathAt(analysis.file.tree, calleeStart).findLast((node): node is Call | Decorator =>
        (node.kind === "call" && node.callee.start === calleeStart) ||
        (node.kind === "decorator" && node.name?.start === calleeStart));
}

/** The index, including operands, of the parameter that an argument fills; undefined if there is none. */
function activeParameter(
    { signature, operands, parameters }: Callable, args: readonly Argument[], index: number,
): number | undefined {
    const argument = args[index] ?? unwrittenArgument;
    const bound = bindCall(signature, args.toSpliced(index, 1, argument));
    const target = parameters.findIndex(({ name }) => bound.byParameter.get(name) === argument);
    if (target >= 0) {
        return operands.length + target;
    }
    return bound.operands.includes(argument) ? Math.min(index, operands.length - 1) : undefined;
}

/** The argument that is about to be written after a comma. */
const unwrittenArgument: Argument = {
    kind: "argument", name: undefined, value: { kind: "error", start: 0, end: 0 }, start: 0, end: 0,
};

/** `[64, 56, 56]` → `[128, 28, 28]`, over all uses of a line. */
function shapes({ analysis }: AnalyzedDocument, call: Call): Markdown | undefined {
    const uses = analysis.uses.get(call) ?? [];
    const output = summarizeShapes(uses.flatMap(({ values }) => values.slice(0, 1).map(({ shape }) => shape)));
    const inputs = uses.flatMap(({ layer }) => layer?.inputs.slice(0, 1) ?? []);
    const input = summarizeShapes(inputs.map(({ shape }) => shape));
    return output === undefined
        ? undefined
        : markdown`${input === undefined ? emptyMarkdown : markdown`${inlineCode(input)} `}→ ${inlineCode(output)}`;
}
