import { defineConfig } from "vitest/config";

export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        exclude: ["test/e2e/**"],
        reporters: ["default", "./test/support/closing-line.ts"],
        // Loading the parser and the layers takes longer than most files' tests, so files share modules.
        isolate: false,
        // The default leaves one core idle, half of a machine with two.
        maxWorkers: "100%",
        // Limits for tests that hang, not for slow ones: they suffice on a heavily loaded machine.
        testTimeout: 300_000,
        hookTimeout: 300_000,
        expect: { poll: { timeout: 120_000 } },
    },
});
