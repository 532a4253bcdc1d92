import Mocha from "mocha";
import { settingsVariable } from "../page.ts";
import type { SuiteSettings } from "../page.ts";
import { runSuite } from "./run-suite.ts";

/** The entry point for VS Code's extension host in Node, on a desktop and on a server. */
export async function run(): Promise<void> {
    const text = process.env[settingsVariable];
    if (text === undefined) {
        throw new Error(`The tests need ${settingsVariable}: start them with \`npm run test:e2e\`.`);
    }
    const settings = JSON.parse(text) as SuiteSettings;
    await runSuite(new Mocha({ reporter: Mocha.reporters.Base }), settings, () => import("test-files:*.test.ts"));
}
