import { fileURLToPath } from "node:url";

/** The repository. The tests also run in a copy of the package, which is told where it comes from. */
export const root = process.env.STATUSMAP_ROOT ?? fileURLToPath(new URL("../../../", import.meta.url));

/** The package that is under test. */
export const packageFolder = fileURLToPath(new URL("../", import.meta.url));
