import type { TextChange } from "./edits.ts";
import type { Text } from "./text.ts";

/** A change of the text that fixes a diagnostic. */
export interface Fix {
    /** What it does, for a menu, as an imperative: "Change to `kernel`". */
    readonly title: Text;
    readonly edits: readonly TextChange[];
    /** Whether it is what was most probably meant. */
    readonly preferred: boolean;
    /** Whether hardly anything else can have been meant, so that it may be done to a whole file at once. */
    readonly certain?: boolean;
}
