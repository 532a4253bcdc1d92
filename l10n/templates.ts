import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { decorators } from "../server/evaluation/decorator-definitions.ts";
import { builtInFunctions } from "../server/evaluation/built-in-functions.ts";
import { valueAttributes } from "../server/evaluation/value-attributes.ts";
import { keywordDocumentation } from "../server/features/keyword-documentation.ts";
import { layers } from "../server/layers/catalogue.ts";

/** The sources that show text to users. */
const sources = "{server,client,webview}/**/*.ts";
const root = new URL("../", import.meta.url).pathname;

/** All templates: those of `text` and `plural` calls, and the documentation in definitions. */
export function allTemplates(): ReadonlySet<string> {
    return new Set([...globSync(sources, { cwd: root }).toSorted().flatMap(templatesOf), ...documentation()]);
}

/** The templates that a file passes to `text` and `plural`. */
function templatesOf(path: string): readonly string[] {
    const content = readFileSync(`${root}${path}`, "utf8");
    if (!content.includes("/text.ts\"") && path !== "server/text.ts") {
        return [];
    }
    const found: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node)) {
            found.push(...templateArguments(node).filter(ts.isStringLiteralLike).map((literal) => literal.text));
        }
        ts.forEachChild(node, visit);
    };
    visit(ts.createSourceFile(path, content, ts.ScriptTarget.Latest));
    return found;
}

/** The arguments of a call that are templates. */
export function templateArguments({ expression, arguments: args }: ts.CallExpression): readonly ts.Expression[] {
    switch (ts.isIdentifier(expression) ? expression.text : "") {
        case "text":
            return args.slice(0, 1);
        case "plural":
            return args.slice(1, 3);
        default:
            return [];
    }
}

function documentation(): readonly string[] {
    const ofLayers = Array.from(layers.values()).flatMap((layer) => [
        layer.summary,
        layer.documentation,
        ...Array.from(layer.arguments.values()).flatMap((argument) => [argument.documentation, argument.type.label]),
    ]);
    const ofDecorators = Array.from(decorators.values()).flatMap((decorator) =>
        [decorator.documentation, ...decorator.arguments.map((argument) => argument.documentation)]);
    return [
        ...ofLayers,
        ...ofDecorators,
        ...Array.from(builtInFunctions.values()).map((builtIn) => builtIn.documentation),
        ...valueAttributes.values(),
        ...Object.values(keywordDocumentation).map(({ text }) => text),
    ].filter((words) => words !== "");
}
