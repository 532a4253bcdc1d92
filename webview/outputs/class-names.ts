import { text } from "../../server/text.ts";

/** The longest name that is shown; files may hold anything. */
const longestName = 80;

/** The names of the classes: the lines of a labels' file. Without a name, a class is called by its number. */
export function classNames(labels: string | undefined): (index: number) => string {
    const names = labels?.replace(/^\uFEFF/, "").split(/\r?\n/).map((line) => clipName(line.trim())) ?? [];
    return (index) => {
        const name = names[index];
        return name === undefined || name === "" ? text("class {index}", { index }) : name;
    };
}

function clipName(name: string): string {
    return name.length > longestName ? `${name.slice(0, longestName)}…` : name;
}
