### The action cards an organisation begins with. Each line of a text is a point of its own.
### Calls are lines of name | number | hours.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

## Acute danger

card-acute_danger-title = Fare lige nu
card-acute_danger-signs =
    Brand, røg eller gaslugt
    En person er bevidstløs eller bløder kraftigt
    Vold, der sker nu
card-acute_danger-steps =
    Få dig selv i sikkerhed først.
    Ring 112. Sig, hvor du er: vej, nummer og opgang.
    Bliv i telefonen, til de siger, at du kan lægge på.
    Advar andre, hvis du kan gøre det uden risiko.
    Vis redningsfolkene vej, og hold døre og veje fri.
    Ring til din leder bagefter.
card-acute_danger-do_not =
    Gå ikke ind i røg.
    Brug ikke elevatoren ved brand.
    Tag ikke billeder af mennesker.
card-acute_danger-calls = Alarmcentralen | 112 | hele døgnet

## Threats against you

card-threats_against_you-title = Vold eller trusler mod dig
card-threats_against_you-signs =
    Nogen truer dig eller spærrer vejen
    Nogen slår, skubber eller kaster ting
    Du føler dig ikke tryg
card-threats_against_you-steps =
    Gå væk. Du skal ikke løse det alene.
    Ring 112, hvis det sker nu.
    Find et sted med andre mennesker.
    Ring til din leder med det samme.
    Skriv ned, hvad der blev sagt og gjort, mens du husker det.
    Aftal med din leder, om det skal meldes til politiet og som arbejdsskade.
    Tal med en kollega samme dag.
card-threats_against_you-do_not =
    Diskuter ikke.
    Gå ikke tilbage alene.
    Læg det ikke ud på sociale medier.
card-threats_against_you-calls =
    Alarmcentralen | 112 | hele døgnet
    Politiet, når det ikke haster | 114 | hele døgnet

## Mental crisis

card-mental_crisis-title = En person i psykisk krise
card-mental_crisis-signs =
    Taler forvirret eller meget ophidset
    Er bange for noget, du ikke kan se
    Kan ikke falde til ro
card-mental_crisis-steps =
    Ring 112, hvis nogen er i fare.
    Hold afstand, og tal roligt og kort.
    Sig, hvem du er, og hvad du gør.
    Lyt mere, end du taler.
    Spørg: Er der nogen, jeg skal ringe til for dig?
    Giv videre til den sociale vicevært.
card-mental_crisis-do_not =
    Rør ikke personen uden at spørge.
    Sig ikke imod det, personen oplever.
    Skriv ikke en diagnose.
card-mental_crisis-calls = Alarmcentralen | 112 | hele døgnet

## Suicidal thoughts

card-suicidal_thoughts-title = En person taler om ikke at ville leve
card-suicidal_thoughts-signs =
    Siger, at det hele kan være lige meget
    Tager afsked eller giver ting væk
    Siger det direkte
card-suicidal_thoughts-steps =
    Ring 112, hvis personen er ved at gøre noget nu. Bliv der, hvis det er sikkert.
    Spørg lige ud: Tænker du på at tage dit eget liv? Det gør det ikke værre at spørge.
    Lyt. Du skal ikke løse det.
    Ring sammen med personen til Livslinien.
    Lad ikke personen være alene, før en anden har taget over.
    Ring til den sociale vicevært eller din leder samme dag.
    Tal med nogen om det bagefter. Det er hårdt at høre.
card-suicidal_thoughts-do_not =
    Lov ikke at holde det hemmeligt.
    Sig ikke: Tag dig sammen.
    Skriv ikke, hvad personen fejler.
card-suicidal_thoughts-calls =
    Alarmcentralen | 112 | hele døgnet
    Livslinien | 70 201 201 |

## Concern for child

card-concern_for_child-title = Bekymret for et barn
card-concern_for_child-signs =
    Et barn er alene ude sent eller alene hjemme i lang tid
    Et barn har ofte mærker eller virker bange
    Råb og slag, hvor der bor børn
card-concern_for_child-steps =
    Ring 112, hvis barnet er i fare nu.
    Ring til kommunen og fortæl, hvad du har set. Det hedder en underretning.
    Uden for kommunens åbningstid: Ring til den sociale døgnvagt i kommunen.
    Det er dig selv, der skal ringe. Din leder kan hjælpe dig.
    Skriv i Feltbog kun, at du har ringet, hvornår og til hvilken kommune.
card-concern_for_child-do_not =
    Skriv ikke barnets navn eller adresse.
    Udspørg ikke barnet.
    Vent ikke på at være sikker.
card-concern_for_child-calls =
    Alarmcentralen | 112 | hele døgnet
    Politiet, når det ikke haster | 114 | hele døgnet

## Not seen for days

card-not_seen_for_days-title = Ikke set i flere dage
card-not_seen_for_days-signs =
    Posten hober sig op
    Lys eller tv er tændt dag og nat
    Naboer har ikke hørt noget
    Lugt fra boligen
card-not_seen_for_days-steps =
    Bank på, og råb højt, hvem du er.
    Spørg naboerne, hvornår de sidst har set beboeren.
    Hører du nogen i nød, så ring 112.
    Ring til ejendomsmesteren. I vurderer sammen, om politiet skal med.
    Politiet afgør, om døren skal åbnes.
    Skriv, hvad du så og hørte, og hvornår.
card-not_seen_for_days-do_not =
    Lås dig ikke ind alene.
    Gæt ikke på, hvad der er sket, over for naboerne.
card-not_seen_for_days-calls =
    Alarmcentralen | 112 | hele døgnet
    Politiet, når det ikke haster | 114 | hele døgnet

## Hoarding or pests

card-hoarding_or_pests-title = Bolig fyldt op eller skadedyr
card-hoarding_or_pests-signs =
    Døren kan ikke åbnes helt
    Ting spærrer vejen til komfur eller altan
    Rotter, mus, lus eller møl
card-hoarding_or_pests-steps =
    Er der brandfare, så ring til ejendomsmesteren samme dag.
    Ser du rotter, så meld det straks til kommunen. Det er en pligt.
    Sig, hvad du ser, uden at dømme: Jeg kan ikke komme hen til vinduet.
    Spørg, om den sociale vicevært må kontakte beboeren.
    Giv videre i Feltbog, og skriv, hvad beboeren svarede.
card-hoarding_or_pests-do_not =
    Ryd ikke op uden beboerens ja.
    Tag ikke billeder i boligen.
    Tal ikke om det på trappen.
card-hoarding_or_pests-calls = { "" }

## Dementia or confused

card-dementia_or_confused-title = En beboer virker forvirret
card-dementia_or_confused-signs =
    Kan ikke finde hjem eller finde nøglen
    Spørger om det samme igen
    Er ude uden overtøj om vinteren
card-dementia_or_confused-steps =
    Ring 112, hvis personen er kommet til skade eller er meget kold.
    Sig dit navn, og tal roligt om én ting ad gangen.
    Gå med hjem, hvis personen vil.
    Spørg, om der er en pårørende, du må ringe til.
    Er komfur eller vand tændt, så sluk det sammen med personen.
    Giv videre til den sociale vicevært.
card-dementia_or_confused-do_not =
    Lad ikke personen stå alene ude.
    Skriv ikke, at personen er dement. Skriv, hvad du så.
card-dementia_or_confused-calls =
    Alarmcentralen | 112 | hele døgnet
    Politiet, når en person er væk | 114 | hele døgnet

## Substance abuse

card-substance_abuse-title = Påvirket person eller kanyler
card-substance_abuse-signs =
    Kanyler i kælder, opgang eller buske
    En person sover og er svær at vække
    Handel i opgangen
card-substance_abuse-steps =
    Kan personen ikke vækkes, så ring 112 og bliv der.
    Kanyler: Brug tykke handsker og tang. Læg dem i en kanyleboks.
    Har du stukket dig, så lad det bløde, vask med vand og sæbe, og ring til lægen med det samme.
    Handel eller utryghed: Ring til din leder. Politiet tager sig af det.
    Send et signal om stedet, så andre kan se efter.
card-substance_abuse-do_not =
    Saml ikke kanyler op med hånden.
    Gå ikke imellem.
    Skriv ikke navne på.
card-substance_abuse-calls =
    Alarmcentralen | 112 | hele døgnet
    Politiet, når det ikke haster | 114 | hele døgnet

## Noisy neighbours

card-noisy_neighbours-title = Nabostøj og husspektakler
card-noisy_neighbours-signs =
    En beboer klager over musik, trin eller råb
    Flere klager over det samme
    Larm om natten
card-noisy_neighbours-steps =
    Ring 112, hvis du hører vold.
    Spørg: Har I talt sammen om det?
    Hjælp beboeren med at sige det roligt og konkret: hvad, hvornår, hvor tit.
    Skriv, hvad du selv har hørt, og hvad andre har fortalt, hver for sig.
    Vil begge tale sammen, så send til konfliktmægleren.
    Hjælper det ikke, kan beboeren klage skriftligt.
    Aftal, hvornår du følger op.
card-noisy_neighbours-do_not =
    Tag ikke parti.
    Fortæl ikke den ene, hvad den anden har sagt.
    Lov ikke, at nogen bliver sat ud.
card-noisy_neighbours-calls = Alarmcentralen | 112 | hele døgnet

## Homeless in stairwell

card-homeless_in_stairwell-title = En person sover i opgangen
card-homeless_in_stairwell-signs =
    Soveplads i kælder, vaskeri eller trappe
    En fremmed er der flere dage i træk
card-homeless_in_stairwell-steps =
    Er personen syg, kold eller svær at vække, så ring 112.
    Sig godmorgen, og sig, hvem du er.
    Spørg, om personen har brug for hjælp, og om du må ringe til nogen.
    Ring til kommunens opsøgende team eller den sociale vicevært.
    Giv personen tid til at pakke sine ting.
    Skriv stedet og tidspunktet. Ikke navn.
card-homeless_in_stairwell-do_not =
    Smid ikke personens ting ud.
    Gå ikke alene ned i kælderen om natten.
card-homeless_in_stairwell-calls =
    Alarmcentralen | 112 | hele døgnet
    Politiet, når det ikke haster | 114 | hele døgnet

## Eviction

card-eviction-title = Fogeden kommer
card-eviction-signs =
    Der er brev fra fogedretten
    Beboeren fortæller om restance
    Fogeden er berammet
card-eviction-steps =
    Ring til den økonomiske rådgiver i dag. Det er ikke for sent.
    Spørg, om beboeren vil have hjælp, og om du må give det videre.
    Bor der børn, skal kommunen vide det. Spørg din leder, om den gør.
    På dagen: Vær rolig, og lad fogeden tale.
    Sørg for, at medicin, nøgler, papirer og dyr kommer med beboeren.
    Spørg, hvor beboeren skal sove. Ring til kommunen, hvis der ikke er noget sted.
card-eviction-do_not =
    Tal ikke om restancen, hvor andre hører det.
    Skriv ikke beløb.
    Lov ikke, at det bliver udsat.
card-eviction-calls = Politiet, når det ikke haster | 114 | hele døgnet

## Animals

card-animals-title = Hund eller husdyr
card-animals-signs =
    Gøen i timevis
    En hund løber løs eller truer
    Et dyr bliver ikke passet
card-animals-steps =
    Hold afstand til en fremmed hund, og vend ikke ryggen til.
    Har en hund bidt, så hjælp den, der er bidt, og ring til lægen. Ring 112, hvis det er alvorligt.
    En farlig hund: Ring til politiet.
    Et dyr, der lider: Ring til Dyrenes Vagtcentral.
    Gøen og løse hunde: Tal med ejeren først, og noter det som en nabokonflikt.
card-animals-do_not =
    Tag ikke fat i hunden.
    Gå ikke ind i en bolig for at hente et dyr.
card-animals-calls =
    Dyrenes Vagtcentral | 1812 | hele døgnet
    Politiet, når det ikke haster | 114 | hele døgnet

## Water damage

card-water_damage-title = Vandskade hos en, der ikke selv kan
card-water_damage-signs =
    Vand fra loft eller under døren
    Beboeren kan ikke selv flytte sine ting
card-water_damage-steps =
    Luk for vandet, og sluk for strømmen, hvis du kan komme til den tørskoet.
    Hjælp beboeren til et tørt sted.
    Flyt medicin, papirer og telefon først.
    Ring til ejendomsmesteren eller vagten.
    Tag billeder af skaden, ikke af mennesker.
    Spørg, om beboeren har et sted at sove, og giv videre til den sociale vicevært.
    Bed beboeren ringe til sin indboforsikring, eller ring sammen.
card-water_damage-do_not =
    Rør ikke ved stikkontakter, der er våde.
    Smid ikke noget ud uden at spørge.
card-water_damage-calls = Alarmcentralen, ved fare | 112 | hele døgnet

## Invasive plant

card-invasive_plant-title = Invasiv plante
card-invasive_plant-signs =
    Kæmpe-bjørneklo: høj, hvide skærme, stængel med røde pletter
    Japansk pileurt: tætte, hule stængler
    Rynket rose, hvor den breder sig
card-invasive_plant-steps =
    Send en observation fra arealet med billede.
    Bjørneklo: Brug handsker og lange ærmer. Saften brænder i solen.
    Får du saft på huden, så vask med vand og sæbe, og hold huden væk fra solen.
    Driftslederen aftaler, hvordan planten fjernes, og spørger kommunen.
    Kom igen samme sted næste forår.
card-invasive_plant-do_not =
    Slå ikke pileurt med buskrydder. Den vokser fra hvert stykke.
    Læg ikke planten i kompost.
card-invasive_plant-calls = { "" }

## Wild area complaint

card-wild_area_complaint-title = Klage over et vildt areal
card-wild_area_complaint-signs =
    Det ligner ukrudt
    Bange for flåter eller allergi
    Græsset dækker udsigten
card-wild_area_complaint-steps =
    Sig tak, fordi de siger det til dig.
    Fortæl, at området er vildt med vilje, hvem der har besluttet det, og hvornår det slås.
    Se efter, om skiltet står der. Mangler det, så send en observation.
    Spærrer noget for vej, sti eller oversigt, så skriv det som en opgave.
    Send henvendelsen som en observation. Skriv emnet, ikke hvem der klager.
    Fortæl, at svaret kommer fra driften.
card-wild_area_complaint-do_not =
    Lov ikke, at det bliver slået nu.
    Diskuter ikke smag.
card-wild_area_complaint-calls = { "" }
