import { FAITHFUL } from '../../test/validation/rewrites.ts';
import { SOURCE } from '../../test/validation/candidates.ts';

/** A rewrite written by hand for this project, in the words that a good small model would choose. */
interface HandMade {
  readonly strategy: string;
  readonly source: string;
  readonly text: string;
  readonly language: string;
}

const BRIDGE = `On March 17, 1987, the Karlsson Bridge over the River Orr was opened by Mayor Helena Brandt. It is 412 metres long and cost $4.7 million, two thirds of which was paid by the United States Department of Transportation (DOT). "We have waited for this day since the old bridge fell in 1953," Brandt said. Some 36,000 people cross it every day, 15% of them on foot.`;
const BRIDGE_DE = `Am 17. März 1987 eröffnete Bürgermeisterin Helena Brandt die Karlsson-Brücke über die Orr. Sie ist 412 Meter lang und kostete 4,7 Millionen Mark, zwei Drittel davon zahlte der Bund. „Auf diesen Tag haben wir gewartet, seit die alte Brücke 1953 einstürzte“, sagte Brandt. Täglich überqueren sie rund 36.000 Menschen, 15 Prozent davon zu Fuß.`;
const BRIDGE_FR = `Le 17 mars 1987, la maire Helena Brandt a inauguré le pont Karlsson sur l'Orr. Il mesure 412 mètres et a coûté 4,7 millions de francs, dont l'État a payé les deux tiers. « Nous attendons ce jour depuis que le vieux pont est tombé en 1953 », a dit Mme Brandt. Quelque 36 000 personnes le traversent chaque jour, dont 15 % à pied.`;
const BRIDGE_ES = `El 17 de marzo de 1987 la alcaldesa Helena Brandt inauguró el puente Karlsson sobre el río Orr. Mide 412 metros y costó 4,7 millones de pesetas, de las que el Estado pagó dos tercios. «Esperamos este día desde que cayó el viejo puente en 1953», dijo Brandt. Unas 36.000 personas lo cruzan cada día, el 15 % a pie.`;
const TOOL = `Tarn is a small scheduler written in Rust. Version 2.4 was released on 2021-09-30 by the Larch Foundation. It starts in 86 ms, uses 12 MB of memory, and runs on Linux, macOS and FreeBSD. To install it, download the archive, unpack it, and run "tarn init --here" in your project. A job that fails three times is moved to a queue of its own, where it stays for 14 days. The manual warns: "Do not delete the lock file while a job runs, or its state is lost."`;

/** Faithful rewrites by hand: of the tests' source, and of four more in four languages. */
export const HAND_MADE: readonly HandMade[] = [
  ...FAITHFUL.map(({ name, text }) => ({ strategy: name, source: SOURCE, text, language: 'en' })),
  {
    strategy: 'wikipedia',
    source: BRIDGE,
    language: 'en',
    text: `The Karlsson Bridge is a bridge of 412 m across the River Orr. Helena Brandt, then mayor, opened it on 17 March 1987. Its cost came to 4.7 million dollars, about 67 percent of it borne by the US Department of Transportation. It replaced a bridge that collapsed in 1953, and Brandt remarked at the opening: “We have waited for this day since the old bridge fell in 1953.” Each day it carries about 36 thousand people, of whom 15 percent walk.`,
  },
  {
    strategy: 'easy',
    source: BRIDGE,
    language: 'en',
    text: `There is a bridge over the River Orr. It is called the Karlsson Bridge. Mayor Helena Brandt opened it in March 1987. It cost $4,700,000, and the DOT paid for two thirds of that. The old bridge had fallen down in 1953, so people were glad. About 36,000 people use the new one every day, and 15 in 100 go on foot.`,
  },
  {
    strategy: 'qa',
    source: BRIDGE,
    language: 'en',
    text: `Question: When was the Karlsson Bridge opened, and by whom?\nAnswer: It was opened on 1987-03-17 by Helena Brandt, who was the mayor.\n\nQuestion: Who paid most of the 4.7 million dollars?\nAnswer: The Department of Transportation of the United States paid two thirds.\n\nQuestion: How many people cross the bridge each day?\nAnswer: 36,000 people`,
  },
  {
    strategy: 'dialogue',
    source: BRIDGE,
    language: 'en',
    text: `Ravi: Do you know how old the Karlsson Bridge is, Lucy?\n\nLucy: It was opened in March 1987, Ravi. Mayor Brandt did it herself.\n\nRavi: And what did it cost?\n\nLucy: $4.7 million. The American Department of Transportation paid two thirds.\n\nRavi: That is a lot for 412 metres!\n\nLucy: But 36,000 people cross it every day, and 15% of them walk.`,
  },
  {
    strategy: 'wikipedia',
    source: BRIDGE_DE,
    language: 'de',
    text: `Die Karlsson-Brücke ist eine 412 m lange Brücke über die Orr. Sie wurde am 17.03.1987 von der damaligen Bürgermeisterin Helena Brandt eröffnet und kostete 4,7 Mio. Mark; den größten Teil, nämlich zwei Drittel, übernahm der Bund. Die alte Brücke war 1953 eingestürzt. Rund 36 000 Menschen nutzen die neue Brücke jeden Tag, 15 % von ihnen gehen zu Fuß.`,
  },
  {
    strategy: 'wikipedia',
    source: BRIDGE_FR,
    language: 'fr',
    text: `Le pont Karlsson, long de 412 m, franchit l'Orr. Helena Brandt, alors maire, l'a inauguré en mars 1987. Son coût s'est élevé à 4 700 000 francs, et l'État en a pris en charge les deux tiers. L'ancien pont était tombé en 1953. Chaque jour, environ 36 000 personnes l'empruntent ; 15 pour cent d'entre elles vont à pied.`,
  },
  {
    strategy: 'wikipedia',
    source: BRIDGE_ES,
    language: 'es',
    text: `El puente Karlsson cruza el río Orr y tiene 412 m de largo. Lo inauguró la alcaldesa Helena Brandt en marzo de 1987. Costó 4,7 millones de pesetas y el Estado pagó dos tercios. El puente anterior se había caído en 1953. Cada día pasan por él unas 36 000 personas, y el 15 por ciento va a pie.`,
  },
  {
    strategy: 'tutorial',
    source: TOOL,
    language: 'en',
    text: `# How to Set Up Tarn\n\nTarn is a scheduler in Rust that starts in 86 milliseconds and needs 12 megabytes of memory. This tutorial uses version 2.4, which the Larch Foundation released on September 30, 2021.\n\n## Step 1: Get the Archive\n\nDownload the archive for your system. Linux, macOS and FreeBSD are supported.\n\n## Step 2: Prepare Your Project\n\nUnpack the archive and run \`tarn init --here\` in your project.\n\n## Step 3: Watch Your Jobs\n\nWhen a job has failed 3 times, Tarn moves it to a queue of its own and keeps it there for two weeks. Remember what the manual says: "Do not delete the lock file while a job runs, or its state is lost."`,
  },
  {
    strategy: 'faq',
    source: TOOL,
    language: 'en',
    text: `# Tarn: Frequently Asked Questions\n\n## What Is Tarn?\n\nTarn is a small scheduler that is written in Rust. The Larch Foundation released its version 2.4 in September 2021.\n\n## How Much Memory Does It Need?\n\nIt needs 12 MB. It starts within 86 ms.\n\n## What Happens to a Job That Fails?\n\nAfter three failures it goes to a queue of its own for 14 days.`,
  },
  {
    strategy: 'textbook',
    source: TOOL,
    language: 'en',
    text: `## Schedulers: The Example of Tarn\n\nA scheduler decides when a job runs. Tarn, which is written in Rust, is a small one: it starts in 86 ms and uses 12 MB of memory, and it runs on Linux, macOS and FreeBSD. To install it, you download an archive, unpack it and run \`tarn init --here\`.\n\nWhat should a scheduler do with a job that keeps failing? Tarn gives it three tries. After that, the job is set aside in another queue for 14 days, so that it does not stand in the way of others. A lock file guards the state of a job that runs; whoever deletes it loses that state.`,
  },
];
