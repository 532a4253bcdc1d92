import type { DocumentLink } from "vscode-languageserver-types";
import type { Decorator, StringLiteral } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import { decorators } from "../evaluation/decorator-definitions.ts";
import { rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";

/** Links to the files that the document refers to: imports, and the labels and weights of decorators. */
export function documentLinks(source: AnalyzedDocument): readonly DocumentLink[] {
    const paths: StringLiteral[] = [];
    for (const node of descendants(source.analysis.file.tree)) {
        if (node.kind === "import" && node.path !== undefined) {
            paths.push(node.path);
        } else if (node.kind === "decorator") {
            paths.push(...filesNamedBy(node));
        }
    }
    return paths.filter(({ wellFormed, value }) => wellFormed && value !== "").map((path) => ({
        range: rangeOf(source, { start: path.start + 1, end: path.end - 1 }),
        target: source.host.resolve(source.analysis.uri, path.value),
    }));
}

function filesNamedBy(decorator: Decorator): readonly StringLiteral[] {
    const definition = decorators.get(decorator.name?.text ?? "");
    const positional = decorator.arguments.filter(({ name }) => name === undefined);
    return decorator.arguments.flatMap((argument) => {
        const { name, value } = argument;
        const parameter = name === undefined
            ? definition?.arguments[positional.indexOf(argument)]
            : definition?.arguments.find((one) => one.name === name.text);
        return parameter?.file !== undefined && value.kind === "string" ? [value] : [];
    });
}
