import { commentLinesAbove, headerComment } from "../grammar/comments.ts";
import { tokenAfter, tokensIn } from "../grammar/source-tokens.ts";
import type { ParsedFile } from "../grammar/parsed-file.ts";
import type { Decorator, Item, Span } from "../grammar/syntax-tree.ts";
import { descendants } from "../grammar/traversal.ts";
import { analyze } from "../server/analysis/analyze.ts";
import { decorators } from "../server/evaluation/decorator-definitions.ts";
import { format } from "../server/format/format.ts";
import { totalCost } from "../server/graph/cost.ts";
import type { AnalysisHost } from "../server/names/host.ts";
import type { FileScope } from "../server/names/program.ts";
import { formatQuantity } from "../server/quantities.ts";

/** A network to start from, without references to other files. */
export interface Template {
    readonly name: string;
    /** The first sentence of the file's comment. */
    readonly description: string;
    readonly models: readonly string[];
    /** The parameters of the smallest and the largest model, as text. */
    readonly parameters: { readonly least: string; readonly most: string };
    readonly text: string;
}

interface Replacement extends Span {
    readonly text: string;
}

/**
 * Makes a template of a file. An unsaved document cannot refer to files by relative paths, so imports become what they
 * provide, and decorators lose their files.
 */
export function templateOf(uri: string, host: AnalysisHost): Template {
    const { file, names, models } = analyze(uri, host);
    const heading = headingOf(file);
    const sentence = untrained(heading.sentence);
    const counts = models.map((model) => totalCost(model).parameters.value);
    const replacements = [...withoutImports(names), ...withoutFiles(file)];
    if (sentence !== heading.sentence) {
        replacements.push({ ...heading.paragraph, text: wrapped(sentence) });
    }
    return {
        ...nameAndDescription(uri, file),
        models: models.map((model) => model.name),
        parameters: { least: formatQuantity(Math.min(...counts)), most: formatQuantity(Math.max(...counts)) },
        text: format(applied(file.text, replacements)),
    };
}

/** How the comment at the start of a network's file names and describes it. */
export function nameAndDescription(uri: string, file: ParsedFile): Pick<Template, "name" | "description"> {
    const sentence = untrained(headingOf(file).sentence);
    const [, name, description] = /^An? /u.test(sentence) ? [] : /^([^:,]{1,30})[:,] (.*)$/su.exec(sentence) ?? [];
    return name === undefined || description === undefined
        ? { name: nameOfFile(uri), description: sentence }
        : { name, description: capitalized(description) };
}

/** A template has no weights. */
function untrained(sentence: string): string {
    return sentence.replace(" with trained weights", "");
}

function nameOfFile(uri: string): string {
    return capitalized(uri.slice(uri.lastIndexOf("/") + 1).replace(/\.cnn$/u, ""));
}

function capitalized(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first sentence of a file's comment, and the span of its first paragraph. */
function headingOf(file: ParsedFile): { readonly sentence: string; readonly paragraph: Span } {
    const [first = ""] = (headerComment(file) ?? "").split("\n\n");
    const count = first.split("\n").length;
    const lines = tokensIn(file, { start: 0, end: file.text.length }, "comment").slice(0, count);
    // "K. He" and "et al.," are no ends of a sentence.
    const sentence = /^.*?(?:[\p{Ll}\d)]|II)\.(?=\s|$)/su.exec(first)?.[0] ?? first;
    return {
        sentence: sentence.replace(/\s+/gu, " "),
        paragraph: { start: lines[0]?.start ?? 0, end: lines.at(-1)?.end ?? 0 },
    };
}

/** A comment with lines of at most 120 characters. */
function wrapped(sentence: string): string {
    return sentence.replace(/(.{1,117})(?:\s|$)/gu, "# $1\n").trimEnd();
}

/** Replaces the first import with everything that the file uses of its imports. */
function withoutImports(scope: FileScope): readonly Replacement[] {
    const { items } = scope.parsed.tree;
    const used = new Map<Item, FileScope>();
    const waiting = items.map((item) => ({ item, file: scope }));
    for (const { item, file } of waiting) {
        for (const { node: { text } } of file.names.of(item).references) {
            const found = file.called.get(text) ?? file.constants.get(text);
            const declaration = found?.kind === "block" ? found.block : found?.declaration;
            if (found !== undefined && declaration !== undefined && found.file !== scope && !used.has(declaration)) {
                used.set(declaration, found.file);
                waiting.push({ item: declaration, file: found.file });
            }
        }
    }
    const texts = [...used].toSorted(([a, fileOfA], [b, fileOfB]) =>
        (fileOfA.uri < fileOfB.uri ? -1 : fileOfA.uri > fileOfB.uri ? 1 : a.start - b.start))
        .map(([item, { parsed }]) =>
            parsed.text.slice(commentLinesAbove(parsed, item.start)[0]?.start ?? item.start, item.end));
    const [first, ...others] = items.filter(({ kind }) => kind === "import");
    return first === undefined ? [] : [
        { start: first.start, end: first.end, text: texts.join("\n\n") },
        ...others.map(({ start, end }) => ({ start, end, text: "" })),
    ];
}

/** Removes the files that decorators name, and decorators that need theirs. */
function withoutFiles(file: ParsedFile): readonly Replacement[] {
    return descendants(file.tree).flatMap((node) => (node.kind === "decorator" ? withoutFile(node, file) : []));
}

function withoutFile(decorator: Decorator, file: ParsedFile): readonly Replacement[] {
    const definition = decorators.get(decorator.name?.text ?? "");
    const isFile = (name: string | undefined, index: number): boolean =>
        (name === undefined ? definition?.arguments[index] : definition?.arguments.find((one) => one.name === name))
            ?.file !== undefined;
    const kept = decorator.arguments.filter(({ name }, index) => !isFile(name?.text, index));
    if (kept.length === decorator.arguments.length) {
        return [];
    }
    if (definition?.arguments.some((one) => one.file !== undefined && one.required) === true) {
        const newline = tokenAfter(file, decorator.end);
        const next = newline === undefined ? undefined : tokenAfter(file, newline.end);
        return [{ start: decorator.start, end: next?.start ?? decorator.end, text: "" }];
    }
    const texts = kept.map(({ start, end }) => file.text.slice(start, end));
    const args = texts.length === 0 ? "" : `(${texts.join(", ")})`;
    return [{ start: decorator.start, end: decorator.end, text: `@${decorator.name?.text ?? ""}${args}` }];
}

function applied(text: string, replacements: readonly Replacement[]): string {
    return replacements.toSorted((a, b) => b.start - a.start)
        .reduce((before, one) => before.slice(0, one.start) + one.text + before.slice(one.end), text);
}
