import type { Interpreter } from "./context.ts";
import { evaluateExpression } from "./expressions.ts";
import { runBody } from "./statements.ts";

/** The interpreter of the language. */
export const interpreter: Interpreter = { evaluateExpression, runBody };
