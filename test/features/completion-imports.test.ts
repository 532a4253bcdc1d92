import { TextDocument } from "vscode-languageserver-textdocument";
import { describe, expect, test } from "vitest";
import { findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import { completion } from "../../server/features/completion.ts";
import { completionDocumentation } from "../../server/features/completion-documentation.ts";
import type { Completion } from "../../server/features/completion-items.ts";
import { loadScopes } from "../../server/names/program.ts";
import { analyzed } from "../support/marked-source.ts";

const files = {
    "nets/blocks.cnn": "# Twice a convolution.\nblock Shared(channels) { conv(channels, 3) }\nlet width = 8\nlet half(x) = x // 2\n",
    "other/more-blocks.cnn": "block More() { relu() }\n",
    "nets/user.cnn": "import \"main.cnn\"\nblock Importer() { relu() }\n",
    "nets/broken.cnn": "block Broken( { relu() }\nblock Whole() { relu() }\n",
    "nets/clash.cnn": "block Local() { relu() }\nblock Clashing() { relu() }\n",
    "nets/model.cnn": "model Net() { input x: [3]\n    output y = linear(2) }\n",
};

/** The completions at `|` of nets/main.cnn, by label, and the text after accepting one. */
function offered(marked: string, others: Readonly<Record<string, string>> = files) {
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const source = analyzed(text, others, "nets/main.cnn");
    const { scopes } = loadScopes(["nets/main.cnn", ...Object.keys(others)].map((name) => `memory:/${name}`), source.host);
    const answer = completion(source, source.document.positionAt(offset), scopes);
    const items = new Map(answer.items.map((item) => [item.label, item]));
    const accept = (label: string): string => {
        const edits = items.get(label)?.additionalTextEdits ?? [];
        return TextDocument.applyEdits(source.document, [...edits]);
    };
    return { items, accept, source, isIncomplete: answer.isIncomplete };
}

const inBlock = "block Local() {\n    in -> |\n}\n";

describe("names of other files", () => {
    test("are offered below those of the file, with their path", () => {
        const { items } = offered(inBlock);
        const described = (item: Completion | undefined): unknown =>
            [item?.labelDetails?.description, item?.sortText?.[0]];
        expect(described(items.get("Shared"))).toEqual(["from \"blocks.cnn\"", "4"]);
        expect(described(items.get("More"))).toEqual(["from \"../other/more-blocks.cnn\"", "4"]);
        expect(described(items.get("Local"))).toEqual(["block", "1"]);
        expect(items.get("Shared")?.insertText).toBe("Shared(${1:channels})");
    });

    test.each([
        ["a file that imports this one", "Importer"], ["a file with a syntax error", "Whole"],
        ["a file with a name of this one", "Clashing"], ["a model", "Net"], ["a number, as a step", "width"],
    ])("are not those of %s", (_, name) => {
        expect([...offered(inBlock).items.keys()]).not.toContain(name);
    });

    test("are numbers and functions in expressions", () => {
        const { items } = offered("block Local() {\n    let k = |\n}\n");
        expect([...items.keys()]).toEqual(expect.arrayContaining(["width", "half"]));
        expect([...items.keys()]).not.toContain("Shared");
    });

    test("are documented from their file", () => {
        const { items, source } = offered(inBlock);
        const reference = items.get("Shared")?.reference;
        const { documentation } = reference === undefined ? {} : completionDocumentation(source, reference);
        expect(documentation).toMatchObject({ value: "```cnn\nShared(channels)\n```\n\nTwice a convolution." });
    });

    test("are only offered by their letters if there are many", () => {
        const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) =>
            [`nets/file${index}.cnn`, `block Number${index}x() { relu() }\n`]));
        expect(offered(inBlock, many)).toMatchObject({ isIncomplete: true });
        const { items, isIncomplete } = offered("block Local() {\n    in -> num29|\n}\n", many);
        expect([...items.keys()].filter((label) => label.startsWith("Number"))).toContain("Number299x");
        expect(isIncomplete).toBe(true);
        expect([...items.keys()]).not.toContain("Number1x");
    });
});

describe("accepting one adds its import", () => {
    test.each([
        ["above the first item and its comment", "# A file.\n\n# A block.\nblock Local() {\n    in -> |\n}\n",
            "# A file.\n\nimport \"blocks.cnn\"\n\n# A block.\nblock Local() {\n    in -> \n}\n"],
        ["below the last import", "import \"../other/more-blocks.cnn\"  # more\n\nblock Local() {\n    in -> |\n}\n",
            "import \"../other/more-blocks.cnn\"  # more\nimport \"blocks.cnn\"\n\nblock Local() {\n    in -> \n}\n"],
        ["with the line ends of the file", "@allow(\"unused-block\")\r\nblock Local() {\r\n    in -> |\r\n}\r\n",
            "import \"blocks.cnn\"\r\n\r\n@allow(\"unused-block\")\r\nblock Local() {\r\n    in -> \r\n}\r\n"],
    ])("%s", (_, marked, expected) => {
        expect(offered(marked).accept("Shared")).toBe(expected);
    });

    test("and no error", () => {
        const text = offered(inBlock).accept("More").replace("in -> ", "in -> More()");
        const { analysis } = analyzed(text, files, "nets/main.cnn");
        expect(findDiagnostics(analysis).filter(({ severity }) => severity === "error")).toEqual([]);
    });
});
