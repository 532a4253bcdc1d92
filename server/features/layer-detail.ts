import type { Layer } from "../graph/graph.ts";
import { text } from "../text.ts";

/** The most important arguments, for displays with little room: "7×7, stride 2, padding 3". */
export function layerDetail({ definition, call, outputs }: Layer): string {
    const axes = (outputs[0]?.shape?.length ?? 1) - 1;
    const parts = [...call?.arguments ?? []].flatMap(([name, value]) => {
        const argument = definition.arguments.get(name);
        const standard = argument?.default;
        if (argument?.listed !== true || value === undefined || JSON.stringify(value) === JSON.stringify(standard)) {
            return [];
        }
        return [name === "kernel" ? sizeText(value, axes) : argumentText(name, value)];
    });
    return parts.join(", ");
}

/** `7×7`, `1×7`. */
function sizeText(value: unknown, axes: number): string {
    const sizes = Array.isArray(value)
        ? value.map(String)
        : Array.from({ length: Math.max(axes, 1) }, () => String(value));
    return sizes.join("×");
}

function argumentText(name: string, value: unknown): string {
    if (typeof value === "boolean") {
        return value ? name : text("no {name}", { name });
    }
    return `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`;
}
