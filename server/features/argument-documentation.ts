import type { ArgumentDefinition } from "../layers/argument-types.ts";
import type { DecoratorDefinition } from "../evaluation/decorator-definitions.ts";
import { bulletList, inlineCode, paragraphs } from "./markdown.ts";
import { defaultLabel } from "./signature-text.ts";

/** Documents an argument of a layer: its type, purpose and default. */
export function argumentDocumentation(name: string, definition: ArgumentDefinition<unknown>): string {
    const value = defaultLabel(definition);
    const absent = definition.required
        ? "Required."
        : value === undefined ? undefined : `Default: ${inlineCode(value)}`;
    return paragraphs(`${inlineCode(name)}: ${definition.type.label}`, definition.documentation, absent);
}

export function decoratorDocumentation({ name, documentation, arguments: args }: DecoratorDefinition): string {
    return paragraphs(
        inlineCode(`@${name}`),
        documentation,
        bulletList(args.map((one) => `${inlineCode(one.name)}, ${one.expected}: ${one.documentation}`)),
    );
}
