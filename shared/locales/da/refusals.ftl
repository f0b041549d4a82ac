### Why the server did not take something, and what to do. Each ends with a full stop.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

sentence-malformed = Serveren kunne ikke læse det, der blev sendt. Opdater appen, og prøv igen.
sentence-unknown_field = Et felt er ukendt her. Opdater appen, og prøv igen.
sentence-invalid_value = En værdi passer ikke i feltet. Ret den, og prøv igen.
sentence-text_too_long = Teksten er for lang. Skriv kun det, der er nødvendigt.
sentence-cpr_number = Teksten ligner et cpr-nummer. Skriv ikke cpr-numre. Fjern det, og gem igen.
sentence-step_not_allowed = Det trin kan ikke tages nu. Se, hvad der er sket i sagen, og vælg igen.
sentence-wrong_department = Det hører til en anden afdeling. Skift afdeling, og prøv igen.
sentence-wrong_kind = Det er en anden slags, end appen troede. Åbn det igen fra listen.
sentence-foreign_author = Det er skrevet i en andens navn. Log ind som dig selv, og skriv det igen.
sentence-no_access = Du har ikke adgang til det her. Spørg din leder.
sentence-erased = Det er slettet og kan ikke rettes mere.
sentence-too_large = Det fylder for meget. Del det op, og prøv igen.
sentence-actor_reused = Serveren har allerede noget andet med samme nummer. Skriv det igen i en ny linje.
sentence-unreadable = Rettelsen ville gøre det ulæseligt og er lagt til side. Skriv den igen.
sentence-code_not_valid = Koden virker ikke. Den er brugt, for gammel eller skrevet forkert. Bed om en ny.
sentence-not_signed_in = Du er ikke logget ind på denne telefon. Bed om en ny kode.
sentence-too_many = Der er prøvet for mange gange. Vent lidt, og prøv igen.
sentence-app_too_old = Appen er for gammel til at sende. Tryk på Opdater nu. Det, du har skrevet, er gemt.
sentence-not_found = Det findes ikke.
sentence-server_fault = Noget gik galt på serveren. Det, du har skrevet, er gemt på telefonen. Prøv igen.
sentence-wrong_origin = Siden blev åbnet fra et forkert sted. Åbn appen igen.
sentence-busy = Serveren har travlt. Appen prøver selv igen om lidt.
sentence-storage_full = Serveren har ikke plads til mere lige nu. Det, du har skrevet, ligger på telefonen og bliver sendt, når der er plads.
sentence-code_of_another = Koden er til en anden person. Vælg det rigtige navn, eller tryk på "Tilføj en person".
sentence-withdrawn = Din adgang er taget tilbage. Bed om en ny kode.
sentence-proof_not_valid = Telefonen kunne ikke vise serveren, at den er den samme. Prøv igen.
sentence-no_reader = Ingen af dem, du har valgt, kan læse det i denne afdeling. Vælg en anden. Det, du har skrevet, er på telefonen.
sentence-no_consent = Beboeren har ikke sagt ja, og der er ikke angivet en grund. Ret svaret, eller vælg en grund. Det, du har skrevet, er på telefonen.
sentence-version_conflict = Det er rettet af en anden imens. Hent det igen, og ret det på ny.
sentence-number_taken = Nummeret eller nøglen er allerede i brug. Vælg et andet.
sentence-last_administrator = Organisationen skal have mindst én administrator uden slutdato. Giv først rollen til en anden.
sentence-not_undoable = Det kan ikke fortrydes, for det er ændret siden. Ret det i stedet.
