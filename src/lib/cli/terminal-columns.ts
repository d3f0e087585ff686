/**
 * How wide the terminal is that a stream goes to. One that was given no size, as under some that drive a program, says
 * 0. Elsewhere, as in a pipe, nothing is to be made fit.
 */
export function terminalColumns({isTTY, columns = 0}: NodeJS.WriteStream): number {
  if (!isTTY) return Number.POSITIVE_INFINITY;
  return columns === 0 ? 80 : Math.max(20, columns);
}
