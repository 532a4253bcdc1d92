import { fc } from "./fast-check.ts";

/**
 * Programs that bind few names in many ways: again and again, on branches, in loops, in functions and parameters, and
 * some of them too late. Numbers and values have names apart, so that most programs are valid, and no two names are so
 * alike that one could be taken for a misspelling of the other.
 */
export const randomPrograms: fc.Arbitrary<string> = fc.record({
    lets: fc.uniqueArray(fc.record({ name: numberName(), value: expression() }), {
        maxLength: 2, selector: ({ name }) => name,
    }),
    functions: fc.uniqueArray(fc.constantFrom("double", "third"), { maxLength: 2 }),
    parameter: numberName(),
    result: expression(),
    blocks: fc.array(fc.record({
        parameters: fc.uniqueArray(numberName(), { maxLength: 2 }), default: expression(), body: statements(2),
    }), { minLength: 2, maxLength: 2 }),
    size: numberName(),
    body: statements(2),
}).map(({ lets, functions, parameter, result, blocks, size, body }) => [
    ...lets.map(({ name, value }) => `let ${name} = ${value}`),
    ...functions.map((name) => `let ${name}(${parameter}) = ${result}`),
    ...blocks.map(({ parameters, default: value, body: lines }, index) => {
        const [first, second] = parameters;
        const written = second === undefined ? first ?? "" : `${first}, ${second} = ${value}`;
        return `block ${index === 0 ? "Stem" : "Head"}(${written}) {\n${lines}\n}`;
    }),
    `model M() {\ninput u: [3, ${size} = 4, 4]\n${body}\n}`,
].join("\n"));

function numberName(): fc.Arbitrary<string> {
    return fc.constantFrom("width", "count", "steps");
}

function valueName(): fc.Arbitrary<string> {
    return fc.constantFrom("u", "v", "w");
}

function expression(): fc.Arbitrary<string> {
    return fc.oneof(
        fc.integer({ min: 0, max: 3 }).map(String), numberName(),
        fc.tuple(numberName(), fc.constantFrom("double", "third", "abs")).map(([name, called]) => `${called}(${name}) + 1`),
        fc.tuple(numberName(), numberName()).map(([one, other]) => `(${one} + 1 if ${other} > 1 else 2)`),
    );
}

function statements(depth: number): fc.Arbitrary<string> {
    return fc.array(statement(depth), { minLength: 1, maxLength: 5 }).map((lines) => lines.join("\n"));
}

function statement(depth: number): fc.Arbitrary<string> {
    const flow = fc.oneof(
        valueName().map((name) => `${name} -> relu()`),
        expression().map((number) => `conv(abs(${number}) + 1, 1)`),
        valueName().map((name) => `add(v = ${name}, ${name} -> tanh())`),
        fc.tuple(fc.constantFrom("Stem", "Head"), numberName(), expression(), fc.boolean()).map(([block, name, value, isNamed]) =>
            `${block}(${isNamed ? `${name}=` : ""}${value})`),
    );
    const simple = [
        fc.tuple(numberName(), expression()).map(([name, value]) => `let ${name} = ${value}`),
        fc.tuple(fc.constantFrom("double", "third"), numberName(), expression())
            .map(([name, parameter, value]) => `let ${name}(${parameter}) = ${value}`),
        fc.tuple(valueName(), flow).map(([name, value]) => `${name} = ${value}`),
        flow,
        fc.tuple(valueName(), fc.oneof(fc.constant("in"), valueName())).map(([name, source]) => `${name} = ${source}`),
        valueName().map((name) => `return ${name}`),
    ];
    if (depth === 0) {
        return fc.oneof(...simple);
    }
    const body = statements(depth - 1);
    return fc.oneof(
        ...simple,
        fc.tuple(expression(), body, body).map(([condition, then, otherwise]) =>
            `if ${condition} > 1 {\n${then}\n} else {\n${otherwise}\n}`),
        body.map((lines) => `repeat 2 {\n${lines}\n}`),
        fc.tuple(numberName(), body).map(([name, lines]) => `for ${name} in 0..2 {\n${lines}\n}`),
    );
}
