import { button, element } from "./elements.ts";

/** An entry of a menu; a line separates groups of entries. */
export interface MenuEntry {
    readonly label: string;
    /** The key that does the same, for people to learn. */
    readonly key?: string;
    /** Whether something is on, for entries that switch it. */
    readonly checked?: boolean;
    readonly run: () => void;
}

export interface Menu {
    readonly element: HTMLElement;
    /** Shows groups of entries at a position of the page. */
    open(groups: readonly (readonly MenuEntry[])[], at: { readonly x: number; readonly y: number }): void;
    close(): void;
}

/** A menu that takes the focus while it is open, and gives it back. */
export function createMenu(): Menu {
    const list = element("div", "menu");
    list.setAttribute("role", "menu");
    list.hidden = true;
    let before: Element | null = null;

    const entries = (): readonly HTMLElement[] => [...list.querySelectorAll<HTMLElement>("button")];
    const close = (): void => {
        if (!list.hidden) {
            list.hidden = true;
            if (before instanceof HTMLElement || before instanceof SVGElement) {
                before.focus();
            }
        }
    };
    const step = (by: number): void => {
        const all = entries();
        const at = all.findIndex((one) => one === document.activeElement);
        all.at((at + by + all.length) % all.length)?.focus();
    };
    const keys: Readonly<Record<string, () => void>> = {
        ArrowDown: () => step(1),
        ArrowUp: () => step(-1),
        Home: () => entries()[0]?.focus(),
        End: () => entries().at(-1)?.focus(),
        Escape: close,
        Tab: close,
    };
    list.addEventListener("keydown", (event) => {
        const action = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
        if (action !== undefined) {
            event.preventDefault();
            event.stopPropagation();
            action();
        }
    });
    list.addEventListener("focusout", ({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node) || !list.contains(relatedTarget)) {
            list.hidden = true;
        }
    });
    const entryElement = ({ label, key, checked, run }: MenuEntry): HTMLElement => {
        const made = button("", "menu-entry", () => {
            close();
            run();
        });
        made.setAttribute("role", checked === undefined ? "menuitem" : "menuitemcheckbox");
        if (checked !== undefined) {
            made.setAttribute("aria-checked", String(checked));
        }
        made.append(element("span", "menu-label", label), ...(key === undefined ? [] : [element("span", "menu-key", key)]));
        return made;
    };
    return {
        element: list,
        close,
        open: (groups, at) => {
            before = document.activeElement;
            const shown = groups.filter((group) => group.length > 0);
            list.replaceChildren(...shown.map((group) => {
                const made = element("div", "menu-group", ...group.map(entryElement));
                made.setAttribute("role", "group");
                return made;
            }));
            list.hidden = false;
            const { width, height } = list.getBoundingClientRect();
            list.style.left = `${Math.max(4, Math.min(at.x, window.innerWidth - width - 4))}px`;
            list.style.top = `${Math.max(4, Math.min(at.y, window.innerHeight - height - 4))}px`;
            entries()[0]?.focus();
        },
    };
}
