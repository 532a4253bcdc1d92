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

export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        exclude: ["test/e2e/**"],
        reporters: ["default", "./test/support/closing-line.ts"],
        // Loading the parser and the layers takes longer than most files' tests, so files share modules.
        isolate: false,
        sequence: { sequencer: SlowestFirst },
        // The default leaves one core idle, half of a machine with two.
        maxWorkers: "100%",
        // Limits for tests that hang, not for slow ones: they suffice on a heavily loaded machine.
        testTimeout: 300_000,
        hookTimeout: 300_000,
        expect: { poll: { timeout: 120_000 } },
    },
});
