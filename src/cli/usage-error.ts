// What every command throws when it can't be meant as given. program.ts prints it.

/** A flag or argument that can't be meant as given: one line for the user, exit code 2. */
export class UsageError extends Error {}
