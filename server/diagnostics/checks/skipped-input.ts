import type { Layer } from "../../graph/graph.ts";
import { axisText } from "../axis-text.ts";
import { defineCheck } from "../check.ts";
import { isLiteral, setArgument } from "../edits.ts";
import type { Fix } from "../fix.ts";
import { text } from "../../text.ts";

/**
 * A window that moves further than its extent, so that the positions in between are never read; intentional for a
 * kernel of 1.
 */
export const skippedInput = defineCheck({
    code: "skipped-input",
    severity: "warning",
    message: ({ layer, axis, rank, stride, extent, dilated }: SkippedInput) =>
        dilated
            ? text("`{layer}` skips input along the {axis}: stride {stride} exceeds the dilated kernel of {extent}", {
                layer, axis: axisText(axis, rank), stride, extent,
            })
            : text("`{layer}` skips input along the {axis}: stride {stride} exceeds the kernel of {extent}", {
                layer, axis: axisText(axis, rank), stride, extent,
            }),
    help: ({ extent }: SkippedInput) => text("use a stride of at most {extent}, or a larger kernel", { extent }),
    *inGraph({ layers }) {
        for (const layer of layers) {
            const windows = layer.faulty ? undefined : layer.inference?.windows;
            if (windows === undefined || windows.length === 0) {
                continue;
            }
            const axis = windows.findIndex(({ kernel, stride, extent }) => kernel > 1 && stride > extent);
            const window = windows[axis];
            if (window !== undefined) {
                const { stride, extent, dilation } = window;
                const rank = layer.inputs[0]?.shape?.length ?? 0;
                const facts = {
                    layer: layer.definition.name, axis: axis + 1, rank, stride, extent, dilated: dilation > 1,
                };
                yield {
                    location: layer.location, scope: layer.scope, facts,
                    fixes: () => withStride(layer, extent),
                };
            }
        }
    },
});

/** The largest stride that skips nothing. */
function withStride(layer: Layer, stride: number): readonly Fix[] {
    const written = layer.written.byParameter.get("stride");
    return written === undefined || !isLiteral(written.value) ? [] : [{
        title: text("Set `stride` to {stride}", { stride }), edits: setArgument(layer, "stride", String(stride)),
        preferred: true,
    }];
}

interface SkippedInput {
    readonly layer: string;
    /** The first such axis; channels are 0. */
    readonly axis: number;
    readonly rank: number;
    readonly stride: number;
    readonly extent: number;
    readonly dilated: boolean;
}
