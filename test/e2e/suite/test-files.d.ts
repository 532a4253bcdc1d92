/** Provided by the bundler: imports every test file in the importer's folder that matches the pattern. */
declare module "test-files:*";
