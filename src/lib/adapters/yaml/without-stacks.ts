/**
 * Runs what may make errors by the hundred thousand that nobody throws: the reader of YAML makes one for each slip in a
 * text, and to note where in our code that was costs as much as all the rest.
 */
export function withoutStacks<T>(run: () => T): T {
  const {stackTraceLimit} = Error;
  Error.stackTraceLimit = 0;
  try {
    return run();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
