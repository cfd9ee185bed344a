/**
 * Tasks that may be announced ahead of the settled frontier: one straggler must not idle the fleet, and what waits
 * behind it must fit in memory (about 100 bytes each).
 */
export const MOST_AHEAD = 500_000;
