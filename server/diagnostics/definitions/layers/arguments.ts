import type { Span } from "../../../../grammar/syntax-tree.ts";
import { axisText } from "../../axis-text.ts";
import { formatSize } from "../../../sizes/size.ts";
import { defineDiagnostic, type FactsOf, type LayerContext } from "../../definition.ts";
import { removeArgument } from "../../edits.ts";
import type { Fix } from "../../fix.ts";
import { listElements, numberArgument } from "../../fixes/change-argument.ts";
import { addTypicalArgument } from "../../fixes/naming.ts";
import { preferFirst, setArgumentTo, setNumber } from "../../fixes/numbers.ts";
import { codeList, listText, plural, text, type Text } from "../../../text.ts";

type InvalidArgument = FactsOf<"invalid-argument">;
type InvalidGroups = FactsOf<"invalid-groups">;
type WrongAxisCount = FactsOf<"wrong-axis-count">;

export const invalidGroups = defineDiagnostic({
    code: "invalid-groups",
    severity: "error",
    message: ({ groups, channels, of }) => {
        if (groups < 1) {
            return text("groups must be at least 1, got {groups}", { groups });
        }
        return of === "input"
            ? text("{groups} groups do not divide the {channels} input channels", { groups, channels })
            : text("{groups} groups do not divide the {channels} output channels", { groups, channels });
    },
    help: (facts, context) => {
        const divisors = nearestGroups(facts, context);
        return divisors.length === 0
            ? undefined
            : text("use {divisors} groups", { divisors: listText(divisors.map(String), "or") });
    },
    fixes: (facts, context) => {
        const { groups, channels, of } = facts;
        const rounded = Math.max(1, Math.round(channels / groups)) * groups;
        return preferFirst([
            ...nearestGroups(facts, context).map((value) => setNumber("groups", value, context)),
            of === "output" && groups > 0 ? setNumber("channels", rounded, context) : undefined,
        ]);
    },
});

/** The two numbers of groups nearest to the written one that divide the input's and the output's channels. */
function nearestGroups({ groups, channels }: InvalidGroups, { layer }: LayerContext): readonly number[] {
    const inputs = layer.inputs[0]?.shape?.[0]?.sample ?? channels;
    const outputs = numberArgument(layer, "channels") ?? inputs;
    return divisors(greatestDivisor(inputs, outputs))
        .toSorted((a, b) => Math.abs(a - groups) - Math.abs(b - groups)).slice(0, 2);
}

function greatestDivisor(a: number, b: number): number {
    return b === 0 ? a : greatestDivisor(b, a % b);
}

/** In ascending order; channels are few enough to try all. */
function divisors(whole: number): readonly number[] {
    const most = Math.min(whole, 100_000);
    return Array.from({ length: most }, (_, index) => index + 1).filter((candidate) => whole % candidate === 0);
}

export const invalidArgument = defineDiagnostic({
    code: "invalid-argument",
    severity: "error",
    message: requirementText,
    notes: ({ requirement }) => {
        switch (requirement.kind) {
            case "reflect":
                return [{ message: text("\"reflect\" mirrors the input without its outermost row") }];
            case "circular":
                return [{ message: text("\"circular\" goes around the input once") }];
            default:
                return [];
        }
    },
    help: ({ requirement }) => requirement.kind === "some-value"
        ? text("write arithmetic on numbers with operators, or pass a value")
        : undefined,
    fixes: ({ name }, { layer, file }) => {
        const definition = layer.definition.arguments.get(name);
        const written = layer.written.byParameter.get(name);
        return written === undefined || definition?.default === undefined ? [] : [{
            title: text("Leave `{name}` at its default, {value}", { name, value: JSON.stringify(definition.default) }),
            edits: removeArgument(file, layer.node, written), preferred: true,
        }];
    },
});

function requirementText({ name, value = "", requirement }: InvalidArgument): Text {
    switch (requirement.kind) {
        case "at-least":
            return text("`{name}` must be at least {bound}, got {value}", { name, value, bound: requirement.bound });
        case "at-most":
            return text("`{name}` must be at most {bound}, got {value}", { name, value, bound: requirement.bound });
        case "greater-than":
            return text("`{name}` must be greater than {bound}, got {value}", { name, value, bound: requirement.bound });
        case "between": {
            const { least, most } = requirement;
            return text("`{name}` must be between {least} and {most}, got {value}", { name, value, least, most });
        }
        case "non-empty-list":
            return text("`{name}` must not be an empty list", { name });
        case "axis": {
            const { rank } = requirement;
            return rank === 1
                ? text("`{name}` must be 0 for a value with one axis, got {value}", { name, value })
                : text("`{name}` must be between {least} and {most} for a value with {rank} axes, got {value}", {
                    name, value, least: -rank, most: rank - 1, rank,
                });
        }
        case "reflect":
        case "circular": {
            const { kind, axis, rank, size } = requirement;
            const values = { name, value, axis: axisText(axis, rank), size: formatSize(size) };
            return kind === "reflect"
                ? text("`{name}` must be less than the input's {axis} of {size}, got {value}", values)
                : text("`{name}` must be at most the input's {axis} of {size}, got {value}", values);
        }
        case "slopes":
            return requirement.channels === 1
                ? text("`{name}` must be 1, got {value}", { name, value })
                : text("`{name}` must be 1 or the number of channels, {channels}, got {value}", {
                    name, value, channels: requirement.channels,
                });
        case "sizes":
            return text("`{name}` must be a list of sizes, at most one of which is -1, got {value}", { name, value });
        case "permutation":
            return text("`{name}` must list each axis from 0 to {last} once, got {value}", {
                name, value, last: requirement.rank - 1,
            });
        case "mode":
            return plural(
                requirement.axes,
                "`{name}` must be {modes} for a value with {axes} spatial axis, got {value}",
                "`{name}` must be {modes} for a value with {axes} spatial axes, got {value}",
                {
                    name, value, axes: requirement.axes,
                    modes: listText(["nearest", ...requirement.modes].map((mode) => `"${mode}"`), "or"),
                },
            );
        case "interpolating":
            return text("`{name}` must be false with mode \"nearest\", which does not interpolate", { name });
        case "some-value":
            return text("`{name}` expects at least one value, got only numbers", { name });
    }
}

export const wrongAxisCount = defineDiagnostic({
    code: "wrong-axis-count",
    severity: "error",
    message: ({ name, actual, axes }) => plural(
        axes,
        "`{name}` expects {axes} entry ({names}), got {actual}",
        "`{name}` expects {axes} entries ({names}), got {actual}",
        { name, actual, axes, names: axisNames(axes) },
    ),
    help: ({ name, axes }, context) => {
        if (axes === 1) {
            const pair = writtenPair({ name, axes }, context);
            return pair === undefined
                ? text("write one number")
                : text("write `{pair}` to pad both sides differently", { pair: pair.text });
        }
        return text("write one number for all axes, or a list of {axes}", { axes });
    },
    fixes: fitAxisCount,
});

/** `[[before, after]]` for the padding of one axis written as `[before, after]`. */
function writtenPair(
    { name, axes }: Pick<WrongAxisCount, "name" | "axes">, { layer, file }: LayerContext,
): (Span & { readonly text: string }) | undefined {
    const value = layer.written.byParameter.get(name)?.value;
    const elements = listElements(value) ?? [];
    return value === undefined || axes !== 1 || name !== "padding" || elements.length !== 2
        ? undefined
        : { start: value.start, end: value.end, text: `[${file.text.slice(value.start, value.end)}]` };
}

/** "height and width": the axes of kernels and strides. */
function axisNames(axes: number): Text {
    return listText(Array.from({ length: axes }, (_, axis) => axisText(axis + 1, axes + 1)));
}

/** One number for all axes if the list's entries are equal, otherwise as many entries as there are axes. */
function fitAxisCount({ name, axes }: WrongAxisCount, context: LayerContext): readonly Fix[] {
    const { layer, file } = context;
    const elements = (listElements(layer.written.byParameter.get(name)?.value) ?? [])
        .map(({ start, end }) => file.text.slice(start, end));
    const [first] = elements;
    if (first === undefined) {
        return [];
    }
    const pair = writtenPair({ name, axes }, context);
    if (pair !== undefined) {
        const { start, end, text: written } = pair;
        return [{
            title: text("Change to `{written}`", { written }), edits: [{ span: { start, end }, text: written }],
            preferred: true,
        }];
    }
    const fitted = Array.from({ length: axes }, (_, index) => elements[index] ?? first);
    const texts = [
        ...(new Set(elements).size === 1 && !first.startsWith("[") ? [first] : []),
        `[${fitted.join(", ")}]`,
    ];
    return preferFirst(texts.map((written) => setArgumentTo(name, written, context)));
}

export const conflictingArguments = defineDiagnostic({
    code: "conflicting-arguments",
    severity: "error",
    message: ({ names, provided }) => provided.length === 0
        ? text("expected one of {names}", { names: codeList(names, "or") })
        : text("expected only one of {names}, got {provided}", { names: codeList(names, "or"), provided: codeList(provided) }),
    fixes: ({ names, provided }, context) => {
        const { layer, file } = context;
        if (provided.length === 0) {
            return names.flatMap((name) => addTypicalArgument(layer.definition.name, name, context));
        }
        return preferFirst(provided.toReversed().map((name): Fix | undefined => {
            const written = layer.written.byParameter.get(name);
            return written === undefined ? undefined : {
                title: text("Remove `{name}`", { name }), edits: removeArgument(file, layer.node, written), preferred: false,
            };
        }));
    },
});
