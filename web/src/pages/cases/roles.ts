/** Roles that may decide about cases and publish. */
export const MAY_DECIDE = new Set(['admin', 'officer', 'editor'])
