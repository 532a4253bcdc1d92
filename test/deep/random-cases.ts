import { drawFrom, randomNetwork, stars } from "../judges/random-networks.ts";
import { brokenText, editedExample } from "../grammar/random-texts.ts";
import { derivedTexts } from "../support/derived-texts.ts";
import { fc } from "../support/fast-check.ts";
import { randomEdits, textsOf } from "../support/random-edits.ts";
import { randomPrograms } from "../support/random-program.ts";
import { validPrograms } from "../support/valid-program.ts";

const networks = fc.gen().chain((generate) => fc.constantFrom(...stars).map((star) =>
    randomNetwork(star, drawFrom(generate)).text));

/** A text, a version of it after edits, and a place in it. */
export interface RandomCase {
    readonly text: string;
    readonly next: string;
    readonly place: number;
}

/** More than half of the texts are valid; most of the others are programs with errors, some are broken. */
export const randomTexts: fc.Arbitrary<string> = fc.oneof(
    { weight: 22, arbitrary: validPrograms },
    { weight: 6, arbitrary: randomPrograms },
    { weight: 1, arbitrary: networks },
    { weight: 4, arbitrary: derivedTexts },
    { weight: 3, arbitrary: brokenText },
    { weight: 1, arbitrary: editedExample },
    { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 200 }) },
);

export const randomCases: fc.Arbitrary<RandomCase> = fc.record({
    text: randomTexts, edits: randomEdits, place: fc.nat(),
}).map(({ text, edits, place }) => ({ text, next: textsOf(text, edits.slice(0, 2)).at(-1) ?? text, place }));
