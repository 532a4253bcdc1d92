import { readdirSync, readFileSync, statSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { projectRoot } from "../support/extension.ts";

interface Row {
    readonly bundle: string;
    readonly size: string;
    readonly compressed: string;
}

/** The sizes of the files in dist/ that ship, raw and compressed. */
export function measureSizes(): readonly Row[] {
    const folder = join(projectRoot, "dist");
    return readdirSync(folder).filter((name) => /\.(?:js|css|wasm)$/u.test(name) && statSync(join(folder, name)).isFile())
        .map((bundle) => {
            const bytes = readFileSync(join(folder, bundle));
            return { bundle, size: kilobytes(bytes.length), compressed: kilobytes(gzipSync(bytes).length) };
        });
}

function kilobytes(bytes: number): string {
    return `${Math.round(bytes / 1000).toLocaleString("en-US")} kB`;
}
