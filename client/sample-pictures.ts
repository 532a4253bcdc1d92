import type { Sample } from "../server/webview-protocol.ts";

interface SamplePicture extends Omit<Sample, "address"> {
    /** Its path in the extension. */
    readonly path: readonly string[];
}

/** The pictures of `media/` on which networks can run. */
export const samplePictures: readonly SamplePicture[] = [
    { kind: "photo", name: "sample.jpg", path: ["media", "sample.jpg"] },
    ...samplesOf("digits", "digit", [7, 0, 1, 2, 3, 4, 5, 6, 8, 9]),
    ...samplesOf("shapes", "shapes", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
];

function samplesOf(kind: Sample["kind"], prefix: string, numbers: readonly number[]): readonly SamplePicture[] {
    return numbers.map((number) => {
        const name = `${prefix}-${number}.png`;
        return { kind, name, path: ["media", "samples", name] };
    });
}
