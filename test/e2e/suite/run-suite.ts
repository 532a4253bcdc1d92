import type Mocha from "mocha";
import type { SuiteEvent, SuiteSettings } from "../page.ts";
import { connect, control, pageIfAny } from "./page.ts";

/** Runs the tests that `load` defines, reports each to the runner, and fails if one did. */
export async function runSuite(mocha: Mocha, settings: SuiteSettings, load: () => Promise<unknown>): Promise<void> {
    connect(settings);
    mocha.ui("tdd");
    mocha.timeout(300_000);
    if (settings.grep !== undefined) {
        mocha.grep(settings.grep);
    }
    mocha.rootHooks({
        async afterEach(this: Mocha.Context) {
            if (this.currentTest?.state === "failed") {
                await pageIfAny()?.screenshot(`failed ${this.currentTest.fullTitle()}`);
            }
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
    runner.on("fail", (test, error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
        send({ kind: "failed", title: test.fullTitle(), error: text });
    });
}
