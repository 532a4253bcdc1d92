import type { ArgumentDefinition } from "../layers/argument-types.ts";
import type { DecoratorDefinition } from "../evaluation/decorator-definitions.ts";
import { expectedText } from "../diagnostics/expected-text.ts";
import {
    bulletList, inlineCode, markdown, ownMarkdown, paragraphs, plainText, worded, type Markdown,
} from "./markdown.ts";
import { defaultLabel } from "./signature-text.ts";

/** Documents an argument of a layer: its type, purpose and default. */
export function argumentDocumentation(name: string, definition: ArgumentDefinition<unknown>): Markdown {
    const value = defaultLabel(definition);
    const absent = definition.required
        ? worded("Required.")
        : value === undefined ? undefined : worded("Default: {value}", { value: inlineCode(value) });
    return paragraphs(
        markdown`${inlineCode(name)}: ${ownMarkdown(definition.type.label)}`, ownMarkdown(definition.documentation), absent,
    );
}

export function decoratorDocumentation({ name, documentation, arguments: args }: DecoratorDefinition): Markdown {
    return paragraphs(
        inlineCode(`@${name}`),
        ownMarkdown(documentation),
        bulletList(args.map((one) =>
            markdown`${inlineCode(one.name)}, ${plainText(expectedText(one.expected))}: ${ownMarkdown(one.documentation)}`)),
    );
}
