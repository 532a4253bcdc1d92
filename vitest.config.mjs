import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";

/** The tests that take longest, the slowest first. */
const slow = [
    "test/examples/shapes", "test/webview/inference/", "test/webview/graph/preview", "test/cli/", "test/names/renaming",
    "test/judges/", "test/layers/traits", "test/diagnostics/fixes", "test/examples/trained", "test/graph/input-rule",
];

/** Starts slow files first, so that no worker runs one alone at the end. */
class SlowestFirst extends BaseSequencer {
    async sort(files) {
        const rank = ({ moduleId }) => {
            const index = slow.findIndex((path) => moduleId.includes(path));
            return index < 0 ? slow.length : index;
        };
        return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
    }
}

/** The tests that count work. */
const growth = ["test/**/growth.test.ts", "test/emit/pytorch-growth.test.ts"];

export default defineConfig({
    test: {
        projects: [
            { extends: true, test: { name: "unit", include: ["test/**/*.test.ts"], exclude: ["test/e2e/**", ...growth] } },
            // V8 does not count the calls of optimized code.
            { extends: true, test: { name: "growth", include: growth, execArgv: ["--no-opt", "--no-maglev"] } },
        ],
        reporters: ["default", "./test/support/runner-summary.ts"],
        // Without optimizing WebAssembly, which takes longer than the small networks of these tests run.
        env: process.env.CNN_LARGE === undefined ? { CHROME_FLAGS: "--js-flags=--liftoff-only" } : {},
        // Loading the parser and the layers takes longer than most files' tests, so files share modules.
        isolate: false,
        sequence: { sequencer: SlowestFirst },
        // The default leaves one core idle, half of a machine with two.
        maxWorkers: "100%",
        // Limits for tests that hang, not for slow ones: they suffice on a heavily loaded machine.
        testTimeout: 300_000,
        hookTimeout: 300_000,
        // The summary lists the tests that passed only the second time.
        retry: 1,
        expect: { poll: { timeout: 120_000 } },
    },
});
