/** A hint. A connection that was closed keeps its port from everybody for a minute, and no process has it then. */
export const WHO_HAS_A_PORT =
  'ss -tanp shows which process has a port; one in TIME-WAIT is free within a minute';
