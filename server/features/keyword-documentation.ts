import type { Keyword } from "../../grammar/tokens.ts";

interface KeywordDocumentation {
    /** How it is written. */
    readonly form: string;
    readonly text: string;
}

/** What hover and completion say of each keyword. */
export const keywordDocumentation: Readonly<Record<Keyword, KeywordDocumentation>> = {
    model: {
        form: "model Name(parameter = default) {\n    …\n}",
        text: "A whole network: its inputs, its layers, each taking the value of the line above, and its outputs.",
    },
    block: {
        form: "block Name(parameter, other = default) {\n    …\n}",
        text: "A piece of a network with a name. It is called like a layer; its value is that of its last line.",
    },
    input: {
        form: "input image: [3, H = 224, W = 224]",
        text: "A value that the network is given, without the batch. A named size is free: other sizes may be given, " +
            "and the number is the one that is shown and run.",
    },
    output: {
        form: "output scores = softmax()",
        text: "A result of the network under a name: a line's value, or a value named before.",
    },
    let: {
        form: "let width = 64\nlet round8(n) = (n + 4) // 8 * 8",
        text: "Names a number, string, boolean or list, or a one-line function. " +
            "Values (tensors) are named without `let`.",
    },
    repeat: {
        form: "repeat 3 {\n    …\n}",
        text: "Goes through its body several times; each round continues from the one before.",
    },
    for: {
        form: "for i in 0..4 {\n    …\n}",
        text: "Goes through its body once for each element of a list or range; " +
            "each round continues from the one before.",
    },
    in: {
        form: "shortcut = in",
        text: "The value that the body was given: a block's input, what reaches a loop's round, a model's last input.",
    },
    if: {
        form: "if stride != 1 {\n    …\n} else {\n    …\n}",
        text: "Takes the lines of one of its bodies, as if they stood in the body around it. " +
            "`a if condition else b` chooses between two numbers.",
    },
    else: {
        form: "if condition {\n    …\n} else {\n    …\n}",
        text: "The lines that are taken where the condition does not hold.",
    },
    return: { form: "return a, b", text: "Ends a block at once with these values." },
    require: {
        form: "require channels % 8 == 0, \"channels must be a multiple of 8\"",
        text: "A condition that every use of the block has to meet, or that limits the sizes a model is for.",
    },
    import: {
        form: "import \"blocks.cnn\"",
        text: "Brings in the blocks and lets of another file; the path is relative to this one.",
    },
    and: { form: "a and b", text: "True where both conditions are." },
    or: { form: "a or b", text: "True where one of the conditions is." },
    not: { form: "not a", text: "True where the condition is false." },
    true: { form: "true", text: "The condition that always holds." },
    false: { form: "false", text: "The condition that never holds." },
};
