/** How wide the terminal is. One that was given no size, as under some that drive a program, says 0. */
export function stderrColumns(): number {
  const {columns = 0} = process.stderr;
  return columns === 0 ? 80 : Math.max(20, columns);
}
