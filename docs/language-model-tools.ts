import { inputSchema } from "../server/tools/input-schemas.ts";
import { tools } from "../server/tools/tools.ts";

/** The tools for AI assistants as package.json lists them. */
export function languageModelTools(): readonly object[] {
    return tools.map((tool) => ({
        name: tool.name,
        displayName: tool.title,
        modelDescription: tool.description,
        userDescription: tool.description.slice(0, tool.description.indexOf(". ") + 1),
        canBeReferencedInPrompt: true,
        toolReferenceName: tool.name.replace("cnn_", "cnn-").replaceAll("_", "-"),
        icon: "$(symbol-structure)",
        tags: ["cnn"],
        inputSchema: inputSchema(tool),
    }));
}
