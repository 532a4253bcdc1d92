import { inputSchema } from "../server/tools/input-schemas.ts";
import { tools } from "../server/tools/tools.ts";

/** The tools for AI assistants as package.json lists them. What models read stays English. */
export function languageModelTools(): readonly object[] {
    return tools.map((tool) => ({
        name: tool.name,
        displayName: `%tools.${tool.name}.title%`,
        modelDescription: tool.description,
        userDescription: `%tools.${tool.name}.description%`,
        canBeReferencedInPrompt: true,
        toolReferenceName: tool.name.replace("cnn_", "cnn-").replaceAll("_", "-"),
        icon: "$(symbol-structure)",
        tags: ["cnn"],
        inputSchema: inputSchema(tool),
    }));
}

/** The English of the tools' titles and descriptions for users, for package.nls.json. */
export function toolTexts(): Readonly<Record<string, string>> {
    return Object.fromEntries(tools.flatMap(({ name, title, description }) => [
        [`tools.${name}.title`, title],
        [`tools.${name}.description`, description.replace(/(?<=\.) .*$/su, "")],
    ]));
}
