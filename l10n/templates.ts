import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { decorators } from "../server/evaluation/decorator-definitions.ts";
import { builtInFunctions } from "../server/evaluation/built-in-functions.ts";
import { valueAttributes } from "../server/evaluation/value-attributes.ts";
import { keywordDocumentation } from "../server/features/keyword-documentation.ts";
import { snippets } from "../server/features/snippets.ts";
import { families, layers } from "../server/layers/catalogue.ts";
import { templateDescriptions } from "../templates/generate.ts";

/** The sources that show text to users of the editor; the command line and the tools for assistants stay English. */
const sources = "{server,drawing,markdown,client,webview}/**/*.ts";
const english = ["server/cli/**", "server/tools/**"];
const root = new URL("../", import.meta.url).pathname;

/** All templates: those of calls with templates, and the documentation in definitions. */
export function allTemplates(): ReadonlySet<string> {
    const files = globSync(sources, { cwd: root, exclude: english }).toSorted();
    return new Set([...files.flatMap(templatesOf), ...documentation()]);
}

/** The templates in the calls of a file. */
function templatesOf(path: string): readonly string[] {
    const content = readFileSync(`${root}${path}`, "utf8");
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
        case "worded":
            return args.slice(0, 1);
        case "plural":
        case "wordedPlural":
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
        ...snippets.map(({ description }) => description),
        ...templateDescriptions(),
        ...families.keys(), "Input", "Output",
    ].filter((words) => words !== "");
}
