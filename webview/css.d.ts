/** A style sheet, which the bundler writes next to the script that imports it. */
declare module "*.css";
