import * as v from "valibot";

/**
 * The part of SARIF 2.1.0 that `cnn check` writes (OASIS Standard, sections 3.13 to 3.57), with what GitHub's "SARIF
 * support for code scanning" demands of it. Strict: a property that is not here is an error.
 */
const nonEmpty = v.pipe(v.string(), v.nonEmpty());
/** Section 3.11. GitHub shows at most 1,024 characters of a description. */
const message = v.strictObject({ text: nonEmpty });
const description = v.strictObject({ text: v.pipe(nonEmpty, v.maxLength(1024)) });
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const position = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Section 3.4: a URI reference by RFC 3986. */
const uriReference = v.pipe(v.string(), v.regex(/^(?:[\w\-.~!$&'()*+,;=:@/?#[\]]|%[0-9A-F]{2})+$/u));
const absoluteUri = v.pipe(uriReference, v.check((uri) => URL.canParse(uri), "is not absolute"));
const artifactLocation = v.union([
    v.strictObject({
        uri: v.pipe(uriReference, v.check((uri) => !URL.canParse(uri) && !uri.startsWith("/"), "is not relative")),
        uriBaseId: v.literal("%SRCROOT%"),
    }),
    v.strictObject({ uri: absoluteUri }),
]);

/** Section 3.30: lines and columns from 1, and the end is not before the start. */
const region = v.pipe(
    v.strictObject({ startLine: position, startColumn: position, endLine: position, endColumn: position }),
    v.check(({ startLine, startColumn, endLine, endColumn }) =>
        startLine < endLine || (startLine === endLine && startColumn <= endColumn), "ends before it starts"),
);
const physicalLocation = v.strictObject({ artifactLocation, region });
const level = v.picklist(["none", "note", "warning", "error"]);

/** Section 3.49; GitHub cuts ids and names off after 255 characters. */
const rule = v.strictObject({
    id: v.pipe(nonEmpty, v.maxLength(255)),
    name: v.pipe(nonEmpty, v.maxLength(255)),
    shortDescription: description,
    fullDescription: description,
    helpUri: v.optional(absoluteUri),
    help: v.strictObject({ text: nonEmpty, markdown: v.optional(nonEmpty) }),
    defaultConfiguration: v.strictObject({ level }),
});

/** Section 3.27. GitHub needs a location, and tells results apart by `primaryLocationLineHash`. */
const result = v.strictObject({
    ruleId: nonEmpty,
    ruleIndex: count,
    level,
    message,
    locations: v.pipe(v.array(v.strictObject({ physicalLocation })), v.length(1)),
    relatedLocations: v.optional(v.array(v.strictObject({ id: count, physicalLocation, message }))),
    partialFingerprints: v.strictObject({ primaryLocationLineHash: v.pipe(v.string(), v.regex(/^[0-9a-f]+:\d+$/u)) }),
    fixes: v.optional(v.array(v.strictObject({
        description: message,
        artifactChanges: v.pipe(v.array(v.strictObject({
            artifactLocation,
            replacements: v.pipe(v.array(v.strictObject({
                deletedRegion: region, insertedContent: v.strictObject({ text: v.string() }),
            })), v.minLength(1)),
        })), v.minLength(1)),
    }))),
});

/** GitHub accepts at most 25,000 rules and 25,000 results of a run. */
const run = v.pipe(
    v.strictObject({
        tool: v.strictObject({
            driver: v.strictObject({
                name: nonEmpty, semanticVersion: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+/u)),
                informationUri: v.optional(absoluteUri),
                rules: v.pipe(v.array(rule), v.maxLength(25_000)),
            }),
        }),
        originalUriBaseIds: v.strictObject({
            "%SRCROOT%": v.strictObject({ uri: v.pipe(absoluteUri, v.endsWith("/")) }),
        }),
        columnKind: v.literal("utf16CodeUnits"),
        /** Sections 3.20 and 3.58. */
        invocations: v.optional(v.array(v.strictObject({
            executionSuccessful: v.boolean(),
            toolExecutionNotifications: v.array(v.strictObject({ level, message })),
        }))),
        results: v.pipe(v.array(result), v.maxLength(25_000)),
    }),
    v.check(({ tool: { driver: { rules } } }) => new Set(rules.map(({ id }) => id)).size === rules.length, "has a rule twice"),
    v.check(({ tool: { driver: { rules } }, results }) =>
        results.every(({ ruleId, ruleIndex }) => rules[ruleIndex]?.id === ruleId), "has a result of another rule"),
    v.check(({ results }) => results.every(({ relatedLocations = [] }) =>
        new Set(relatedLocations.map(({ id }) => id)).size === relatedLocations.length), "has a related location twice"),
);

export const sarifSchema = v.strictObject({
    $schema: v.pipe(absoluteUri, v.endsWith("sarif-schema-2.1.0.json")),
    version: v.literal("2.1.0"),
    runs: v.pipe(v.array(run), v.length(1)),
});
