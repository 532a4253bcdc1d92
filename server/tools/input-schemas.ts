import { toJsonSchema } from "@valibot/to-json-schema";
import type { Tool } from "./tool.ts";

/** The input of a tool as a JSON schema. */
export function inputSchema(tool: Tool): object {
    const schema = toJsonSchema(tool.input);
    delete schema.$schema;
    return schema;
}
