import { expect, test } from "vitest";
import { textMateGrammar } from "../../syntaxes/textmate-grammar.ts";
import { readExamples } from "../grammar/example-texts.ts";
import { coloured, committedGrammar } from "../support/textmate.ts";

/** The scope of the part of a text between `«` and `»`. */
function scopeOf(marked: string): string | undefined {
    const start = marked.indexOf("«");
    const token = coloured(marked.replace(/[«»]/gu, "")).find((each) => each.start === start);
    expect(token?.text).toBe(marked.slice(start + 1, marked.indexOf("»")));
    return token?.scope;
}

test.each([
    ["conv(64, 3) «# a remark, conv(3)»", "comment.line.number-sign"],
    ["«model» ResNet18(classes = 1000) {", "keyword.declaration"],
    ["model «ResNet18»(classes = 1000) {", "entity.name.type"],
    ["block «Basic»(channels) {", "entity.name.type"],
    ["    input «image»: [3, 224, 224]", "variable.other.readwrite"],
    ["let «growth» = 32", "variable.other.constant"],
    ["let «half»(x) = x // 2", "entity.name.function"],
    ["conv1 = «conv»(64, 3)", "support.function.layer"],
    ["«conv» = conv(64, 3)", "variable.other.readwrite"],
    ["x = «max_pool»(2)", "support.function.layer"],
    ["x = «Basic»(64)", "entity.name.function.block"],
    ["let n = «min»(3, 4)", "support.function.builtin"],
    ["conv(64, «kernel»=3)", "variable.parameter"],
    ["conv(64, kernel=«3»)", "constant.numeric.integer"],
    ["dropout(«0.5»)", "constant.numeric.float"],
    ["lrn(5, alpha=«1e-5»)", "constant.numeric.float"],
    ["conv(64, 3, bias=«false»)", "constant.language.boolean"],
    ["layer = «repeat» 2 { Basic(64) }", "keyword.control"],
    ["for i «in» 0..4 {", "keyword.control"],
    ["for «a, b» in pairs {", "variable.other.readwrite"],
    ["shortcut = «in»", "variable.language.in"],
    ["if stride != 1 «or» in.channels != channels {", "keyword.operator.logical"],
    ["if in.«channels» != 4 {", "variable.other.property"],
    ["x «->» relu()", "keyword.operator.arrow"],
    ["0«..»4", "keyword.operator"],
    ["@«path»(\"a\", 1)", "entity.name.function.decorator"],
    ["import \"a«\\n»b\"", "constant.character.escape"],
    ["import \"a«\\q»b\"", "invalid.illegal.escape"],
    ["import «\"»a", "string.quoted.double"],
    ["import \"a\n«conv»(1)", "support.function.layer"],
    ["block B(a, «stride» = 1) {", "variable.parameter"],
    ["block «x» -> B(a) {", "variable.parameter"],
    ["block x -> «B»(a) {", "entity.name.type"],
    ["concat(\n    «left» = conv(1, 1),\n)", "variable.parameter"],
    ["concat(\n    relu(), # a (remark\n    «right» = conv(1, 1),\n)", "variable.parameter"],
    ["input image: [3, «H» = 224]", "variable.parameter"],
    ["if in.channels «==» 4 {", "keyword.operator"],
    ["f(«a» == 4)", "variable.other.readwrite"],
    ["concat(repeat 2 {\n    «x» = relu()\n})", "variable.other.readwrite"],
    ["concat(repeat 2 {\n    relu()\n}, «left» = relu())", "variable.parameter"],
    ["conv(64,\nlet n = 2\n«x» = relu()", "variable.other.readwrite"],
    ["conv(64,\n}\n«x» = relu()", "variable.other.readwrite"],
    ["«größe_2» = relu()", "variable.other.readwrite"],
])("%s is %s", (marked, scope) => {
    expect(scopeOf(marked)).toBe(scope);
});

test.each(readExamples())("every word and sign of %s has a colour that is not an error's", (_, text) => {
    const plain = coloured(text).filter(({ text: word, scope }) =>
        word.trim() !== "" && (scope === "source" || scope.startsWith("invalid")));
    expect(plain).toEqual([]);
});

test("the committed grammar is up to date: npm run generate:syntaxes", () => {
    expect(committedGrammar).toBe(`${JSON.stringify(textMateGrammar(), undefined, 4)}\n`);
});
