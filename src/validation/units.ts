/** Units by every form that texts write them in, lower-cased: English, German, French, Spanish, Italian, Portuguese. */
const FORMS: Readonly<Record<string, string>> = {
  percent: '% percent pct prozent pourcent',
  km: 'km kilometre kilometres kilometer kilometers kilometern kilomètre kilomètres kilómetro kilómetros chilometro chilometri quilômetro quilômetros quilómetros',
  m: 'm metre metres meter meters metern mètre mètres metro metros metri',
  cm: 'cm centimetre centimetres centimeter centimeters zentimeter centimètres centímetros',
  mm: 'mm millimetre millimetres millimeter millimeters millimètres milímetros',
  mile: 'mile miles mi meile meilen milla millas miglia milhas',
  foot: 'foot feet ft fuß',
  inch: 'inch inches zoll',
  yard: 'yard yards',
  hectare: 'hectare hectares ha hektar hectáreas',
  acre: 'acre acres',
  kg: 'kg kilo kilos kilogram kilograms kilogramme kilogrammes kilogramm kilogramos',
  g: 'g gram grams gramm grammes gramos grammi',
  mg: 'mg milligram milligrams',
  ton: 'ton tons tonne tonnes tonnen tonelada toneladas tonnellate',
  pound: 'pound pounds lb lbs £ gbp sterling pfund livres libras',
  litre: 'l litre litres liter liters litros litri',
  gallon: 'gallon gallons gallonen',
  celsius: '°c celsius',
  fahrenheit: '°f fahrenheit',
  ms: 'ms millisecond milliseconds millisekunden millisecondes milisegundos',
  second: 's sec secs second seconds sekunde sekunden secondes segundos secondi',
  minute: 'min mins minute minutes minuten minutos minuti',
  hour: 'h hr hrs hour hours stunde stunden heure heures hora horas ore',
  day: 'day days tag tage tagen jour jours día días dia dias giorni',
  week: 'week weeks woche wochen semaine semaines semana semanas settimane',
  month: 'month months monat monate monaten mois mes meses mesi',
  year: 'year years yr yrs jahr jahre jahren an ans année années año años anni ano anos',
  byte: 'byte bytes',
  kb: 'kb kib kilobyte kilobytes',
  mb: 'mb mib megabyte megabytes',
  gb: 'gb gib gigabyte gigabytes',
  tb: 'tb tib terabyte terabytes',
  dollar: '$ dollar dollars usd dólar dólares dollari',
  euro: '€ euro euros eur',
  yen: '¥ yen jpy',
  franc: 'franc francs franken chf',
  peseta: 'peseta pesetas',
  rupee: 'rupee rupees ₹ inr',
};
const UNITS = new Map(Object.entries(FORMS).flatMap(([unit, forms]) => forms.split(' ').map((form) => [form, unit])));

/** The unit that a word or sign names, by one name for all its forms; undefined for any other word. */
export function unitNamed(word: string): string | undefined {
  return UNITS.get(word.toLowerCase());
}

const MONTH_FORMS =
  'january jan januar janvier enero gennaio janeiro|february feb februar février fevrier febrero febbraio fevereiro|' +
  'march mar märz mars marzo março|april apr avril abril aprile|may mai mayo maggio maio|june jun juni juin junio giugno junho|' +
  'july jul juli juillet julio luglio julho|august aug août agosto|september sep sept septembre septiembre settembre setembro|' +
  'october oct oktober okt octobre octubre ottobre outubro|november nov novembre noviembre novembro|' +
  'december dec dezember dez décembre diciembre dicembre dezembro';
const MONTHS = new Map(
  MONTH_FORMS.split('|').flatMap((forms, index) => forms.split(' ').map((form) => [form, index + 1] as const)),
);

/** The month, 1 to 12, that a word names; undefined for any other word. */
export function monthNamed(word: string): number | undefined {
  return MONTHS.get(word.toLowerCase());
}
