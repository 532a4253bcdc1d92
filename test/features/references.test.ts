import { DocumentHighlightKind } from "vscode-languageserver-types";
import { describe, expect, test } from "vitest";
import { documentHighlights, references } from "../../server/features/references.ts";
import { markedDocument, writtenRange } from "../support/marked-names.ts";

/** `?` marks the cursor's name, `d` other declarations, `w` bindings and `r` reads; `?` comes before other marks. */
const programs: readonly [what: string, main: string, others?: Readonly<Record<string, string>>][] = [
    ["a block", "block ‹?d B›() { relu() }\nmodel M() { input x: [3, 8, 8]\n ‹r B›()\n y = ‹r B›() }"],
    ["a block that other files use", "block ‹?d B›() { relu() }", {
        "b.cnn": "import \"main.cnn\"\nblock C() { ‹r B›() }", "c.cnn": "block B() { relu() }\nblock C() { B() }",
    }],
    ["a block of an imported file", "import \"a.cnn\"\nblock C() { ‹?r B›() }", {
        "a.cnn": "block ‹d B›() { relu() }", "b.cnn": "import \"a.cnn\"\nblock C() { ‹r B›() }",
    }],
    ["a value that is bound again", "block B() { ‹?d y› = relu()\n ‹w y› = ‹r y› -> tanh()\n ‹r y› }"],
    ["a parameter, with the names of arguments", "block B(‹?d n›) { conv(‹r n›, 1) }\nblock C(n) { B(‹r n›=n) }"],
    ["a layer", "block B() { ‹?r conv›(1, 1)\n conv = ‹r conv›(2, 1)\n conv -> relu() }", {
        "a.cnn": "block C() { ‹r conv›(1, 1) }",
    }],
    ["an argument of a layer", "block B() { conv(1, 1, ‹?r stride›=2)\n conv(1, 1, ‹r stride›=1)\n max_pool(2, stride=2) }"],
    ["`in`", "block B(n = ‹r in›.channels) { ‹?r in› -> relu()\n repeat 2 { add(in, relu()) }\n add(‹r in›, relu()) }"],
    ["a let that a body binds on one branch", "let ‹d k› = 1\nblock B(n) { if n { let ‹d k› = 2 }\n conv(‹?r k›, 1) }"],
];

function marksOf(kind: string, main: string, others?: Readonly<Record<string, string>>): readonly string[] {
    const { rangesOf } = markedDocument(main, others);
    return [...rangesOf(kind), ...rangesOf(`?${kind}`)].toSorted();
}

function cursorOf(main: string): string {
    return /‹(\?\w) /u.exec(main)?.[1] ?? "?";
}

describe("references", () => {
    test.each(programs)("of %s", (_, main, others) => {
        const { source, position, files } = markedDocument(main, others);
        const written = (withDeclaration: boolean): readonly string[] =>
            references(source, position(cursorOf(main)), files, withDeclaration)
                .map(({ uri, range }) => writtenRange(uri, range)).toSorted();
        const uses = [...marksOf("r", main, others), ...marksOf("w", main, others)];
        expect(written(false)).toEqual(uses.toSorted());
        expect(written(true)).toEqual([...uses, ...marksOf("d", main, others)].toSorted());
    });

    test("of nothing", () => {
        const { source, position, files } = markedDocument("block B() { conv(‹? 3›, 1) }");
        expect(references(source, position("?"), files, true)).toEqual([]);
    });
});

describe("document highlights", () => {
    test.each(programs)("of %s", (_, main, others) => {
        const { source, position } = markedDocument(main, others);
        const written = (kind: DocumentHighlightKind): readonly string[] =>
            (documentHighlights(source, position(cursorOf(main))) ?? []).filter((one) => one.kind === kind)
                .map(({ range }) => writtenRange(source.document.uri, range)).toSorted();
        const inMain = (kinds: readonly string[]): readonly string[] =>
            kinds.flatMap((kind) => marksOf(kind, main, others)).filter((place) => place.startsWith("main.cnn")).toSorted();
        expect(written(DocumentHighlightKind.Read)).toEqual(inMain(["r"]));
        expect(written(DocumentHighlightKind.Write)).toEqual(inMain(["d", "w"]));
    });

    test("are left to the editor if there is no name", () => {
        const { source, position } = markedDocument("block B() { ‹? repeat› 2 { relu() } }");
        expect(documentHighlights(source, position("?"))).toBeUndefined();
    });
});
