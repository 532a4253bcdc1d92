import { formatInteger } from "../../server/quantities.ts";
import { text } from "../../server/text.ts";
import { button, element } from "./elements.ts";
import { icon } from "./icons.ts";

/** Text in place of a graph. */
export interface Notice {
    readonly element: HTMLElement;
    show(message: string | undefined): void;
}

export function createNotice(): Notice {
    const message = element("p", "notice-message");
    const notice = element("div", "notice", icon("network"), message);
    notice.setAttribute("role", "status");
    return {
        element: notice,
        show: (shown) => {
            notice.hidden = shown === undefined;
            message.textContent = shown ?? "";
        },
    };
}

/** Reports a slow layout, and lets the user cancel it. */
export interface ProgressNote {
    readonly element: HTMLElement;
    show(progress: { readonly done: number; readonly total: number } | undefined): void;
}

/** A shorter layout is not reported. */
const silentMilliseconds = 300;

export function createProgressNote(onCancel: () => void): ProgressNote {
    const label = element("span", "progress-text");
    const bar = element("progress", "progress-bar");
    const note = element("div", "popup progress", label, bar, button(text("Cancel"), "secondary-button progress-cancel", onCancel));
    note.setAttribute("role", "status");
    note.hidden = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    return {
        element: note,
        show: (progress) => {
            if (progress === undefined) {
                clearTimeout(timer);
                timer = undefined;
                note.hidden = true;
                return;
            }
            timer ??= setTimeout(() => {
                note.hidden = false;
            }, silentMilliseconds);
            label.textContent = text("Laying out {count} boxes …", { count: formatInteger(progress.total) });
            bar.max = progress.total;
            bar.value = progress.done;
        },
    };
}
