import { expect, test } from "vitest";
import { pagePolicy } from "../../client/page-policy.ts";

const own = "https://file+.vscode-resource.vscode-cdn.net";

test("the page loads only the extension's own files, what it makes itself, and scripts with its nonce", () => {
    const sources = pagePolicy(own, "abc").split("; ").flatMap((directive) => directive.split(" ").slice(1));
    expect(new Set(sources)).toEqual(new Set([
        "'none'", own, "blob:", "data:", "'unsafe-inline'", "'nonce-abc'", "'wasm-unsafe-eval'",
    ]));
});

test("no script runs without the nonce, and nothing is loaded by default", () => {
    const policy = pagePolicy(own, "abc").split("; ");
    expect(policy).toContain("default-src 'none'");
    expect(policy.find((directive) => directive.startsWith("script-src"))).not.toMatch(/'unsafe-inline'|'unsafe-eval'|data:/);
});
