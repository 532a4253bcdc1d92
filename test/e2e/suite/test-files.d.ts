/** The bundler's: importing it imports every test file beside the importer that fits the pattern. */
declare module "test-files:*";
