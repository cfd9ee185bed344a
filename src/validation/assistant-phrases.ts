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
  "here(?:'s| is| are)|below (?:is|are|you(?:'ll| will| can) find)|what follows is|(?:please )?find below",
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

/** Labels that echo the prompt; alone at the start they are no part of the text. */
export const MARKER =
  /^(?:#{1,6} ?)?(?:\*\*)?(?:(?:the )?(?:re-?written|rephrased|paraphrased|revised|reworded|final) (?:text|version|document|passage|article|output)|rewrite|paraphrase|output|answer|response|result|assistant|summary|umgeschriebener text|überarbeiteter text|ausgabe|antwort|zusammenfassung|texte réécrit|texte reformulé|réponse|résumé|texto reescrito|respuesta|salida|resumen|testo riscritto|risposta|riassunto|resposta|saída|resumo|改写后的文本|改写|回答|答案|输出)(?:\*\*)? ?[:：](?:\*\*)?/;

/** A heading or a line of its own that names the product without a colon: `## Rewritten Text`, `assistant`. */
export const MARKER_LINE =
  /^(?:(?:#{1,6} ?|\*\*)(?:the )?(?:re-?written|rephrased|paraphrased|revised) (?:text|version|document|passage|article)(?:\*\*)?|assistant)$/;

/** A last line that talks to the user and not about the subject. */
export const CLOSING = new RegExp(
  [
    '^i hope (?:this|that|it) (?:\\w+ ){0,3}(?:help|meets|clarif|works|is what)|^i hope you (?:find|found|like|enjoy)|^hope (?:this|that) help',
    "^(?:please )?let me know (?:if|what|whether|how|should)|^(?:please )?feel free to (?:ask|reach out|let me know|request)|^(?:please )?(?:don't|do not) hesitate to (?:ask|let me know|reach out)",
    "^is there anything else|^would you like me to|^if you(?:'d| would) like me to|^do you want me to",
    "^if you (?:have|need|want|require) .{0,80}(?:let me know|feel free to ask|i'm here|just ask|hesitate to ask)",
    '^[(\\[*]{0,3}(?:note|hinweis|remarque|nota)s?[:*]{1,3} .{0,80}(?:rewrit|rephras|paraphras|original text|source text|umgeschrieben|réécri|reescri)',
    '^(?:this|the) (?:rewritten|rephrased|revised|paraphrased) (?:text|version|document|passage|article) ',
    '^[(\\[*]{0,3}end of (?:the )?(?:rewritten |rephrased )?(?:text|document|rewrite|answer|output)[)\\]*.]{0,3}$',
    '^ich hoffe,? (?:das|dies) (?:\\w+ ){0,2}(?:hilft|hilfreich|weiter)|^(?:bitte )?lass(?:en sie)? (?:es )?mich wissen|^(?:wenn|falls) (?:sie|du) (?:weitere|noch) fragen .{0,60}(?:lass|stehe ich|bin ich|melde)',
    "^j'espère que (?:cela|ce|cette|ça) (?:\\w+ ){0,3}(?:aide|utile|convien)|^n'hésitez pas à (?:me |demander|poser)|^faites-moi savoir|^si vous avez d'autres questions.{0,60}(?:hésitez|moi)",
    '^espero que (?:esto|este|esta|te|le|les|isso|isto|esse|essa) (?:\\w+ ){0,3}(?:ayud|útil|sirv|ajud)|^av[ií]s(?:a|e)me si|^h[aá]zme saber|^déjame saber|^no dudes en (?:pregunt|decir|contactarme|ped)',
    '^spero che (?:questo|questa|ti|vi) (?:\\w+ ){0,3}(?:util|aiut)|^fammi sapere|^non esitare a (?:chied|contattarmi|far)',
    '^me avise|^avise-me|^fique à vontade para (?:pergunt|me )',
    '^希望(?:这|对你|对您).{0,20}(?:帮助|有用)|^如果(?:你|您).{0,30}(?:告诉我|随时|请问我)',
  ].join('|'),
);
