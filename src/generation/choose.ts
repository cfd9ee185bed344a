/** An endpoint as the choice sees it. */
export interface Choosable {
  /** 32 bits that stand for the endpoint. */
  readonly hash: number;
  readonly inFlight: number;
  /** How fast it answers a request, on any scale common to all; 0 while not known: as fast as the fastest. */
  readonly speed: number;
  /** Whether its breaker lets a request pass now. */
  readonly admits: boolean;
}

/**
 * How much more than its share of the requests in flight an endpoint may hold: 1.25, the bound of "Consistent Hashing
 * with Bounded Loads" (Mirrokni, Thorup, Zadimoghaddam 2016) as used at Vimeo and in HAProxy.
 */
const LOAD_BOUND = 1.25;

/** However slow, an endpoint counts as at least this part of the fastest: or it would never be measured again. */
const LEAST_SPEED = 0.1;

/**
 * The endpoint for a request: the first in the order of rendezvous hashing on its affinity that holds less than its
 * bound, so that requests with a common prefix meet the same prefix cache unless that unbalances the fleet.
 * `affinityHash`: 32 bits. `avoid`: the endpoint that just failed this request, taken only if no other admits it.
 * Returns an index into `endpoints`, or -1 when none admits a request.
 */
export function chooseEndpoint(endpoints: readonly Choosable[], affinityHash: number, avoid = -1): number {
  let fastest = 0;
  for (const endpoint of endpoints) if (endpoint.admits) fastest = Math.max(fastest, endpoint.speed);
  const weight = (endpoint: Choosable): number =>
    endpoint.speed === 0 ? 1 : Math.max(LEAST_SPEED, endpoint.speed / fastest);

  let inFlight = 1;
  let weights = 0;
  for (const [index, endpoint] of endpoints.entries()) {
    if (!endpoint.admits || index === avoid) continue;
    inFlight += endpoint.inFlight;
    weights += weight(endpoint);
  }
  if (weights === 0) return endpoints[avoid]?.admits === true ? avoid : -1;

  // Their bounds sum to more than what is in flight, so at least one is below its own.
  let chosen = -1;
  let highest = -1;
  for (const [index, endpoint] of endpoints.entries()) {
    if (!endpoint.admits || index === avoid) continue;
    const bound = Math.ceil((LOAD_BOUND * inFlight * weight(endpoint)) / weights);
    const score = mix(affinityHash ^ endpoint.hash);
    if (endpoint.inFlight < bound && score > highest) {
      highest = score;
      chosen = index;
    }
  }
  return chosen;
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. Unsigned 32 bits. */
function mix(bits: number): number {
  let hash = bits ^ (bits >>> 16);
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
