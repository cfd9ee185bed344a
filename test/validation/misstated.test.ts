import { describe, expect, it } from 'vitest';
import { reasonOf } from './candidates.ts';

describe('grounding of quantities and dates', () => {
  it.each([
    ['a scale', 'It cost 4.7 million dollars.', 'It cost 4.7 billion dollars.', 'ungrounded.number'],
    ['a lost scale', 'It has 83 million users.', 'It has 83 users.', 'ungrounded.number'],
    ['a unit', 'It is 83 kilometres long.', 'It is 83 miles long.', 'ungrounded.quantity'],
    ['a currency', 'It cost $4,730.', 'It cost €4,730.', 'ungrounded.quantity'],
    ['a percentage', 'It grew by $68.', 'It grew by 68%.', 'ungrounded.quantity'],
    ['a month', 'It opened on March 17, 1987.', 'It opened on August 17, 1987.', 'ungrounded.date'],
    ['a day', 'On March 17, 1987, after 23 weeks.', 'On March 23, 1987, after 17 weeks.', 'ungrounded.date'],
    ['a number in words', 'There were forty-seven boats.', 'There were fifty-seven boats.', 'ungrounded.number'],
  ])('rejects %s changed', (_, source, text, reason) => {
    expect(reasonOf('grounding', { source, text })).toBe(reason);
  });

  it.each([
    ['metres for m', 'It is 412 metres long.', 'It is 412 m long.'],
    ['percent for its sign', 'about 15% of them', 'about 15 percent of them'],
    ['a sign for a word', 'It cost 4.7 million dollars.', 'It cost $4,700,000.'],
    ['a unit for a list', 'in 10, 20 or 30 minutes', 'in 10 minutes or in 20 minutes'],
    ['a unit from a heading', 'Length in km: road A 83, road B 47', 'Road A has 83 km.'],
    ['an ISO date', 'It opened on March 17, 1987.', 'It opened on 1987-03-17.'],
    ['a written date', 'released on 2021-09-30', 'released on September 30, 2021'],
    ['a fraction', 'two thirds of the cost', '67 percent of the cost'],
    ['a number word for digits', 'It took 47 days.', 'It took forty-seven days.'],
    ['a German numeral', 'Täglich 36.000 Menschen', 'Täglich 36 000 Menschen'],
  ])('accepts %s', (_, source, text) => {
    expect(reasonOf('grounding', { source, text })).toBeUndefined();
  });

  it('accepts what two numbers of the source come to where the strategy allows it', () => {
    const [source, text] = ['47 men and 36 women', 'There were 83 people, 11 more men than women.'];
    expect(reasonOf('grounding', { source, text })).toBe('ungrounded.number');
    expect(reasonOf('grounding', { source, text }, { allow_derived: true })).toBeUndefined();
    expect(reasonOf('grounding', { source, text: '84 people' }, { allow_derived: true })).toBe('ungrounded.number');
  });
});
