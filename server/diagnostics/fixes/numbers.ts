import type { LayerContext } from "../definition.ts";
import type { Fix } from "../fix.ts";
import { text } from "../../text.ts";
import { changeArgument, listElements } from "./change-argument.ts";

/** Sets an argument to some text, if it is written in one place. */
export function setArgumentTo(name: string, value: string, context: LayerContext): Fix | undefined {
    const edits = changeArgument(context.layer, name, value, context);
    return edits === undefined
        ? undefined
        : { title: text("Set `{name}` to {value}", { name, value }), edits, preferred: false };
}

/** Sets an argument to a number; in a list, only the wrong elements. */
export function setNumber(
    name: string, value: number, context: LayerContext, isWrong: (old: number) => boolean = () => true,
): Fix | undefined {
    const elements = listElements(context.layer.written.byParameter.get(name)?.value);
    return setArgumentTo(name, elements === undefined
        ? String(value)
        : `[${elements.map((element) => changedElement(element, value, context, isWrong)).join(", ")}]`, context);
}

function changedElement(
    element: NonNullable<ReturnType<typeof listElements>>[number], value: number, { file }: LayerContext,
    isWrong: (old: number) => boolean,
): string {
    const sign = element.kind === "unary" && element.operator === "-" ? -1 : 1;
    const literal = element.kind === "unary" ? element.operand : element;
    return literal.kind === "number" && isWrong(sign * literal.value)
        ? String(value)
        : file.text.slice(element.start, element.end);
}

/** A fix for each number, the first preferred. */
export function setFirstNumber(
    values: readonly number[], name: string, context: LayerContext, isWrong?: (old: number) => boolean,
): readonly Fix[] {
    return preferFirst(values.map((value) => setNumber(name, value, context, isWrong)));
}

/** The fixes that are defined, the first preferred. */
export function preferFirst(fixes: readonly (Fix | undefined)[]): readonly Fix[] {
    return fixes.filter((fix) => fix !== undefined).map((fix, index) => ({ ...fix, preferred: index === 0 }));
}

/** Probable intentions of a number that must be at least 1. */
export function positiveNumbers(value: number): readonly number[] {
    return value < -1 ? [-value, 1] : [1];
}
