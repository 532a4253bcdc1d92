import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { analyze } from "../../server/analysis/analyze.ts";
import { fileHost, uriOf } from "../../server/cli/files.ts";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { projectRoot } from "../support/extension.ts";

describe.each(["examples", "test/designs"])("published designs in %s", (folder) => {
    const files = readdirSync(join(projectRoot, folder)).filter((name) => name.endsWith(".cnn"));

    test.each(files)("%s has no errors, warnings or hints", (name) => {
        const found = diagnose(analyze(uriOf(join(projectRoot, folder, name)), fileHost()));
        expect(found.filter(({ severity }) => severity !== "information").map(({ code, message }) => `${code}: ${message}`))
            .toEqual([]);
    });
});
