import { expect, test } from "vitest";
import { abridged, printable, printableLine } from "../server/printable.ts";
import { fc } from "./support/fast-check.ts";

test.each([
    ["an escape sequence", "\u001b[31mred", "␛[31mred"],
    ["a bell and a delete", "\u0007\u007f", "␇␡"],
    ["a carriage return", "safe\rgone", "safe␍gone"],
    ["a C1 control", "\u009b31m", "\\u{9b}31m"],
    ["a direction override", "\u202egnp.exe", "\\u{202e}gnp.exe"],
    ["a line separator", "a\u2028b", "a\\u{2028}b"],
    ["tabs and line breaks as they are", "a\tb\n\r\n", "a\tb\n\r\n"],
    ["letters of any alphabet, and joined emoji", "é 𝒳 한 👩‍🔬", "é 𝒳 한 👩‍🔬"],
])("shows %s", (_, text, shown) => {
    expect(printable(text)).toBe(shown);
});

test("shows everything on one line", () => {
    expect(printableLine("a\n\tb")).toBe("a␊␉b");
});

test("leaves out the middle of a long text, and splits no character", () => {
    expect(abridged("abcdefghij", 5)).toBe("ab…ij");
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 3, max: 20 }), (text, longest) => {
        expect(abridged(text, longest).length).toBeLessThanOrEqual(longest);
        expect(abridged(text, longest).isWellFormed()).toBe(true);
    }));
});
