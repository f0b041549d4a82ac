//! Danish: help, what the app keeps, accessibility, the copy.

use super::{Help, Section};
use crate::texts::{Counted, Labels, Template};

/// A heading and its paragraphs, one on each line.
const fn s(title: &'static str, text: &'static str) -> Section {
    Section { title, text }
}

/// The Danish texts.
pub(crate) const DA: Help = Help {
    lead: "Hjælpen ligger på telefonen og virker uden net.",
    all: "Al hjælp",
    topics: [
        s(
            "Dagens runde",
            "Her står det, der skal ses til i dag: opfølgninger, opgaver, signaler og skilte, i den rækkefølge du går.\nTryk \"Færdig\", når du har set til det. I ti minutter kan du fortryde nederst på skærmen.\nDet, du springer over, bliver stående.",
        ),
        s(
            "Nyt",
            "Vælg, hvad du vil notere. Du kan lukke appen midt i det: alt er gemt, mens du skriver.\nDet sendes, når du har valgt mere end én ting, eller når du trykker \"Færdig\". Kan noget ikke sendes, som det står, siger feltet hvorfor.\nEr det en fejl, så tryk \"Kassér\" inden for ti minutter.\nDu kan kun vælge det, din rolle må notere.",
        ),
        s(
            "Mine",
            "Her er det, du selv har noteret, det nyeste først. Ved hver ting står, om den er sendt.",
        ),
        s(
            "Konflikt mellem naboer",
            "Vælg sted og emne, og skriv kun det, du selv så eller hørte.\nSkriv ikke navne, sygdom, cpr-nummer eller børn. Parterne har deres eget kort, som kun sagsbehandlere og sagens mægler kan læse.\nPrøv samtale først. Vil begge naboer tale sammen, kan sagen gå til konfliktmægleren.\nKender du en af parterne privat, så tryk på \"Jeg er inhabil\". Så forsvinder sagen fra din telefon, næste gang den har net.",
        ),
        s(
            "Besøg",
            "Spørg hver gang, om beboeren vil have besøg, og om du må skrive noget ned.\nNotatet er låst og har sit eget kort. Kun du og din stedfortræder kan læse det. De, der behandler klager, kan ikke.\nDu kan først skrive et notat, når beboeren har sagt ja. Bliver det et nej, slettes teksten.\nØnsker beboeren ikke kontakt, minder appen dig ikke om det de næste seks måneder.",
        ),
        s(
            "Signal, bekymring og overdragelse",
            "Et signal handler om et sted. En bekymring handler om en bolig. En overdragelse giver noget videre til en anden rolle.\nSiger beboeren nej, gives det kun videre, når der er fare eller en aftale.\nDu kan se, at det er modtaget, i gang og afsluttet. Du kan ikke se mere.\nEr der fare lige nu, så ring 112 først. Appen ringer ikke for dig.",
        ),
        s(
            "Areal",
            "Et areal er et sted, hvor naturen får plads. Skriv navn, type og størrelse, og om skiltet står der.\nDu kan gå arealet rundt og trykke ved hvert hjørne, også uden net. Er der ingen GPS, kan du skridte det af.\nKoden på skiltet åbner arealet: ret kameraet mod den, eller skriv de seks tegn i Find.\nPlejeplanen siger, hvad der skal gøres i hvilke måneder. Efter høslæt laver appen selv opgaven \"Fjern hø\".\nTag billeder af stedet, ikke af mennesker og nummerplader.",
        ),
        s(
            "Insekttælling",
            "Vælg en blomst på en halv gange en halv meter, og tryk start.\nTryk på gruppen, hver gang et insekt lander på en blomst. Tæl det samme insekt én gang.\nTryk \"Fortryd\", hvis du kom til at trykke forkert. Uret går rigtigt, også når skærmen er låst.\nNul insekter er også et resultat.",
        ),
        s(
            "Plejeopgave",
            "Skriv, hvor lang tid det tog, og hvor mange der hjalp. Tag gerne et billede før og efter.\nEr det for vådt eller for tidligt, så vælg \"Udskudt\" og en ny dag.",
        ),
        s(
            "Find",
            "Find leder i alt på telefonen, også uden net. Du kan skrive aa for å og ae for æ.\nSkriv en opgang, et emne eller et ord. Flere ord gør listen kortere.",
        ),
        s(
            "Anvisninger",
            "Hvad du gør, når noget sker, og hvem du ringer til. Et tryk ringer op.\nEr der fare lige nu, så ring 112 først.",
        ),
        s(
            "Hvad er sendt?",
            "Alt er gemt på telefonen, før appen siger det. Det bliver sendt af sig selv, når der er net.\nLinjen nederst siger, hvor meget der mangler. Tryk på den, og se hver ting og grunden.\nEr nettet væk i dagevis, så gem en sikkerhedskopi.",
        ),
        s(
            "To har rettet det samme",
            "Har du og en kollega rettet det samme felt, er begge dele gemt. Du kan se, hvem der skrev hvad og hvornår.\nTryk på det, der skal stå. Det haster ikke.",
        ),
        s(
            "Historik og fortryd",
            "Nederst på hver ting står \"Historik\": hvem gjorde hvad og hvornår. Den kan ikke rettes.\nFortryd nederst på skærmen tager det seneste tilbage i ti minutter. Du kan altid skrive det gamle igen.",
        ),
        s(
            "Sikkerhedskopi",
            "Kopien er en fil med alt, der mangler at blive sendt. Den er låst med en kode, som appen laver.\nSkriv koden ned, og gem den et andet sted end filen. Uden kode kan ingen åbne den, heller ikke os.\nKopien kan hentes ind på din egen telefon eller på en ny, når du har åbnet Feltbog der.",
        ),
        s(
            "Afdeling",
            "Har du flere afdelinger, vælger du her, hvilken du arbejder i. Det, du mangler at sende fra de andre, bliver sendt alligevel.",
        ),
        s(
            "Indstillinger",
            "Vælg sprog og udseende. \"Sol\" har de stærkeste farver og er bedst udendørs.",
        ),
        s(
            "Flere på telefonen",
            "Op til otte personer kan dele en telefon. Hver har sin egen del og sin egen pinkode.\nTryk på hængelåsen nederst til højre, når du giver telefonen videre. Den låser også selv efter fem minutter.\nDet, du mangler at sende, bliver sendt, også når telefonen er låst, eller en anden bruger den.\nHar du glemt pinkoden, så bed din boligorganisation om en ny kode til Feltbog. Alt, hvad du har skrevet, ligger der stadig.\nSkal du ikke bruge telefonen mere, så tryk \"Tag mig af telefonen\". Så bliver der plads til en anden.",
        ),
    ],
    your_role: "Det må du med din rolle",
    role_may: Labels(
        "Du noterer konflikter, signaler og grønt arbejde i dine afdelinger og følger dem op. Du ser ikke parternes navne og ikke besøg.\nDu noterer besøg og ser dine egne og dem, du er stedfortræder for. Ingen i klagesager kan læse dem.\nDu ser signaler og de overdragelser, der er til dig. Du ser ingen sager og ingen besøg.\nDu ser de konflikter, du mægler i. Dine mæglingsnotater er kun dine; sagen får resultatet.\nDu ser og behandler konflikter og parter i dine afdelinger. Du ser aldrig besøg.\nDu ser konflikter og signaler og styrer det grønne arbejde i dine afdelinger.\nDu tæller insekter og passer arealer. Du ser aldrig en sag om mennesker.\nDu ser arealer og opgaver. Du ser ingen sager.\nDu ser arealer, signaler og anvisninger. Du ser ingen sager.\nDu ser signaler og anvisninger. Personoplysninger er ikke på telefonen.\nPersoner, telefoner og afdelinger styres på serveren, ikke her i appen. Du ser ikke indholdet.",
    ),

    install: "Læg Feltbog på startskærmen",
    install_now: "Installer Feltbog",
    install_done: "Feltbog er installeret på denne telefon.",
    install_ways: [
        s(
            "Android",
            "Åbn menuen med de tre prikker øverst i Chrome, eller de tre streger nederst i Samsung Internet.\nVælg \"Installer app\" eller \"Føj til startskærm\".",
        ),
        s(
            "iPhone og iPad",
            "Åbn Feltbog i Safari. Tryk på Del: firkanten med pilen op.\nVælg \"Føj til hjemmeskærm\", og åbn appen derfra. I en almindelig fane kan telefonen slette det, du har skrevet, efter syv dage.",
        ),
        s(
            "Computer",
            "Tryk på ikonet for installation til højre i adresselinjen i Chrome eller Edge.",
        ),
    ],

    data: "Hvad appen gemmer og hvorfor",
    data_lead: "Kort sagt: det, du skriver, og det, du må læse. Ikke mere.",
    data_sections: [
        s(
            "På telefonen",
            "Det, du og dine kolleger har noteret, og som din rolle må læse, så du kan arbejde uden net.\nBilleder af steder. Appen tegner dem om, så kameraets oplysninger om sted, tid og telefon ikke følger med.\nDit valg af sprog, udseende og afdeling. Deler I telefonen, har hver person sin egen del.\nDet ligger ikke krypteret. Pinkoden skjuler det i appen, men den, der kan skille telefonen ad, kan læse det. Lås derfor også selve telefonen.",
        ),
        s(
            "På serveren",
            "Alt, der er sendt, hos din boligorganisation. Der står, hvem der skrev hvad og hvornår, og det kan du selv læse under \"Historik\".\nTelefonens navn og hvornår den sidst var der, så en tabt telefon kan lukkes ude.",
        ),
        s(
            "Det gemmer appen ikke",
            "Hvor du er. Appen spørger kun om din placering, når du måler et areal, og gemmer kun arealets hjørner.\nIngen reklamer, ingen måling af dig, intet fra andre firmaer. Der er én cookie for hver person på telefonen: den, der husker, at du er logget ind.",
        ),
        s(
            "Hvem ser det",
            "Serveren spørger ved hver eneste ting, om du må se den. Telefonen får aldrig det, du ikke må læse.\nBesøg og noter kan ikke læses af dem, der behandler klager.",
        ),
        s(
            "Hvor længe",
            "Når boligorganisationen sletter noget, forsvinder det også fra telefonerne, næste gang de har net.\nDu kan bede om at se eller få slettet det, der står om dig. Spørg boligorganisationens databeskyttelsesrådgiver.",
        ),
        s(
            "Er telefonen væk?",
            "Ring til din boligorganisation. Når de lukker telefonen ude, kan den ikke hente mere, og den tømmes, næste gang den har net. Det, du havde sendt, er på serveren.",
        ),
    ],
    data_promised: "Telefonen har lovet at beholde det, appen gemmer.",
    data_not_promised: "Telefonen har ikke lovet at beholde det, appen gemmer. Læg Feltbog på startskærmen, så lover den det som regel.",
    data_unknown: "Telefonen siger ikke, om den beholder det, appen gemmer.",
    data_used: Template("Appen bruger {0} MB på telefonen."),

    accessibility: "Tilgængelighed",
    accessibility_sections: [
        s(
            "Hvad vi lover",
            "Feltbog skal kunne bruges af alle, der arbejder med den. Vi følger WCAG 2.2 på niveau AA; loven om tilgængelighed kræver 2.1 AA.",
        ),
        s(
            "Hvordan det er prøvet",
            "Alle sider bliver prøvet med værktøjet axe i lyst, mørkt og \"Sol\", på dansk og engelsk, hver gang appen ændres. De vigtigste opgaver bliver gennemført med tastatur alene.\nTekst kan gøres dobbelt så stor, og appen virker fra 320 punkters bredde. Bevægelser slukkes, hvis telefonen beder om det.",
        ),
        s(
            "Hvad der ikke er godt nok endnu",
            "Appen er ikke afprøvet af mennesker, der bruger skærmlæser til daglig, og ikke med VoiceOver på iPhone.\nBilleder har kun den beskrivelse, som den, der tog dem, skriver.",
        ),
        s(
            "Sig til",
            "Kan du ikke bruge noget i appen, så skriv eller ring til din boligorganisation. Sig hvilken side det er, og hvad der skete. Du kan få oplysningerne på en anden måde imens.",
        ),
        s(
            "Hvis det ikke hjælper",
            "Digitaliseringsstyrelsen fører tilsyn med tilgængelighed og kan modtage en klage.",
        ),
    ],

    copy: "Sikkerhedskopi",
    copy_lead: "Til den dag, nettet eller serveren bliver væk. Kopien er låst og kan kun åbnes med koden.",
    copy_nothing: "Alt er sendt. Der er ikke noget at gemme en kopi af.",
    copy_holds: Counted {
        one: "Kopien kommer til at indeholde 1 ting, der mangler at blive sendt.",
        more: Template("Kopien kommer til at indeholde {0} ting, der mangler at blive sendt."),
    },
    copy_making: "Låser kopien …",
    copy_failed: "Kopien kunne ikke laves. Det, du har skrevet, er stadig gemt på telefonen.",
    copy_code: "Kode til kopien",
    copy_code_hint: "Skriv koden ned nu, et andet sted end filen. Den vises kun her, og uden den kan kopien ikke åbnes.",
    copy_code_where: "De 16 tegn, du skrev ned, da kopien blev lavet.",
    save_record: "Gem historikken som fil",
    copy_save: "Gem filen",
    copy_take_title: "Hent en kopi ind",
    copy_file: "Filen med kopien",
    copy_take: "Hent ind",
    copy_taking: "Åbner kopien …",
    copy_taken: Counted {
        one: "1 ting er hentet ind. Den sendes, når du har net.",
        more: Template("{0} ting er hentet ind. De sendes, når du har net."),
    },
    copy_choose_file: "Vælg filen først.",
    copy_code_short: "Koden har 16 tegn. Skriv dem alle.",
    copy_wrong: "Kopien kunne ikke åbnes. Se, om koden er skrevet rigtigt, og om det er den rigtige fil.",
    copy_unreadable: "Filen er åbnet, men indholdet kan ikke læses. Gem den, og kontakt din boligorganisation.",
    copy_newer: "Kopien er lavet med en nyere Feltbog. Opdater appen, og prøv igen.",
    copy_somebody_elses: Template(
        "Kopien er lavet af {0}. Kun {0} kan hente den ind, på en telefon hvor {0} har åbnet Feltbog.",
    ),
};
