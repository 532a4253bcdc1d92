import type Mocha from "mocha";
import type { SuiteEvent, SuiteSettings } from "../page.ts";
import { closeEditors, languageServer } from "./editor.ts";
import { connect, control, pageIfAny } from "./page.ts";

/** Runs the tests that `load` defines, reports each to the runner, and fails if one failed twice. */
export async function runSuite(mocha: Mocha, settings: SuiteSettings, load: () => Promise<unknown>): Promise<void> {
    connect(settings);
    mocha.ui("tdd");
    mocha.timeout(300_000);
    // VS Code drops keys and clicks on a busy machine; the runner prints each failure that is repeated.
    mocha.suite.retries(1);
    if (settings.grep !== undefined) {
        mocha.grep(settings.grep);
    }
    mocha.rootHooks({
        beforeAll: languageServer,
        async afterEach(this: Mocha.Context) {
            const test = this.currentTest;
            if (test === undefined || test.state === "passed" || test.isPending()) {
                return;
            }
            const page = pageIfAny();
            await page?.screenshot(`failed ${test.fullTitle()}`);
            await page?.press("Escape");
            await closeEditors();
        },
    });
    mocha.suite.emit("pre-require", globalThis as unknown as Mocha.MochaGlobals, "", mocha);
    await load();
    const failures = await new Promise<number>((resolve) => {
        report(mocha.run(resolve));
    });
    await Promise.all(sent);
    if (failures > 0) {
        throw new Error(`${failures} tests failed.`);
    }
}

const sent: Promise<unknown>[] = [];

function report(runner: Mocha.Runner): void {
    const send = (event: SuiteEvent): void => void sent.push(control(event));
    runner.on("pass", (test) => send({ kind: "passed", title: test.fullTitle(), milliseconds: test.duration ?? 0 }));
    runner.on("pending", (test) => send({ kind: "skipped", title: test.fullTitle() }));
    runner.on("retry", (test: Mocha.Test, error: unknown) => send({ kind: "repeated", title: test.fullTitle(), error: stackOf(error) }));
    runner.on("fail", (test, error: unknown) => send({ kind: "failed", title: test.fullTitle(), error: stackOf(error) }));
}

function stackOf(error: unknown): string {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
