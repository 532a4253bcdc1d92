// Writes cnn.tmLanguage.json: `npm run generate:syntaxes`.
import { writeFileSync } from "node:fs";
import { textMateGrammar } from "./textmate-grammar.ts";

writeFileSync(
    new URL("cnn.tmLanguage.json", import.meta.url), `${JSON.stringify(textMateGrammar(), undefined, 4)}\n`);
