/**
 * How assistants begin and end an answer, in the languages that models drift to most. All patterns are matched on
 * folded text (lower case, plain quotes, single blanks) of at most a few hundred characters.
 */

/** Words that only a model uses of its own product. */
const REWRITTEN =
  'rewrit|rephras|paraphras|reword|revised|simplified|summar(?:y|i[sz]ed)|\\bfaq|q&a|questions? and answers?|markdown|umgeschrieben|überarbeitet|umformulier|zusammenfassung|vereinfacht|réécri|reformul|résumé|simplifié|reescri|resumen|resumo|riscritt|riassunto|riformul|改写|重写|总结|摘要';

/** Kinds of text: content when more follows on the line (`Here is the problem: nobody pays`), else the product. */
const KIND_OF_TEXT =
  '\\b(?:versions?|texts?|passage|document|article|tutorial|dialog|conversation|questions?|tables?|lists?|output|response|answers?|translation|problem|instruction|content|fassung|artikel|fragen?|gespräch|tabelle|liste|übersetzung|anleitung|texte|tableau|réponse|traduction|tutoriel|versión|texto|artículo|diálogo|preguntas?|tabla|lista|respuesta|traducción|conversación|versione|testo|articolo|domande|tabella|elenco|conversazione|versão|artigo|perguntas?|tabela|conversa)|文本|版本|文章|对话|问答|问题|表格|列表|翻译|教程';

/** Openings of a line that presents something. */
const PRESENTS = [
  "here(?:'s| is| are|(?: you)? goes?)|below (?:is|are|you(?:'ll| will| can) find)|what follows is|(?:please )?find below",
  "let me (?:present|rewrite|rephrase|restate|summari[sz]e|give you)|let(?:'s| us) (?:present|rewrite|rephrase|restate|summari[sz]e|reword)",
  'allow me to (?:present|rewrite|rephrase|restate|summari[sz]e)',
  'hier (?:ist|sind|findest|finden|kommt)|unten finde',
  'voici|voilà|ci-dessous',
  'aquí (?:está|están|tiene|tienes|va)|ecco|di seguito|aqui (?:está|estão|vai)',
  '以下是|下面是|这里是',
].join('|');

/** Openings that are common in texts too: they count only before a word of `REWRITTEN`. */
const MENTIONS = [
  '(?:this|the) (?=(?:rewritten|rephrased|revised|paraphrased|simplified|reworded) (?:version|text|passage|document|article))',
  "the following (?:is|are)|this is (?:the|a|my)|these are|i(?:'ve| have) |as requested|based on the",
  'im folgenden|nachfolgend|das ist|dies ist|a continuación|a seguir|segue|questo è|这是',
].join('|');

const PLEASANTRY = [
  "(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|great|alright|no problem|gladly|i'd be happy to(?: help)?|happy to help|definitely)",
  '(?:natürlich|gerne|gern|selbstverständlich|klar|sicher|aber sicher)',
  "(?:bien sûr|certainement|avec plaisir|d'accord|absolument|volontiers)",
  '(?:¡?claro(?: que sí)?|¡?por supuesto|¡?desde luego|con gusto|¡?con mucho gusto)',
  '(?:certo|certamente|volentieri)',
  '(?:com certeza|certamente|com prazer)',
  '(?:好的|当然|没问题|当然可以)',
].join('|');

/** A pleasantry that stands alone as the first sentence: `Sure!`, `Natürlich!`, `¡Claro!`. */
export const PLEASANTRY_ALONE = new RegExp(`^(?:${PLEASANTRY}) ?[!！](?: |$)`);

const POLITELY = `^(?:(?:${PLEASANTRY}) ?[!,.:;！，。-]? ?)?`;

/** A beginning that announces the rewrite, up to its colon: no full stop and no other colon between. */
export const LEAD_IN = new RegExp(
  `${POLITELY}(?:${PRESENTS}|${MENTIONS})[^:：.!?]{0,120}?(?:${REWRITTEN})[^:：.!?]{0,120}[:：]`,
);

/** A whole line that presents a text of some kind: `Here are three questions about the document:`. */
export const LEAD_IN_LINE = new RegExp(
  `${POLITELY}(?:${PRESENTS})[^:：.!?]{0,120}?(?:${KIND_OF_TEXT})[^:：.!?]{0,120}[:：]$`,
);

/** A pleasantry with a colon behind it, whatever it announces: `Sure, here you go:`. */
export const PLEASANT_LINE = new RegExp(`^(?:${PLEASANTRY}) ?[!,.;！，。-] ?[^:：.!?\\n]{0,160}[:：]$`);

/** The text that was asked for, or the one that was given, as who rewrites speaks of it. */
const WHAT_IS_REWRITTEN =
  '\\b(?:the|this|that|your|my|same|original|given|provided|whole) (?:\\w+ )?(?:text|document|passage|article|content|material|message|story|source|facts?|details?|information|meaning|ideas?|wording)\\b|\\b(?:all|every|keep(?:s|ing)?|kept) (?:the |of the )?(?:facts?|details?)\\b|\\bversion\\b|\\brewrite\\b|\\bwhat (?:the|this|your) (?:text|document|passage|article) (?:says|means)';

/** In which manner it was rewritten. */
const MANNER =
  '\\b(?:re-?(?:writ|wrote|phras|word|stat|told|tell|work|cast)|paraphras|summari[sz]|condens|simplif|adapt)|\\b(?:simpler|simply|plainer|plainly|clearer|easier|shorter|more (?:simply|clearly|plainly|briefly|readable|accessible))\\b|\\b(?:in|into|using|with|to) (?:\\w+ )?(?:simple|plain|clear|everyday|easy|own|other|different|fewer|short) (?:\\w+ )?(?:words?|language|terms|english|sentences|style)|\\bown words\\b|\\bput (?:it |this |another |in )?(?:way|words|differently|this way)|\\b(?:be|been|is) (?:put|written|said|told) (?:like this|this way|as follows)|\\bwithout the (?:\\w+ )?(?:jargon|technical)|\\bjargon\\b|\\b(?:for|so that) (?:an?|any|every|the|all|your)? ?(?:general |young |new |lay |curious |non-?expert )*(?:audience|readers?|beginners?|newcomers?|layperson|children|anyone|everyone|somebody)\\b|easy to (?:read|follow|understand)|\\b(?:chang\\w+|improv\\w+|smooth\\w+) the (?:wording|language|style|flow)|(?:clear|simple|short|plain)(?:er)? (?:sentences|words)';

/** Who rewrites speaking of it. */
const WHO_REWRITES =
  "\\b(?:i|i've|i'll|i'd|my|me|your)\\b|\\bfor you\\b|\\byou (?:asked|shared|gave|provided|sent|wanted|requested)\\b";

/**
 * Whether a line speaks of a text and the manner in which it was rewritten, in whatever words: `The passage again, this
 * time without the jargon`. English. `byName` tells also of one in which the rewriter speaks.
 */
export function tellsOfRewriting(folded: string): { readonly told: boolean; readonly inPerson: boolean } {
  const inPerson = PERSON.test(folded);
  return { told: MANNERED.test(folded) && (inPerson || REWRITTEN_THING.test(folded)), inPerson };
}

const REWRITTEN_THING = new RegExp(WHAT_IS_REWRITTEN);
const MANNERED = new RegExp(MANNER);
const PERSON = new RegExp(WHO_REWRITES);

/** Labels that echo the prompt; alone at the start they are no part of the text. */
export const MARKER =
  /^(?:#{1,6} ?)?(?:\*\*)?(?:(?:the )?(?:re-?written|rephrased|paraphrased|revised|reworded|simplified|improved|condensed|edited|final) (?:text|version|document|passage|article|output|answer|summary)|rewrite|paraphrase|output|answer|response|result|assistant|model|summary|umgeschriebener text|überarbeiteter text|ausgabe|antwort|zusammenfassung|texte réécrit|texte reformulé|réponse|résumé|texto reescrito|respuesta|salida|resumen|testo riscritto|risposta|riassunto|resposta|saída|resumo|改写后的文本|改写|回答|答案|输出)(?:\*\*)? ?[:：](?:\*\*)?/;

/** A heading or a line of its own that names the product without a colon: `## Rewritten Text`, `assistant`. */
export const MARKER_LINE =
  /^(?:(?:#{1,6} ?|\*\*)(?:the )?(?:re-?written|rephrased|paraphrased|revised|reworded|simplified) (?:text|version|document|passage|article|output)(?:\*\*)?|\*\*(?:output|answer|response|rewrite|result)\*\*|assistant|model)$/;

/** A last line that talks to the user and not about the subject. */
export const CLOSING = new RegExp(
  [
    '^i hope (?:this|that|it) (?:\\p{L}+ ){0,4}(?:help|meets|clarif|works|is what|useful|suits?|fits?)|^i hope you (?:find|found|like|enjoy)|^hope (?:this|that) help',
    "^(?:please )?let me know (?:if|what|whether|how|should)|^(?:please )?feel free to (?:ask|reach out|let me know|request)|^(?:please )?(?:don't|do not) hesitate to (?:ask|let me know|reach out)",
    "^is there anything else|^would you like me to|^if you(?:'d| would) like me to|^do you want me to|^(?:do|did) you (?:need|want) anything else|^(?:please )?(?:just )?(?:tell me|say so) if (?:you|something|anything|there)",
    "^if you(?: want| wish| prefer| like)?,? i(?:'d| would|'ll| can| could)|^i(?:'d| would|'ll| can| could) (?:also |gladly |happily )?(?:be happy to |be glad to )?(?:adjust|revise|shorten|expand|turn (?:this|it)|change|provide|make (?:this|it)|rewrite|rephrase)|^(?:i(?:'m| am) )?(?:happy|glad) to (?:adjust|revise|shorten|expand|change|provide|make|help|rework)",
    "^if you (?:have|need|want|require) .{0,80}(?:let me know|feel free to ask|i'm here|just ask|hesitate to ask)",
    '^[(\\[*]{0,3}(?:note|hinweis|remarque|nota)s?[:*]{1,3} .{0,80}(?:rewrit|rephras|paraphras|original text|source text|umgeschrieben|réécri|reescri)',
    '^(?:this|the) (?:rewritten|rephrased|revised|paraphrased|simplified) (?:text|version|document|passage|article) ',
    '^(?:this|that|the above) (?:is|was) the (?:complete|full|whole|entire|final|end of the) (?:rewrite|rewritten|rephras|paraphras|revised)',
    '^(?:this|the above) (?:version|rewrite|rewriting|paraphrase) (?:\\p{L}+ ){0,3}(?:preserv|retain|keep|kept|maintain|includ|omit|stays?|remain|captur).{0,60}(?:facts|details|the (?:\\p{L}+ )?meaning|(?:original|source) (?:text|document|passage|article|content)|all (?:of the )?information|names and numbers)',
    '^[-–—=(\\[*]{0,3} ?end of (?:the )?(?:\\p{L}+ )?(?:text|document|rewrite|version|answer|output|summary|article|passage) ?[-–—=)\\]*.]{0,3}$',
    "^[(\\[*]{0,3}note[:*]{1,3} i(?:'ve| have|'d)? ",
    '^ich hoffe,? (?:das|dies|diese|die) (?:\\p{L}+ ){0,3}(?:hilft|hilfreich|weiter|nützlich)|^(?:sag|sagen sie|gib|geben sie) mir (?:\\p{L}+ )?bescheid|^(?:bitte )?lass(?:en sie)? (?:es )?mich wissen|^(?:wenn|falls) (?:sie|du) (?:weitere|noch) fragen .{0,60}(?:lass|stehe ich|bin ich|melde)',
    "^j'espère que (?:cela|ce|cette|ça) (?:\\p{L}+ ){0,3}(?:aide|utile|convien)|^n'hésitez pas à (?:me |demander|poser)|^faites-moi savoir|^(?:dites|dis)-moi (?:si|ce)|^si vous avez d'autres questions.{0,60}(?:hésitez|moi)",
    '^espero que (?:esto|este|esta|te|le|les|isso|isto|esse|essa) (?:\\p{L}+ ){0,3}(?:ayud|útil|sirv|ajud)|^av[ií]s(?:a|e)me si|^h[aá]zme saber|^déjame saber|^no dudes en (?:pregunt|decir|contactarme|ped)|^si (?:tienes|tiene|necesitas|necesita) .{0,60}(?:no dud|dímelo|dígamelo|avís|pregúnt)',
    '^spero che (?:questo|questa|ti|vi|sia) (?:\\p{L}+ ){0,3}(?:util|aiut)|^fammi sapere|^non esitare a (?:chied|contattarmi|far)|^se (?:hai|ha|avete) .{0,60}(?:chiedi|chieda|fammi|dimmi)',
    '^me avise|^avise-me|^fique à vontade para (?:pergunt|me )',
    '^希望(?:这|对你|对您).{0,20}(?:帮助|有用)|^如果(?:你|您).{0,30}(?:告诉我|随时|请问我)',
  ].join('|'),
  'u',
);
