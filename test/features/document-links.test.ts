import { expect, test } from "vitest";
import { documentLinks } from "../../server/features/document-links.ts";
import { markedDocument, writtenRange } from "../support/marked-names.ts";

/** `l` marks the links, which lead to the files that they name. */
test.each([
    ["an import", "import \"‹l blocks.cnn›\""],
    ["an import in another folder", "import \"‹l ../lib/blocks.cnn›\""],
    ["the weights of a model", "@weights(\"‹l trained.safetensors›\")\nmodel M() { input x: [3] }"],
    ["labels by name", "model M() { input x: [3]\n @classify(top=3, labels=\"‹l names.txt›\")\n output y = linear(3) }"],
    ["labels by position", "model M() { input x: [3]\n @segment(\"‹l names.txt›\")\n output y = linear(3) }"],
    ["no other string", "@init(\"he\")\nmodel M() { input x: [3]\n @path(\"a.txt\")\n require true, \"a.txt\" }"],
    ["no string that is not there", "import \"\"\nimport\n@weights(3)\nmodel M() { input x: [3] }"],
])("links %s", (_, main) => {
    const { source, rangesOf, places } = markedDocument(main);
    const links = documentLinks(source);
    expect(links.map(({ range }) => writtenRange(source.document.uri, range))).toEqual(rangesOf("l"));
    const text = source.document.getText();
    expect(links.map(({ target }) => target)).toEqual(places.map(({ start, end }) =>
        new URL(text.slice(start, end), "memory:/").href));
});
