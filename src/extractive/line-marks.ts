/** Labels of buttons and menus, whole lines, in any case. */
const LABELS = new Set(
  `about|about us|accept|accept all|account|add comment|add to cart|advanced search|advertise|advertisement|apply|apply now|archive|archives|articles|back|back to top|blog|book now|bookmark|browse|buy now|cancel|careers|cart|categories|category|checkout|click here|close|comments|contact|contact us|continue|continue reading|cookie policy|cookie settings|cookies|copy link|create account|create an account|dashboard|delete|disclaimer|disclaimers|dismiss|docs|documentation|donate|donate now|download|downloads|edit|edit this page|email|email address|enter|events|explore|facebook|faq|faqs|features|feedback|filter|find out more|flickr|follow|follow us|forum|forums|gallery|get involved|get started|github|google+|google plus|help|hide|history|home|homepage|instagram|jobs|join|join us|jump to|latest|latest news|learn more|leave a comment|leave a reply|legal|link|linkedin|links|load more|loading|loading...|log in|log out|login|logout|mail|main menu|mastodon|members|menu|more|more info|more information|my account|navigation|news|newsletter|next|next page|next post|no comments|no comments yet|older posts|newer posts|open menu|overview|page|pages|partners|permalink|pin it|pinterest|podcast|popular|post|post comment|posts|press|previous|previous page|previous post|pricing|print|privacy|privacy notice|privacy policy|products|profile|projects|rate|read more|recent|recent comments|recent posts|reddit|refresh|register|related|related articles|related posts|reply|report|report abuse|reset|resources|rss|rss feed|save|scroll to top|search|search for:|search this site|see all|see also|see more|select|send|services|settings|share|share on facebook|share on twitter|share this|shop|show|show all|show more|show navigation|sidebar|sign in|sign out|sign up|site map|sitemap|skip|skip navigation|skip to content|skip to main content|sort by|status|store|submit|subscribe|support|support us|tag cloud|tags|team|terms|terms and conditions|terms of service|terms of use|toggle navigation|toggle search|tools|top|topics|trending|tumblr|tweet|twitter|upload|view|view all|view history|view more|website|whatsapp|who we are|write a review|youtube`.split(
    '|',
  ),
);

/** Openings of short lines that belong to the page, not to its text. */
const OPENINGS =
  /^(?:share (?:this|on|via)\b|tweet\b|follow (?:us|me|@)|like us|subscribe (?:to|now|by)|sign (?:up|in) (?:for|to|with)|log in (?:to|with)|tags?: |tagged (?:with|in|as)\b|categor(?:y|ies):|skip to\b|jump to\b|back to (?:the )?(?:top|home|main|blog|table|index|start)|go to (?:top|page)\b|you are here\b|page \d+ of \d+|copy (?:link|url)|print this|email this|report (?:this|a|an) (?:page|post|problem|error|abuse|bug|comment)|edit (?:this|on)\b|view (?:all|more|full|as)\b|read more\b|learn more\b|continue reading\b|see (?:all|more)\b|click (?:here|to)\b|leave a (?:reply|comment)|add (?:a )?comment|post a comment|log ?in or\b|already a member|forgot (?:your )?password|remember me\b|related (?:posts|articles|stories|content)|you (?:may|might) also like|recommended for you|most (?:popular|read|viewed)$|powered by\b|theme (?:by|:)|designed by\b|proudly powered|hosted by\b|sponsored (?:by|content)|permalink\b|previous: |next: |← |» |« |older (?:posts|articles?|entries)|newer (?:posts|articles?|entries)|next (?:post|article|page|entry)$|\d+ (?:comments?|responses?|repl(?:y|ies)|shares?|likes?|views?|languages?)$|no comments\b|\d+ min(?:ute)?s? (?:read|ago)|contact us\b|join us\b|sitemap|toggle\b|main menu)/i;

/** Openings of notices and bylines, which may be longer. */
const LONG_OPENINGS =
  /^(?:©|\(c\) \d|copyright (?:©|\(c\)|\d)|all rights reserved|filed under\b|posted (?:in|by|on|at)\b|published (?:by|on|in)? ?\d|last (?:edited|updated|modified)\b|updated:? (?:on )?\w+ \d|this page was last (?:edited|modified|updated)|except (?:where|as) otherwise noted|retrieved from\b|your email address will not be published|main articles?: |see also: |further information: )/i;

/** Banners and notices that may be sentences. */
const NOTICES =
  /\b(?:(?:we|this (?:web)?site|our (?:web)?site|by (?:using|continuing)) [^.]{0,60}\bcookies?\b|accept (?:all )?cookies|cookie (?:policy|settings|preferences|consent)|by (?:using|continuing to (?:use|browse)) (?:this|our) (?:site|website)|all rights reserved|sign up (?:for|to) (?:our|the) newsletter|subscribe to (?:our|the) (?:newsletter|mailing list|blog|feed)|(?:enable|turn on) javascript|your browser (?:does not|doesn['’]t) support|this (?:work|site|website|page|content) is licen[cs]ed under|content (?:on this (?:site|page) )?(?:is )?(?:available|licen[cs]ed) under|terms of (?:use|service) and privacy policy|required fields are marked|(?:agree|okay|consent)\b[^.]{0,80}\bprivacy (?:policy|notice))\b/i;

const BARE_ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+$|^<?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}>?$/i;
const SEPARATOR = /\s+[›»>|·•/→]\s+|\s*[›»·•]\s*/;
const HANDLE = /^.{1,30}\(@\w{1,30}\)$/;

/** Longest lines that an opening can condemn; longer ones are paragraphs, or lines of one. */
const MOST_OPENING = 60;
const MOST_LONG_OPENING = 160;
const MOST_NOTICE = 400;

/**
 * Whether a line is, by its own words, part of the page around a text. Indented lines are code, list or reference
 * matter and are left alone.
 */
export function isFurniture(line: string): boolean {
  if (line.length > MOST_NOTICE || /^\s{2}/.test(line)) return false;
  const bare = line.trim().replace(/^[-*+•]\s+/, '');
  if (LABELS.has(bare.toLowerCase())) return true;
  if (bare.length <= MOST_OPENING && OPENINGS.test(bare)) return true;
  if (bare.length <= MOST_LONG_OPENING && LONG_OPENINGS.test(bare)) return true;
  if (BARE_ADDRESS.test(bare) || HANDLE.test(bare)) return true;
  return NOTICES.test(bare) || isTrail(bare);
}

/** Breadcrumbs and link rows: three or more short labels between separators. */
function isTrail(text: string): boolean {
  if (text.length > 160 || text.startsWith('|') || /[.!?]$|[<={}[\]'"`]/.test(text)) return false;
  const parts = text.split(SEPARATOR).filter((part) => part !== '');
  return parts.length >= 3 && parts.every((part) => part.length <= 30 && /^\p{Lu}|^\p{Lo}/u.test(part));
}

const CODE =
  /[{}();=<>\\[\]|`$]|^\s{4}|\t|^(?:import|from|def|class|return|const|let|var|function|if|for|while|#include|use|end|else)\b.*[^.]$/;

/** Whether a line looks like one entry of a menu: a few words, no end mark, no markup, no code. */
export function isMenuEntry(line: string): boolean {
  const stripped = line.trim().replace(/ \([^()]{1,24}\)$/, '');
  if (stripped === '' || stripped.length > 48 || CODE.test(/^\s/.test(line) ? line : stripped)) return false;
  if (
    /[.!?:;,…。！？：；、，]["”’)]?$/.test(stripped) ||
    /^(?:#|>|\.\. |_|[-*+•] |\d+[.)] |\d[\d.,]* [\d.,]+)/.test(stripped)
  )
    return false;
  return stripped.split(' ').length <= 6;
}

/** Marks left inside lines that belong to the page: strings that nothing else writes. */
export const INLINE_MARKS: readonly string[] = [
  '[edit]',
  '[edit source]',
  '[edit | edit source]',
  '[citation needed]',
  '[clarification needed]',
  '[hide]',
  '[show]',
];
