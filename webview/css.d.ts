/** A style sheet, which the bundler puts beside the script that imports it. */
declare module "*.css";
