import { unitInterval } from '../../../src/text/hash.ts';

const COMMON = 'the a of and to in was for with that on it by an as from at this'.split(' ');
const SEA = 'harbour tide boat net captain anchor wave gull sail reef'.split(' ');
const LAW = 'court statute clause appeal judge verdict counsel petition ruling witness'.split(' ');

/** A text of 60 invented words about the sea or the law; `share` of them tell which. */
export function topicText(topic: 'sea' | 'law', seed: number, share = 0.2): string {
  const own = topic === 'sea' ? SEA : LAW;
  return Array.from({ length: 60 }, (_, at) => {
    const list = unitInterval(seed, topic, at) < share ? own : COMMON;
    return list[Math.floor(unitInterval(seed, topic, at, 'word') * list.length)] ?? '';
  }).join(' ');
}
