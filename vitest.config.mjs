import { defineConfig } from "vitest/config";

export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        exclude: ["test/e2e/**"],
        reporters: ["default", "./test/support/closing-line.ts"],
        // Loading the parser and the layers for each file takes longer than most files' tests, so files share modules.
        isolate: false,
        // The default leaves one core idle, which is half of a machine with two.
        maxWorkers: "100%",
        // Limits for what hangs, not for what is slow: they hold on a machine that does five other things.
        testTimeout: 300_000,
        hookTimeout: 300_000,
        expect: { poll: { timeout: 120_000 } },
    },
});
