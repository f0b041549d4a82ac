### The page on which residents answer the interview. Nobody signs in, and nothing tells who answers.
### Danish.

title = Hvordan er det at bo her?
lead = Fem spørgsmål. Svar på dem, du vil. Ingen kan se, hvem der svarer: der er ikke navn, adresse eller log ind, og siden gemmer ikke noget på din telefon.
lowest = slet ikke
highest = meget
send = Send svar
thanks = Tak. Dit svar er sendt.
closed = Her er ikke nogen spørgsmål. Linket er lukket eller forkert.
answer_wanted = Vælg et tal ved mindst ét spørgsmål.
too_many = Der er kommet mange svar herfra på kort tid. Prøv igen om en time.
question-safety = Hvor tryg er du ude om aftenen?
question-neighbours = Hvor godt går det med naboerne?
question-green = Hvor glad er du for de grønne områder?
question-contact = Hvor let er det at få fat i driften?
question-community = Har du nogen at lave noget sammen med?
