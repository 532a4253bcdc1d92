import { text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import type { ColourScale } from "./colour-map.ts";
import { drawMap } from "./map-picture.ts";
import type { PictureGrid } from "./picture-grid.ts";
import { channelValues, type ChannelFigures } from "./statistics.ts";
import type { MapTensor } from "./tensor.ts";

/** The channels as small pictures, of which one is chosen. Only those in view are drawn; of very many, one page. */
export interface Thumbnails {
    readonly element: HTMLElement;
    show(tensor: MapTensor, grid: PictureGrid, channels: readonly ChannelFigures[], scale: ScaleOf): void;
    /** Marks a channel, and turns to its page. */
    mark(channel: number): void;
}

export type ScaleOf = (figures: ChannelFigures) => ColourScale;

/** The channels of a page. */
const pageSize = 1_024;
/** The longest side of a picture in pixels of its canvas. */
const longestSide = 56;

/** Draws the picture of a channel. */
export type DrawPicture = (canvas: HTMLCanvasElement, channel: number) => void;

/** Pictures are maps in the colours of a scale, unless `drawPicture` draws them. */
export function createThumbnails(choose: (channel: number) => void, drawPicture?: DrawPicture): Thumbnails {
    const list = element("div", "inspect-thumbnails");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", text("Channels"));
    const range = element("span", "inspect-page");
    const earlier = button("‹", "secondary-button inspect-turn", () => turn(page - 1));
    earlier.setAttribute("aria-label", text("Previous channels"));
    const later = button("›", "secondary-button inspect-turn", () => turn(page + 1));
    later.setAttribute("aria-label", text("Next channels"));
    const pager = element("div", "inspect-pager", earlier, range, later);
    let draw: ((figures: ChannelFigures) => HTMLCanvasElement) | undefined;
    /** How the pictures that have not been in view are drawn. */
    const undrawn = new Map<Element, () => void>();
    const observer = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
            if (isIntersecting) {
                undrawn.get(target)?.();
                undrawn.delete(target);
                observer.unobserve(target);
            }
        }
    });
    let shown: readonly ChannelFigures[] = [];
    let page = 0;
    let marked = 0;

    const drawPage = (): void => {
        observer.disconnect();
        undrawn.clear();
        const start = page * pageSize;
        const visible = shown.slice(start, start + pageSize);
        list.replaceChildren(...visible.map((figures) => thumbnail(figures)));
        pager.hidden = shown.length <= pageSize;
        earlier.disabled = page === 0;
        later.disabled = start + pageSize >= shown.length;
        range.textContent = text("{first}–{last} of {count}", {
            first: start + 1, last: start + visible.length, count: shown.length,
        });
    };
    const turn = (to: number): void => {
        page = to;
        drawPage();
    };
    const thumbnail = (figures: ChannelFigures): HTMLElement => {
        const { channel, dead, saturated } = figures;
        const made = button("", "inspect-thumbnail", () => choose(channel));
        made.replaceChildren(...(draw === undefined ? [] : [draw(figures)]), element("span", "", String(channel)));
        made.setAttribute("role", "option");
        made.setAttribute("aria-selected", String(channel === marked));
        made.tabIndex = channel === marked ? 0 : -1;
        made.dataset["channel"] = String(channel);
        made.classList.toggle("inspect-dead", dead);
        made.classList.toggle("inspect-saturated", saturated);
        made.title = dead
            ? text("Channel {channel}: all zero", { channel })
            : saturated
              ? text("Channel {channel}: saturated", { channel })
              : text("Channel {channel}", { channel });
        return made;
    };
    list.addEventListener("keydown", (event) => {
        const at = shown.findIndex(({ channel }) => channel === marked);
        const rowLength = columnsOf(list);
        const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -rowLength, ArrowDown: rowLength }[event.key];
        const next = step === undefined ? undefined : shown[at + step];
        if (step !== undefined) {
            event.preventDefault();
        }
        if (next !== undefined) {
            choose(next.channel);
            list.querySelector<HTMLElement>(`[data-channel="${next.channel}"]`)?.focus();
        }
    });
    return {
        element: element("div", "inspect-channels", list, pager),
        show: (tensor, grid, channels, scale) => {
            shown = channels;
            draw = (figures) => {
                const canvas = element("canvas", "");
                canvas.style.aspectRatio = `${grid.columns} / ${grid.rows}`;
                undrawn.set(canvas, () => {
                    canvas.dataset["drawn"] = "";
                    if (drawPicture === undefined) {
                        drawMap(canvas, channelValues(tensor, figures.channel), grid, scale(figures), longestSide);
                    } else {
                        drawPicture(canvas, figures.channel);
                    }
                });
                observer.observe(canvas);
                return canvas;
            };
            page = 0;
            drawPage();
        },
        mark: (channel) => {
            marked = channel;
            const at = shown.findIndex((figures) => figures.channel === channel);
            const wanted = Math.max(0, Math.floor(at / pageSize));
            if (wanted !== page) {
                turn(wanted);
            }
            for (const option of list.querySelectorAll<HTMLElement>("[data-channel]")) {
                const isMarked = option.dataset["channel"] === String(channel);
                option.setAttribute("aria-selected", String(isMarked));
                option.tabIndex = isMarked ? 0 : -1;
                if (isMarked) {
                    bringIntoView(list, option);
                }
            }
        },
    };
}

/** Scrolls the list alone, and not the page around it. */
function bringIntoView(list: HTMLElement, option: HTMLElement): void {
    const top = option.offsetTop;
    const bottom = top + option.offsetHeight;
    if (top < list.scrollTop) {
        list.scrollTop = top;
    } else if (bottom > list.scrollTop + list.clientHeight) {
        list.scrollTop = bottom - list.clientHeight;
    }
}

/** The number of pictures in the first row of a list. */
function columnsOf(list: HTMLElement): number {
    const [first, ...others] = list.querySelectorAll<HTMLElement>("[data-channel]");
    return 1 + others.filter(({ offsetTop }) => offsetTop === first?.offsetTop).length;
}
