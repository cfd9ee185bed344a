/** An endpoint as the choice sees it. */
export interface Choosable {
  /** 32 bits that stand for the endpoint. */
  readonly hash: number;
  readonly inFlight: number;
  /** How fast it answers a request, on any scale common to all; 0 while not known: as fast as the fastest. */
  readonly speed: number;
  /** Most requests it is to hold at a time, by what it was seen to run; Infinity while not known. */
  readonly capacity: number;
  /** Whether it takes a request now, as far as its breaker and its own wish to be left alone go. */
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
 * bound, so that requests with a common prefix meet the same prefix cache unless that unbalances the fleet. Shares
 * are by capacity where it is known, else by speed; no endpoint is given more than its capacity.
 * `affinityHash`: 32 bits. `avoid`: the endpoint that just failed this request, taken only if no other takes it.
 * Returns an index into `endpoints`, or -1 when none takes a request. Allocates nothing: it runs for every request.
 */
export function chooseEndpoint(endpoints: readonly Choosable[], affinityHash: number, avoid = -1): number {
  let fastest = 0;
  for (let index = 0; index < endpoints.length; index++) {
    const { admits, speed } = endpoints[index] as Choosable;
    if (admits && speed > fastest) fastest = speed;
  }
  let inFlight = 1;
  let weights = 0;
  for (let index = 0; index < endpoints.length; index++) {
    const endpoint = endpoints[index] as Choosable;
    if (!endpoint.admits || index === avoid) continue;
    inFlight += endpoint.inFlight;
    weights += weightOf(endpoint, fastest);
  }

  // Without capacities the bounds sum to more than what is in flight, so at least one endpoint is below its own.
  const share = (LOAD_BOUND * inFlight) / weights;
  let chosen = -1;
  let highest = -1;
  for (let index = 0; index < endpoints.length; index++) {
    const endpoint = endpoints[index] as Choosable;
    if (!endpoint.admits || index === avoid) continue;
    const bound = Math.min(endpoint.capacity, Math.ceil(share * weightOf(endpoint, fastest)));
    if (endpoint.inFlight >= bound) continue;
    const score = mix(affinityHash ^ endpoint.hash);
    if (score > highest) {
      highest = score;
      chosen = index;
    }
  }
  if (chosen !== -1) return chosen;
  return roomiest(endpoints, avoid);
}

/** Where those below their share are full: the endpoint with most room under its capacity, the avoided one last. */
function roomiest(endpoints: readonly Choosable[], avoid: number): number {
  let chosen = -1;
  let most = 0;
  for (let index = 0; index < endpoints.length; index++) {
    const endpoint = endpoints[index] as Choosable;
    const room = endpoint.capacity - endpoint.inFlight;
    if (!endpoint.admits || index === avoid || room <= most) continue;
    most = room;
    chosen = index;
  }
  if (chosen !== -1) return chosen;
  const avoided = endpoints[avoid];
  return avoided?.admits === true && avoided.inFlight < avoided.capacity ? avoid : -1;
}

/** Capacities are known of all endpoints or of none. */
function weightOf(endpoint: Choosable, fastest: number): number {
  if (endpoint.capacity !== Number.POSITIVE_INFINITY) return endpoint.capacity;
  return endpoint.speed === 0 ? 1 : Math.max(LEAST_SPEED, endpoint.speed / fastest);
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. Unsigned 32 bits. */
function mix(bits: number): number {
  let hash = bits ^ (bits >>> 16);
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
