import { expect, test } from "vitest";
import { countOf, formatBytes, formatInteger, formatMacs, formatQuantity } from "../server/quantities.ts";

test.each([[0, "0"], [999, "999"], [1000, "1,000"], [25_557_032, "25,557,032"]])("%d parameters", (value, text) => {
    expect(formatInteger(value)).toBe(text);
});

test.each([[0, "0"], [640, "640"], [999.7e3, "1 M"], [11_689_512, "11.7 M"], [1.814e9, "1.81 G"]])(
    "%d in three digits", (value, text) => expect(formatQuantity(value)).toBe(text),
);

test.each([
    [0, "0"], [999, "999"], [512_000, "512.000 k"], [118_013_952, "118.014 M"], [4_089_184_256, "4.089 G"], [2e12, "2.000 T"],
])("%d multiply-adds", (value, text) => {
    expect(formatMacs(value)).toBe(text);
});

test.each([[0, "0 B"], [640, "640 B"], [244_403_360, "244 MB"], [999_900_001, "1 GB"], [1.25e9, "1.25 GB"]])(
    "%d bytes", (value, text) => expect(formatBytes(value)).toBe(text),
);

test.each([[0, "0 layers"], [1, "1 layer"], [1072, "1,072 layers"]])("%d layers", (value, text) => {
    expect(countOf(value, "layer")).toBe(text);
});
