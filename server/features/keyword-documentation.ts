import type { Keyword } from "../../grammar/tokens.ts";

interface KeywordDocumentation {
    /** Its syntax. */
    readonly form: string;
    readonly text: string;
}

/** The documentation of keywords in hover and completion. */
export const keywordDocumentation: Readonly<Record<Keyword, KeywordDocumentation>> = {
    model: {
        form: "model Name(parameter = default) {\n    …\n}",
        text: "A network: its inputs, its layers, each of which takes the value of the line above, and its outputs.",
    },
    block: {
        form: "block Name(parameter, other = default) {\n    …\n}",
        text: "A reusable part of a network. It is called like a layer, and its result is the result of its last line.",
    },
    input: {
        form: "input image: [3, H = 224, W = 224]",
        text: "A value that enters the network, without the batch. A named size is dynamic: the network can run at " +
            "other sizes, and the number is the default.",
    },
    output: {
        form: "output scores = softmax()",
        text: "A named output of the network: the result of this line, or a value defined above.",
    },
    let: {
        form: "let width = 64\nlet round8(n) = (n + 4) // 8 * 8",
        text: "Names a number, string, boolean or list, or a one-line function. " +
            "Values (tensors) are named without `let`.",
    },
    repeat: {
        form: "repeat 3 {\n    …\n}",
        text: "Repeats its body. Each iteration continues from the previous one.",
    },
    for: {
        form: "for i in 0..4 {\n    …\n}",
        text: "Runs its body for each element of a list or range. " +
            "Each iteration continues from the previous one.",
    },
    in: {
        form: "shortcut = in",
        text: "The value that enters the body: the input of a block, of a loop's iteration, or the last input of a model.",
    },
    if: {
        form: "if stride != 1 {\n    …\n} else {\n    …\n}",
        text: "Runs the lines of one of its bodies, as part of the body around it. " +
            "`a if condition else b` chooses between two numbers.",
    },
    else: {
        form: "if condition {\n    …\n} else {\n    …\n}",
        text: "The lines to run if the condition is false.",
    },
    return: { form: "return a, b", text: "Ends the block with these results." },
    require: {
        form: "require channels % 8 == 0, \"channels must be a multiple of 8\"",
        text: "A condition that every use of the block must meet, or that restricts the input sizes of a model.",
    },
    import: {
        form: "import \"blocks.cnn\"",
        text: "Imports the blocks and lets of another file. The path is relative to this file.",
    },
    and: { form: "a and b", text: "True if both conditions are true." },
    or: { form: "a or b", text: "True if at least one condition is true." },
    not: { form: "not a", text: "True if the condition is false." },
    true: { form: "true", text: "The boolean true." },
    false: { form: "false", text: "The boolean false." },
};
