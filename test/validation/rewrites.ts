/** Faithful rewrites of SOURCE, as a good small model writes them, with the form each has. */
export const FAITHFUL: readonly { readonly name: string; readonly form?: string; readonly text: string }[] = [
  {
    name: 'qa',
    form: 'qa',
    text: `Question: How much water does the Amazon River carry into the Atlantic Ocean?
Answer: The Amazon River carries about 209,000 cubic metres of water per second into the Atlantic Ocean, which is more than the next seven largest rivers together.

Question: What are "flying rivers"?
Answer: Flying rivers are streams of moist air that form when trees release water vapour. They carry rain to regions thousands of kilometres away.

Question: Which event happened in 2010, and why is it remembered?
Answer: A severe drought lowered the Rio Negro at Manaus to 13.63 metres. It was the lowest level since measurements began in 1902.

Question: At what loss of forest could the system tip?
Answer: 20 to 25 percent`,
  },
  {
    name: 'dialogue',
    form: 'dialogue',
    text: `Mira: I have just read that the Amazon carries more water than the next seven rivers together. Is that true?

Tom: Yes, it is. About 209,000 cubic metres flow into the Atlantic every second, and the basin covers some 7 million square kilometres.

Mira: And what are these flying rivers people talk about?

Tom: The trees give off water vapour, roughly 20 billion tonnes a day. The wind carries it far inland, and it comes down as rain thousands of kilometres away.

Mira: I'm sorry, but I can't imagine that much water in the air. Does it ever fail?

Tom: It does. In 2010 there was a severe drought, and the Rio Negro at Manaus fell to 13.63 metres. Nobody had measured less since 1902.

Mira: Then clearing the forest must be dangerous.

Tom: It is. Once 20 to 25 percent is gone, the system could tip. By 2021 about 17 percent had been lost.`,
  },
  {
    name: 'summary',
    text: `The Amazon basin, which covers about 7 million square kilometres in nine countries, keeps up its own water cycle. Moist air from the Atlantic, transpiration by the trees and the barrier of the Andes bring rain to much of the continent. Clearing forest weakens this cycle: researchers think it could tip after a loss of 20 to 25 percent, and about 17 percent was gone by 2021.`,
  },
  {
    name: 'faq',
    form: 'faq',
    text: `# Frequently asked questions about the Amazon's water

## How large is the Amazon basin?

It covers roughly 7 million square kilometres. Nine countries share it, and about 60 percent of the area is in Brazil.

## What is transpiration?

Transpiration is the process in which trees draw water from the soil and release it through their leaves.

## Why do the Andes matter?

The Andes stop the moist air in the west and turn it to the south, where the rain falls.

## Who would notice a loss of forest first?

Farmers in southern Brazil would, because their harvests depend on rain that the forest makes.`,
  },
  {
    name: 'table',
    form: 'table',
    text: `| Fact | Value |
|------|-------|
| Flow into the Atlantic | 209,000 cubic metres per second |
| Area of the basin | 7 million square kilometres |
| Share in Brazil | 60 percent |
| Lowest level of the Rio Negro at Manaus | 13.63 metres (2010) |
| Forest lost by 2021 | 17 percent |

Question: How low did the Rio Negro fall at Manaus in 2010?
Answer: It fell to 13.63 metres, the lowest level since measurements began in 1902.`,
  },
  {
    name: 'list',
    form: 'knowledge-list',
    text: `- The Amazon River discharges about 209,000 cubic metres of water per second.
- Its basin covers 7 million square kilometres and belongs to 9 countries.
- About 60 percent of the basin lies in Brazil.
- Trees release some 20 billion tonnes of water vapour every day.
- Moist air that carries rain over long distances is called a flying river.
- The Rio Negro at Manaus reached its lowest level in 2010
- About 17 percent of the forest had been lost by 2021`,
  },
  {
    name: 'tutorial',
    text: `# How the Amazon makes its own rain

Here is how the cycle works, one step after another.

## Step 1: Moisture arrives

Water evaporates from the warm Atlantic. The trade winds carry the moisture inland.

## Step 2: The forest passes it on

Trees draw water from the soil and release it through their leaves. This is called transpiration. Every day some twenty billion tonnes of vapour go into the air this way.

## Step 3: The mountains turn it around

1. The moist air reaches the Andes and cannot go on to the west.
2. It turns south.
3. There it falls as rain.

## What can go wrong

If too much forest is cleared, less water returns to the air. The system could tip once 20 to 25 percent of the forest is lost (about 17 percent had been lost by 2021).`,
  },
  {
    name: 'wikipedia',
    text: `The **Amazon River** is the largest river in the world by discharge, carrying approximately 209,000 cubic metres of water per second into the Atlantic Ocean. The Amazon basin has an area of roughly 7,000,000 square kilometres across nine countries; about 60% of it is located in Brazil.

The Amazon rainforest sustains a regional water cycle. Its trees release an estimated 20 billion tonnes of water vapour each day, forming air currents known as "flying rivers". During the drought of 2010, the Rio Negro at Manaus fell to 13.63 metres, the lowest level recorded since 1902.

Deforestation reduces evapotranspiration. Researchers have estimated that a tipping point could be reached when 20–25% of the forest has been lost. As of 2021, the loss stood at about 17%.`,
  },
  {
    name: 'instruction',
    form: 'instruction',
    text: `Instruction: Explain in two sentences why southern Brazil depends on the Amazon rainforest.
Response: The forest releases water vapour that winds carry to the south, where it falls as rain. Farmers there need this rain for their harvests, so they would be the first to feel a loss of forest.

Instruction: List the three things that keep the Amazon's water cycle going.
Response:
1. Evaporation from the Atlantic and the trade winds.
2. Transpiration by the trees.
3. The Andes, which turn the moist air to the south.`,
  },
  {
    name: 'simple words',
    text: `The Amazon is a very big river. It sends more water to the sea than the seven rivers that come next. The land around it is huge, and nine countries have a part of it.

The trees there drink water from the ground and breathe it out through their leaves. All this water makes long streams of wet air. People call them "flying rivers". The streams bring rain to farms that are far away. If people cut down too many trees, the rain may stop. Then the farmers will have a hard time.`,
  },
];
