/** Function words by language, the commonest first; written for this project. */
const LISTS: Readonly<Record<string, string>> = {
  en:
    'the of and to in a is that for it with as was on are be this by at from or an have not but they which you we his ' +
    'her has had were been would there their what when who will more no if out so can all into than other some its ' +
    'only these may then do any also about our such your how them she he i me my him us those through between because ' +
    "should could each does did very where while before after under over both being just most many must it's don't",
  de:
    'der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass ' +
    'daß sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr ' +
    'durch man sein wurde jeder seine seiner ihre ihrer ich wir kann keine kein diese dieser dieses unter gegen wenn was',
  fr:
    'de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont ou avec son aux ' +
    "d'un d'une cette ont ses mais comme on tout nous sa fait été aussi leur bien peut ces y deux elle être toute " +
    "leurs sans même l'homme droit lui je vous où donc ainsi entre sous selon très qu'il c'est n'est",
  es:
    'de la que el en y a los del se las por un para con no una su al lo como más o pero sus le ha me si sin sobre este ' +
    'ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué sólo han yo ' +
    'hay vez puede todos así nos ni parte tiene él uno donde toda tienen derecho estos otros ese',
  pt:
    'de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou quando ' +
    'muito nos já eu também só pelo pela até isso ela entre depois sem mesmo aos seus quem nas me esse eles você essa ' +
    'num nem suas meu às minha têm numa pelos elas qual nós lhe são foi ser está este esta tem direito toda todos',
  it:
    'di e il la che in a per un è del non della con i le si una sono da al dei nel alla lo più delle come ma ha gli ' +
    'anche o se dalla su ad nella essere ogni suo sua questo questa ed tra stato nei degli dal agli quando cui ai ' +
    "all'uomo dell'uomo diritto l'individuo loro sue suoi hanno fu io mi ci ne quale quanto solo così fra può",
  nl:
    'de van het een en in is dat op te zijn met voor niet aan er die om als ook dan maar bij nog uit door over naar ' +
    'heeft hij ze wordt kan of zo worden deze had tot was ik je wel geen meer haar hem we hun werd zou onder dit waar ' +
    'zich ieder recht heeft tegen zonder moet veel al kunnen ons toch zal alle hebben mijn wat',
  pl:
    'w i na z do się nie że jest o a to jak po za od przez dla co oraz ale czy jego tym który które tego być jej lub ' +
    'są może tak ze ich która już jako przy był było tylko także każdy ma prawo ani przed również mu ten pod można go ' +
    'których bez swoich swego aby by u gdy nad jednak te ta był',
  tr:
    've bir bu da de için ile olarak olan daha en ne çok gibi kadar sonra o her ya veya ki değil var mi ise ancak ' +
    'olduğu olduğunu tarafından herkes bütün hakkı hiç göre kendi hem ben sen biz siz onlar ama şu diye üzere bunun ' +
    'karşı yok ederek edilen etmek haiz hakkına sahiptir hakkında',
  vi:
    'và của có các được cho trong không là với người những một này để khi đã ở đến cũng về như từ ra theo mọi quyền ' +
    'đều hay hoặc bị phải nhau bất tự sự vào trên nào việc thể tôi nước vì thì mà còn năm chỉ nhiều rất làm lại ' +
    'điều cả do sẽ đó',
  id:
    'yang dan di dengan untuk pada tidak ini dari dalam itu akan adalah atau ke oleh sebagai juga ada bahwa setiap ' +
    'orang hak mereka telah dapat tersebut lebih karena bisa saya kami kita sudah atas secara seperti saat menjadi ' +
    'tanpa antara hanya bagi serta para harus berhak ia dia namun jika maka',
  fi:
    'ja on ei että se oli hän mutta ovat kuin myös tai joka sen hänen jos niin olla jotka ole kun mukaan sekä joita ' +
    'jokaisella oikeus jokainen muun muiden eivät kaikki kaikkien vain sitä olisi tämän tässä tämä nyt mitä voi jo ' +
    'häntä itse sillä siitä siihen minkä ennen jonka minä me',
  sv:
    'och i att det som en på är av för med den till inte om ett han men var sig så från vi när hade kan eller har ' +
    'de efter vid skall ska under rätt sin sina dess detta mot än också här blev du jag envar varje genom dem hans alla ' +
    'denna utan skulle där över sitt mellan',
  da:
    'og i at det som en på er af for med den til ikke om et han men var sig så fra vi når havde kan eller har de efter ' +
    'ved skal under ret sin sine dette mod også her blev du jeg enhver hver gennem dem hans alle denne uden skulle hvor ' +
    'over sit mellem være blive bliver ud op meget nogle',
  no:
    'og i at det som en på er av for med den til ikke om et han men var seg så fra vi når hadde kan eller har de etter ' +
    'ved skal under rett sin sine dette mot også her ble du jeg enhver hver gjennom dem hans alle denne uten skulle ' +
    'hvor over sitt mellom være bli blir ut opp mye noen må',
  cs:
    'a v na se je že s z do i o k ve pro za by ale jako po jeho od nebo tak jsou který která které při své jen podle ' +
    'které aby si bylo byl než má každý právo ani jeho být jejich až také co už to tím této toho před mezi bez může ' +
    'jsem které ze svých pod však jakož ke práva',
  sk:
    'a v na sa je že s z do i o k vo pre za by ale ako po jeho od alebo tak sú ktorý ktorá ktoré pri svoj svoje len podľa ' +
    'aby si bolo bol než má každý právo ani ich byť tiež čo už to tým tejto toho pred medzi bez môže som zo však práva',
  hr:
    'i u na je da se su za od kao po ili koji koja koje će ne ni ima pravo svatko to iz što do pri sve ali bi biti bez ' +
    'svoje prema može oni ona on mi vi ja bio nakon prije kada gdje te nego njegova njegovo',
  ro:
    'de și în a la cu pe că nu o care din este un să pentru mai se al ca ale sau prin lui sunt fi au fost sa lor ce ' +
    'după dar orice are dreptul fără cele său el ei ele noi dintre fie asupra toate această acest decât nici unei unui ' +
    'persoană ai îi iar într',
  hu:
    'a az és hogy nem is egy ez de meg azt van vagy csak már mint el még volt ha joga minden az amely szerint ki be ' +
    'kell való mind sem ezt által személynek személy ennek lehet között olyan akár azok illetve után alapján annak ' +
    'valamint során úgy más bármely nélkül ami aki én',
  sw:
    'na ya wa kwa ni za katika kuwa au la haki mtu kila yake ana cha kama hii wake ili hiyo huo vya hayo pia watu ' +
    'wote yoyote bila hata lakini nchi ambayo yeye kutoka sheria hizo kazi wao wengine moja sana hakuna kwamba kupata ' +
    'kuhusu baada zaidi zote lazima',
  ca:
    'de la i que el a en els per un les del amb una és no al es com més o seva seu dels tot són ha aquest aquesta però ' +
    'tota té dret hi persona pel pels ser seus altres sense també fou han molt això quan ni entre sobre',
  ru:
    'и в не на что с по как к из у за от о для это его или но он же то все а при до так был она бы мы без имеет право ' +
    'быть каждый их ее её также если человек во со только они чтобы когда уже где кто под после том того этого может ' +
    'было были которые который себя вы ты я',
  uk:
    'і в не на що з та до як у за від про для це його або але він же то всі а при так був вона би ми без має право бути ' +
    'кожна людина їх її також якщо чи є й із зі які який яка вони щоб коли вже де хто під після того цього може було ' +
    'були себе ви ти я',
  bg:
    'и на в не за да се от с е по са като или при до което към който това има право всеки човек си без така но които ' +
    'му върху бъде също може трябва те ще той тя ние вие аз беше след през между както които всички само',
  sr:
    'и у на је да се са за од по као или који ће су не ни има право свако то из до што при све али његов би бити ' +
    'сваки без само које која према може они она он ми ви ја био после пре када где',
  ar:
    'في من على أن إلى التي عن لا أو ما هذا هذه مع كل الذي كان بين أي قد ولا لم وفي هو هي ذلك بعد له لكل شخص حق الحق ' +
    'وأن إن كما حتى عند غير أية دون فيها منها وهو يجوز ثم فيه إلا أنه كانت أما تلك',
  fa:
    'و در به از که این را با است برای آن یک خود تا بر هر شده حق دارد یا می شود باشد ها های کند هم نیز باید کرد بود ' +
    'اما ما او آنها دیگر وی بین پس اگر همه نمی شد بدون هیچ',
  ur:
    'کے کی میں اور ہے کا کو سے کہ اس نہیں پر یہ ہیں جو ایک ہر نے بھی کسی شخص تک یا حق اپنے لیے ان کر کوئی گا وہ ہو ' +
    'جائے تھا تھے ہوئے گی ساتھ بعد',
  hi:
    'के का की है में और को से यह पर हैं कि एक इस ने किसी लिए जो भी नहीं या तो अपने कर ही व्यक्ति अधिकार प्रत्येक उस ' +
    'था हो कोई वह तथा करने जा साथ अपनी थे गया होता किया ऐसे होगा',
  mr: 'आणि आहे या व च्या चा ची ते हे की नाही किंवा असे त्या प्रत्येक आपल्या त्याला येईल कोणत्याही असा आहेत करण्याचा तो ती होते',
  ne: 'र छ को मा का लाई गर्ने हुने हुनेछ भएको प्रत्येक हो यो पनि वा छैन तथा अधिकार आफ्नो गरिने कुनै भने छन् गरेको',
};

/** The commonest function words of a language, lower-cased, by ISO 639-1 code. */
export const STOP_WORDS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries(LISTS).map(([language, list]) => [language, new Set(list.split(' '))]),
);
