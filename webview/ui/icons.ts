import { svg } from "../graph/svg.ts";

/** Icons for buttons, 16 by 16, in the colour of the surrounding text. */
const shapes = {
    fit: "M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3",
    plus: "M8 3.5v9M3.5 8h9",
    minus: "M3.5 8h9",
    foldAll: "M4.5 2.5L8 6l3.5-3.5M4.5 13.5L8 10l3.5 3.5M2.5 8h11",
    unfoldAll: "M4.5 5L8 1.5 11.5 5M4.5 11L8 14.5l3.5-3.5M2.5 8h11",
    foldOne: "M4 10l4-4 4 4",
    unfoldOne: "M4 6l4 4 4-4",
    reset: "M4.2 5.2A5 5 0 1 1 3 8.5M3.5 2.5v3.2h3.2",
    run: "M4.5 2.8v10.4L13 8z",
    panel: "M2.5 3.5h11v9h-11zM9.5 3.5v9",
    inspect: "M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM11.2 8.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4zM12.8 12.6l1.7 1.7",
    pictures: "M2.5 3.5h11v9h-11zM2.5 10.5l3-3 2.5 2.5 2-2 3.5 3.2M10.6 5.2a.9.9 0 1 0 0 1.8.9.9 0 0 0 0-1.8z",
    close: "M4 4l8 8M12 4l-8 8",
    previous: "M10 3.5L5.5 8l4.5 4.5",
    next: "M6 3.5L10.5 8 6 12.5",
    search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.3 10.3l3.2 3.2",
    warning: "M8 2.2L14.5 13.5h-13zM8 6.2v3.4M8 11.2v.8",
    maps: "M2 5.5h3v9H2zM2 5.5l2.5-3h3v9L5 14.5M5 5.5l2.5-3M9.5 8.5h2v6h-2zM9.5 8.5l1.8-2.2h2.2v6l-2 2.2M11.5 8.5l2-2.2",
    more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
    pin: "M5.5 2.5h5M6.5 2.5v4.5L4 9.5h8L9.5 7V2.5M8 9.5v4.5",
    size: "M2.5 2.5h11v11h-11zM5 8h6M8 5v6",
    table: "M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.5 3v10",
    list: "M2.5 4h11M2.5 8h11M2.5 12h11",
    columns: "M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10",
    compare: "M2.5 3.5h4.5v9H2.5zM9 3.5h4.5v9H9zM4 6h1.5M10.5 6h1.5M10.5 8h1.5",
    logarithm: "M2.5 2.5v11h11M2.5 13.5C4 5.5 8 4 13.5 3.5",
    copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
    network: "M5.5 1.5h5v3.5h-5zM1.5 11h4.5v3.5H1.5zM10 11h4.5v3.5H10zM8 5v3M8 8H3.8v3M8 8h4.2v3",
} as const;

export type IconName = keyof typeof shapes;

export function icon(name: IconName): SVGSVGElement {
    return svg(
        "svg", { "class": `icon icon-${name}`, "viewBox": "0 0 16 16", "aria-hidden": "true" },
        svg("path", { d: shapes[name] }),
    );
}
