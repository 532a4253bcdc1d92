import { readdirSync, readFileSync } from "node:fs";

/** The name and the text of every example. */
export function readExamples(): readonly (readonly [name: string, text: string])[] {
    return readdirSync("examples").filter((name) => name.endsWith(".cnn"))
        .map((name) => [name, readFileSync(`examples/${name}`, "utf8")] as const);
}
