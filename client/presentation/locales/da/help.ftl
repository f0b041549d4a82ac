### Help, the reasons for what the app keeps, accessibility, and the copy of unsent records.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

## Help

lead = Hjælpen ligger på telefonen og virker uden net.
all = Al hjælp

## What help is about

topics-home-title = Hjem
topics-home-text =
    Her står det, der skal ses til i dag: opfølgninger, opgaver, fejl, bekymringer og skilte, i den rækkefølge du går.
    Tryk "Færdig", når du har set til det. I ti minutter kan du fortryde nederst på skærmen.
    Det, du springer over, bliver stående.
    Derunder står det, der venter på dig: åbne sager, restancer, henvendelser, observationer, forslag og planlagte aktiviteter, alt efter din rolle.
    Åbn en ting for at læse den. Tryk "Skriv videre", når du vil rette den eller gå videre med den.
topics-new-title = Nyt
topics-new-text =
    Vælg, hvad du vil notere. Du kan lukke appen midt i det: alt er gemt, mens du skriver.
    Det sendes, når du har valgt mere end én ting, eller når du trykker "Færdig". Kan noget ikke sendes, som det står, siger feltet hvorfor.
    Er det en fejl, så tryk "Kassér" inden for ti minutter.
    Du kan kun vælge det, din rolle må notere.
topics-mine-title = Mine
topics-mine-text = Her er det, du selv har noteret, det nyeste først. Ved hver ting står, om den er sendt.
topics-conflict-title = Konflikt mellem naboer
topics-conflict-text =
    Vælg sted og emne, og skriv kun det, du selv så eller hørte.
    Skriv ikke navne, sygdom, cpr-nummer eller børn. Parterne har deres eget kort, som kun sagsbehandlere og sagens mægler kan læse.
    Prøv samtale først. Vil begge naboer tale sammen, kan sagen gå til konfliktmægleren.
    Kender du en af parterne privat, så tryk på "Jeg er inhabil". Så forsvinder sagen fra din telefon, næste gang den har net.
topics-visit-title = Besøg
topics-visit-text =
    Spørg hver gang, om beboeren vil have besøg, og om du må skrive noget ned.
    Notatet er låst og har sit eget kort. Kun du og din stedfortræder kan læse det. De, der behandler klager, kan ikke.
    Du kan først skrive et notat, når beboeren har sagt ja. Bliver det et nej, slettes teksten.
    Ønsker beboeren ikke kontakt, minder appen dig ikke om det de næste seks måneder.
    Tryk "Godt hjem", før du går ind. Er du ikke ude i tide, får en kollega besked efter fem minutter og driftslederen efter femten.
topics-signal-title = Fejl, bekymring og overdragelse
topics-signal-text =
    En fejl eller bekymring ved et sted handler kun om stedet. En bekymring for en bolig handler om en bolig. En overdragelse giver noget videre til en anden rolle.
    Siger beboeren nej, gives det kun videre, når der er fare eller en aftale.
    Du kan se, at det er modtaget, i gang og afsluttet. Du kan ikke se mere.
    Er du afdelingens kontaktperson, ligger bekymringer til dig i din indbakke på kontoret.
    Er der fare lige nu, så ring 112 først. Appen ringer ikke for dig.
topics-area-title = Areal
topics-area-text =
    Et areal er et sted, hvor naturen får plads. Skriv navn, type og størrelse, og om skiltet står der.
    Du kan gå arealet rundt og trykke ved hvert hjørne, også uden net. Er der ingen GPS, kan du skridte det af.
    Koden på skiltet åbner arealet: ret kameraet mod den, eller skriv de seks tegn i Find.
    Plejeplanen siger, hvad der skal gøres i hvilke måneder. Når "Slå engen" er udført, laver appen selv opgaven "Fjern høet".
    Tag billeder af stedet, ikke af mennesker og nummerplader.
topics-count-title = Insekttælling
topics-count-text =
    Vælg en blomst på en halv gange en halv meter, og tryk start.
    Tryk på gruppen, hver gang et insekt lander på en blomst. Tæl det samme insekt én gang.
    Tryk "Fortryd", hvis du kom til at trykke forkert. Uret går rigtigt, også når skærmen er låst.
    Nul insekter er også et resultat.
    Sommerfugle: tæl hver én gang på 15 minutter. Kender du arter, så svar det, før du begynder; så spørger gruppen, hvilken det er.
topics-task-title = Plejeopgave
topics-task-text =
    Skriv, hvor lang tid det tog, og hvor mange der hjalp. Tag gerne et billede før og efter.
    Er det for vådt eller for tidligt, så vælg "Udskudt" og en ny dag.
topics-find-title = Find
topics-find-text =
    Find leder i alt på telefonen, også uden net. Du kan skrive aa for å og ae for æ.
    Skriv en opgang, et emne eller et ord. Flere ord gør listen kortere.
    Du kan også vælge, hvad det er, hvor, hvornår og om det er i gang. Der ledes i alle dine afdelinger.
topics-cards-title = Anvisninger
topics-cards-text =
    Hvad du gør, når noget sker, og hvem du ringer til. Et tryk ringer op.
    Er der fare lige nu, så ring 112 først.
topics-sent-title = Hvad er sendt?
topics-sent-text =
    Alt er gemt på telefonen, før appen siger det. Det bliver sendt af sig selv, når der er net.
    Linjen nederst siger, hvor meget der mangler. Tryk på den, og se hver ting og grunden.
    Er nettet væk i dagevis, så gem en sikkerhedskopi.
topics-both-title = To har rettet det samme
topics-both-text =
    Har du og en kollega rettet det samme felt, er begge dele gemt. Du kan se, hvem der skrev hvad og hvornår.
    Tryk på det, der skal stå. Det haster ikke.
topics-history-title = Historik og fortryd
topics-history-text =
    Nederst på hver ting står "Historik": hvem gjorde hvad og hvornår. Den kan ikke rettes.
    Fortryd nederst på skærmen tager det seneste tilbage i ti minutter. Du kan altid skrive det gamle igen.
topics-copy-title = Sikkerhedskopi
topics-copy-text =
    Kopien er en fil med alt, der mangler at blive sendt. Den er låst med en kode, som appen laver.
    Skriv koden ned, og gem den et andet sted end filen. Uden kode kan ingen åbne den, heller ikke os.
    Kopien kan hentes ind på din egen telefon eller på en ny, når du har åbnet Feltbog der.
topics-department-title = Afdeling
topics-department-text = Har du flere afdelinger, vælger du her, hvilken du arbejder i. Det, du mangler at sende fra de andre, bliver sendt alligevel.
topics-settings-title = Indstillinger
topics-settings-text = Vælg sprog, udseende og hånd. "Sol" har de stærkeste farver og er bedst udendørs. Bruger du venstre hånd, står den vigtigste knap til venstre.
topics-people-title = Flere på telefonen
topics-people-text =
    Op til otte personer kan dele en telefon. Hver har sin egen del og sin egen pinkode.
    Tryk på hængelåsen nederst til højre, når du giver telefonen videre. Den låser også selv efter fem minutter.
    Det, du mangler at sende, bliver sendt, også når telefonen er låst, eller en anden bruger den.
    Har du glemt pinkoden, så bed din boligorganisation om en ny kode til Feltbog. Det, du mangler at sende, ligger der stadig. Resten bliver hentet igen.
    Skal du ikke bruge telefonen mere, så tryk "Tag mig af telefonen". Så bliver der plads til en anden.

## What each role may do

your_role = Det må du med din rolle
role_unread = Læs, hvad du må med din rolle
role_read = Jeg har læst det
role_may-caretaker = Du noterer konflikter, fejl, bekymringer og grønt arbejde i dine afdelinger og følger dem op. Du ser kun de parter, du selv har noteret, og ingen besøg.
role_may-social_caretaker = Du noterer besøg og ser dine egne og dem, du er stedfortræder for. Ingen i klagesager kan læse dem.
role_may-financial_adviser = Du ser fejl og bekymringer ved steder, restancer og henvendelser og de overdragelser, der er til dig. Du ser ingen sager og ingen besøg.
role_may-mediator = Du ser de konflikter, du mægler i. Dine mæglingsnotater er kun dine; sagen får resultatet.
role_may-case_officer = Du ser og behandler konflikter og parter i dine afdelinger. Du ser aldrig besøg.
role_may-operations_manager = Du ser konflikter og fejl, ser hvor langt bekymringer er nået, og styrer det grønne arbejde i dine afdelinger.
role_may-green_ambassador = Du tæller insekter og passer arealer. Du ser aldrig en sag om mennesker.
role_may-board = Du ser arealer og opgaver. Du ser ingen sager.
role_may-central_unit = Du ser arealer, fejl og bekymringer ved steder og anvisninger. Du ser ingen sager.
role_may-privacy_officer = Du ser fejl og bekymringer ved steder og anvisninger. Personoplysninger er ikke på telefonen.
role_may-org_admin = Personer, telefoner og afdelinger styres på serveren, ikke her i appen. Du ser ikke indholdet.

## Installing

install = Læg Feltbog på startskærmen
install_now = Installer Feltbog
install_done = Feltbog er installeret på denne telefon.
install_ways-android-title = Android
install_ways-android-text =
    Åbn menuen med de tre prikker øverst i Chrome, eller de tre streger nederst i Samsung Internet.
    Vælg "Installer app" eller "Føj til startskærm".
install_ways-apple-title = iPhone og iPad
install_ways-apple-text =
    Åbn Feltbog i Safari. Tryk på Del: firkanten med pilen op.
    Vælg "Føj til hjemmeskærm", og åbn appen derfra. I en almindelig fane kan telefonen slette det, du har skrevet, efter syv dage.
install_ways-computer-title = Computer
install_ways-computer-text = Tryk på ikonet for installation til højre i adresselinjen i Chrome eller Edge.

## Data

data = Hvad appen gemmer og hvorfor
data_lead = Kort sagt: det, du skriver, og det, du må læse. Ikke mere.
data_sections-on_phone-title = På telefonen
data_sections-on_phone-text =
    Det, du og dine kolleger har noteret, og som din rolle må læse, så du kan arbejde uden net.
    Billeder af steder. Appen tegner dem om, så kameraets oplysninger om sted, tid og telefon ikke følger med.
    Dit valg af sprog, udseende og afdeling. Deler I telefonen, har hver person sin egen del.
    Det ligger krypteret. Har du valgt en pinkode, åbner kun den det, der er hentet og sendt. Det, du mangler at sende, og alt på en telefon uden pinkode kan læses af den, der kan skille telefonen ad. Lås derfor også selve telefonen.
data_sections-on_server-title = På serveren
data_sections-on_server-text =
    Alt, der er sendt, hos din boligorganisation. Der står, hvem der skrev hvad og hvornår, og det kan du selv læse under "Historik".
    Telefonens navn og hvornår den sidst var der, så en tabt telefon kan lukkes ude.
data_sections-not_kept-title = Det gemmer appen ikke
data_sections-not_kept-text =
    Hvor du er. Appen spørger kun om din placering, når du måler et areal eller trykker "Her står jeg" på en observation, og gemmer kun arealets hjørner eller det ene sted.
    Ingen reklamer, ingen måling af dig, intet fra andre firmaer. Der er én cookie for hver person på telefonen: den, der husker, at du er logget ind.
data_sections-readers-title = Hvem ser det
data_sections-readers-text =
    Serveren spørger ved hver eneste ting, om du må se den. Telefonen får aldrig det, du ikke må læse.
    Besøg og noter kan ikke læses af dem, der behandler klager.
data_sections-how_long-title = Hvor længe
data_sections-how_long-text =
    Sager om mennesker slettes, når de er slut og deres frist er gået. Det, der slettes, forsvinder også fra telefonerne, næste gang de har net.
    Du kan bede om at se eller få slettet det, der står om dig. Spørg boligorganisationens databeskyttelsesrådgiver.
data_sections-lost_phone-title = Er telefonen væk?
data_sections-lost_phone-text = Ring til din boligorganisation. Når de lukker telefonen ude, kan den ikke hente mere, og den tømmes, næste gang den har net. Det, du havde sendt, er på serveren.
data_promised = Telefonen har lovet at beholde det, appen gemmer.
data_not_promised = Telefonen har ikke lovet at beholde det, appen gemmer. Læg Feltbog på startskærmen, så lover den det som regel.
data_unknown = Telefonen siger ikke, om den beholder det, appen gemmer.
# $megabytes - a number with one decimal
data_used = Appen bruger { $megabytes } MB på telefonen.

## Accessibility

accessibility = Tilgængelighed
accessibility_sections-promise-title = Hvad vi lover
accessibility_sections-promise-text = Feltbog skal kunne bruges af alle, der arbejder med den. Vi følger WCAG 2.2 på niveau AA; loven om tilgængelighed kræver 2.1 AA.
accessibility_sections-tested-title = Hvordan det er prøvet
accessibility_sections-tested-text =
    Alle sider bliver prøvet med værktøjet axe i lyst, mørkt og "Sol", på dansk og engelsk, hver gang appen ændres. De vigtigste opgaver bliver gennemført med tastatur alene.
    Tekst kan gøres dobbelt så stor, og appen virker fra 320 punkters bredde. Bevægelser slukkes, hvis telefonen beder om det.
accessibility_sections-not_yet-title = Hvad der ikke er godt nok endnu
accessibility_sections-not_yet-text =
    Appen er ikke afprøvet af mennesker, der bruger skærmlæser til daglig, og ikke med VoiceOver på iPhone.
    Billeder har kun den beskrivelse, som den, der tog dem, skriver.
accessibility_sections-tell_us-title = Sig til
accessibility_sections-tell_us-text = Kan du ikke bruge noget i appen, så skriv eller ring til din boligorganisation. Sig hvilken side det er, og hvad der skete. Du kan få oplysningerne på en anden måde imens.
accessibility_sections-complain-title = Hvis det ikke hjælper
accessibility_sections-complain-text = Digitaliseringsstyrelsen fører tilsyn med tilgængelighed og kan modtage en klage.
accessibility_contacts = Hvem du kontakter

## Copy of unsent records

copy = Sikkerhedskopi
copy_lead = Til den dag, nettet eller serveren bliver væk. Kopien er låst og kan kun åbnes med koden.
copy_nothing = Alt er sendt. Der er ikke noget at gemme en kopi af.
copy_holds = { $count ->
    [one] Kopien kommer til at indeholde 1 ting, der mangler at blive sendt.
   *[other] Kopien kommer til at indeholde { $count } ting, der mangler at blive sendt.
}
copy_making = Låser kopien …
copy_failed = Kopien kunne ikke laves. Det, du har skrevet, er stadig gemt på telefonen.
copy_code = Kode til kopien
copy_code_hint = Skriv koden ned nu, et andet sted end filen. Den vises kun her, og uden den kan kopien ikke åbnes.
copy_code_where = De 16 tegn, du skrev ned, da kopien blev lavet.
save_record = Gem historikken som fil
copy_save = Gem filen
copy_take_title = Hent en kopi ind
copy_file = Filen med kopien
copy_take = Hent ind
copy_taking = Åbner kopien …
copy_taken = { $count ->
    [one] 1 ting er hentet ind. Den sendes, når du har net.
   *[other] { $count } ting er hentet ind. De sendes, når du har net.
}
copy_choose_file = Vælg filen først.
copy_code_short = Koden har 16 tegn. Skriv dem alle.
copy_wrong = Kopien kunne ikke åbnes. Se, om koden er skrevet rigtigt, og om det er den rigtige fil.
copy_unreadable = Filen er åbnet, men indholdet kan ikke læses. Gem den, og kontakt din boligorganisation.
copy_newer = Kopien er lavet med en nyere Feltbog. Opdater appen, og prøv igen.
# $name - name of the person
copy_somebody_elses = Kopien er lavet af { $name }. Kun { $name } kan hente den ind, på en telefon hvor { $name } har åbnet Feltbog.
