import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { readSource } from '../../src/extractive/source-text.ts';
import type { Brief } from '../../src/vocabulary/prompt.ts';

/** A Markdown article with headings, a list, wrapped lines, code, a table and a link. */
export const ARTICLE = `# Lighthouses

A lighthouse is a tower that guides ships with a strong light at night. The first
lighthouses were open fires on hills near harbours. Fires were built on stone platforms
because wind put out small flames.

## History

The Pharos of Alexandria was completed in 280 BC by engineers of the Greek kingdom. The tower
collapsed after several earthquakes. In 1822, Augustin Fresnel introduced a lens of glass rings.
The lens reduces the weight of the glass.

\`\`\`
lamp = Lamp(power=1000)
\`\`\`

## Automation

Electric lamps replaced oil burners in most countries. Automatic lighthouses allow the service to
close remote stations. There are 14 keepers on the northern coast. Keepers should check the lamp every morning.
If the lamp fails, the station sends a radio warning. To replace a lamp, turn off the main switch.

| Lamp | Watts |
| --- | --- |
| Main | 1000 |

- Clean the lens with a soft cloth.
- Use the spare lamp when the main lamp is broken.
- See [the manual](https://example.org/manual) for the details.

Read more about lighthouses. Copyright 2020 by the Example Society. All rights reserved.
`;

/** A reStructuredText document with fields, roles, a directive and a literal block. */
export const RST = `Title: Harbour rules
Author: J. Doe

Abstract
========

This document describes the rules of the harbour and of its two piers. It replaces
the rules of 1970, which were written for sailing ships.

.. note::

   This note is a directive and is left out of everything.

Rationale
=========

Large ships need deep water because their keels reach far below the surface. See :doc:\`map\` for the depths.
The pilot is a sailor who knows the local currents. The harbour consists of three basins::

    basin one: 12 m
    basin two: 9 m

Copyright
=========

This document has been placed in the public domain.
`;

export function brief(strategy: string, source: string, changes: Partial<Brief> = {}): Brief {
  return { strategy, source, firstLine: 0, title: 'Lighthouses', language: 'en', variables: {}, ...changes };
}

/** White space folded, list and quote markers at line starts off: what "stands in the source" means. */
export function folded(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim().replace(/^(?:>\s*)+/, ''))
    .map((line) => line.replace(/^(?:[-*+•‣–]|\(?(?:\d{1,3}|[a-z])[.)]|#\.)\s+/, ''))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

export const readArticle = (): ReturnType<typeof readSource> => readSource(ARTICLE, 'en');

/** Texts of the seed corpus that comes with the project. */
export function seedTexts(file: string, most: number): string[] {
  const lines = gunzipSync(readFileSync(new URL(`../../data/seeds/${file}`, import.meta.url)))
    .toString()
    .trim()
    .split('\n');
  return lines.slice(0, most).map((line) => String((JSON.parse(line) as { text: unknown }).text));
}
