/** Roles that may bring data in. */
export const MAY_IMPORT: ReadonlySet<string> = new Set(['admin', 'officer', 'editor'])
