### The accessibility statement for everybody, before anybody signs in.

title = Tilgængelighedserklæring
promise = Feltbog skal kunne bruges af alle. Vi følger WCAG 2.2 på niveau AA; loven om webtilgængelighed kræver 2.1 AA.
tested = Sådan er det prøvet
tested_text = Appens og kontorets sider bliver prøvet med værktøjet axe i tre udseender, på dansk og engelsk. De vigtigste opgaver bliver gennemført med tastatur alene. Tekst kan gøres dobbelt så stor.
not_yet = Hvad der ikke er godt nok endnu
not_yet_text = Feltbog er ikke afprøvet af mennesker, der bruger skærmlæser til daglig, og ikke med VoiceOver på iPhone. Billeder har kun den beskrivelse, som den, der tog dem, skriver.
tell_us = Sig til
tell_us_text = Kan du ikke bruge noget, så skriv eller ring til din boligorganisation. Sig hvilken side det er, og hvad der skete. Du kan få oplysningerne på en anden måde imens.
no_contact = Spørg den, du har fået din adgang af. Ingen boligorganisation har skrevet en kontakt her.
complain = Hvis det ikke hjælper
complain_text = Digitaliseringsstyrelsen fører tilsyn med loven og kan modtage en klage.
open_app = Åbn Feltbog
