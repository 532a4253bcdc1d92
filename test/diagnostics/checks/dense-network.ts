import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { projectRoot } from "../../support/extension.ts";

/** The example's DenseNets with parts of their text replaced, without the claims that no longer apply. */
export function denseNetworks(...changes: readonly (readonly [part: string | RegExp, by: string])[]): string {
    const text = readFileSync(join(projectRoot, "examples/densenet.cnn"), "utf8");
    return changes.reduce((changed, [part, by]) => {
        const next = changed.replace(part, by);
        expect(next).not.toBe(changed);
        return next;
    }, text.replaceAll(/ +: \[\d+, 7, 7\]/g, ""));
}

export const bottleneck = /    conv1 = conv\(4 \* growth, 1, bias=false\)\n    norm2 = .*\n    relu2 = .*\n/;

export const transitions = /        if i < len\(layers\) - 1 \{\n[^}]*\}\n/;
