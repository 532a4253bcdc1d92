import type { ArgumentDefinition } from "../layers/argument-types.ts";
import type { DecoratorDefinition } from "../evaluation/decorator-definitions.ts";
import { bulletList, inlineCode, markdown, ownMarkdown, paragraphs, type Markdown } from "./markdown.ts";
import { defaultLabel } from "./signature-text.ts";

/** Documents an argument of a layer: its type, purpose and default. */
export function argumentDocumentation(name: string, definition: ArgumentDefinition<unknown>): Markdown {
    const value = defaultLabel(definition);
    const absent = definition.required
        ? markdown`Required.`
        : value === undefined ? undefined : markdown`Default: ${inlineCode(value)}`;
    return paragraphs(
        markdown`${inlineCode(name)}: ${ownMarkdown(definition.type.label)}`, ownMarkdown(definition.documentation), absent,
    );
}

export function decoratorDocumentation({ name, documentation, arguments: args }: DecoratorDefinition): Markdown {
    return paragraphs(
        inlineCode(`@${name}`),
        ownMarkdown(documentation),
        bulletList(args.map((one) =>
            markdown`${inlineCode(one.name)}, ${ownMarkdown(one.expected)}: ${ownMarkdown(one.documentation)}`)),
    );
}
