import { defineConfig } from "vitest/config";

export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        exclude: ["test/e2e/**"],
        reporters: ["default", "./test/support/closing-line.ts"],
        // Limits for what hangs, not for what is slow: they hold on a machine that does five other things.
        testTimeout: 180_000,
        hookTimeout: 180_000,
        expect: { poll: { timeout: 120_000 } },
    },
});
