import type { TextChange } from "./edits.ts";
import type { Text } from "../text.ts";

/** A change of the text that fixes a diagnostic. */
export interface Fix {
    /** Its title in menus, as an imperative: "Change to `kernel`". */
    readonly title: Text;
    /** The same advice as a help line, for where there is no menu: shown only if the fix was tried. */
    readonly help?: Text;
    readonly edits: readonly TextChange[];
    /** Whether it is the most probable intention. */
    readonly preferred: boolean;
    /** Whether it is almost certainly intended, so that it can be applied to a whole file at once. */
    readonly certain?: boolean;
}
