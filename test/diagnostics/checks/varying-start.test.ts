import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

const twice = (use: string): string => `
model M() {
    input image: [3, 32, 32]
    ${use}
    output y = ${use}
}`;

describe("a line below an \`if\`", () => {
    test.each([
        ["starts from the shortcut in some uses", `
block Residual(c) {
    shortcut = in
    if in.channels != c {
        shortcut = in -> conv(c, 1)
    }
    conv(c, 3, padding=1) -> relu()
#   ^^^^^^^^^^^^^^^^^^^^^ varying-start: \`conv\` continues from \`shortcut\` in 1 of 2 uses only
    y = conv(c, 3, padding=1)
    add(y, shortcut)
}${twice("Residual(16)")}`],
        ["starts from another name in the other branch", `
block B(c) {
    if in.channels != c {
        wide = in -> conv(c, 1)
        side = wide
    } else {
        narrow = in -> identity()
        side = narrow
    }
    y = conv(c, 3, padding=1)
#       ^^^^^^^^^^^^^^^^^^^^^ varying-start: \`conv\` continues from \`wide\` in 1 of 2 uses only
    add(y, side)
}${twice("B(16)")}`],
        ["writes its source", `
block Residual(c) {
    shortcut = in
    if in.channels != c {
        shortcut = in -> conv(c, 1)
    }
    in -> conv(c, 3, padding=1) -> relu()
    y = conv(c, 3, padding=1)
    add(y, shortcut)
}${twice("Residual(16)")}`],
        ["is on the main path", `
block B(c) {
    if in.channels != c {
        conv(c, 1) -> relu()
    }
    conv(c, 3, padding=1)
}${twice("B(16)")}`],
        ["starts from the same name on both branches", `
block B(c) {
    if in.channels != c {
        x = in -> conv(c, 1) -> relu()
    } else {
        x = in -> conv(c, 3, padding=1) -> relu()
    }
    y = conv(c, 3, padding=1)
    add(y, x)
}${twice("B(16)")}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});
