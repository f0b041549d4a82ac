### Several people on one phone.
### Danish: du-form, facts rather than verdicts, and the imperative on buttons.

still_sends = Det, I hver især mangler at sende, bliver sendt af sig selv, når der er net.
add_person = Tilføj en person
phone_full = Der er allerede otte personer på telefonen. Flere kan der ikke være.
pin = Pinkode
pin_opens = Feltbog åbner, når alle cifre er skrevet.
pin_wrong = Pinkoden passer ikke. Prøv igen.
pin_spent = Pinkoden passede ikke ti gange. Den åbner ikke mere. Det, der mangler at blive sendt, er her stadig.
wait_seconds = { $seconds ->
    [one] Pinkoden passer ikke. Vent 1 sekund, og prøv igen. Alt er gemt.
   *[other] Pinkoden passer ikke. Vent { $seconds } sekunder, og prøv igen. Alt er gemt.
}
wait_minutes = { $minutes ->
    [one] Pinkoden passer ikke. Vent 1 minut, og prøv igen. Alt er gemt.
   *[other] Pinkoden passer ikke. Vent { $minutes } minutter, og prøv igen. Alt er gemt.
}
pin_forgotten = Glemt pinkode
new_code = Bed din boligorganisation om en ny kode. Det, du mangler at sende, bliver på telefonen. Resten bliver hentet igen.
somebody_else = En anden person
choose_pin = Vælg pinkode
pin_why = Pinkoden åbner din del af telefonen. Den låser, når telefonen har ligget i fem minutter.
pin_longer = Pinkoden skal være længere, for nu låser den det, der ligger på telefonen. Vælg en på mindst seks cifre.
pin_first = Vælg først en pinkode, så det kun er dig, der åbner din del af telefonen.
new_pin = Ny pinkode
pin_rule = Skriv 6 til 12 cifre.
save_pin = Gem pinkoden
pin_not_kept = Telefonen kan ikke gemme en pinkode. Åbn Feltbog fra den adresse, du fik sammen med koden.
no_secret = Pinkoden låser det, der ligger på telefonen. Efter ti forkerte åbner kun en ny kode, og det, serveren har, bliver hentet igen.
silent = Telefonen har været uden forbindelse for længe
silent_lead = Gå et sted hen, hvor der er net. Feltbog åbner, når telefonen har haft forbindelse.
still_sends_own = Det, du mangler at sende, er gemt og bliver sendt af sig selv.
shared = Flere på telefonen
shared_lead = Hver person har sin egen del med egne ting. Ingen kan se eller sende for en anden.
change_pin = Skift pinkode
remove_pin = Fjern pinkoden
leave = Tag mig af telefonen
leave_lead = Alt, hvad du har skrevet, er sendt og bliver i boligorganisationen. Det slettes kun her på telefonen. Du skal have en ny kode for at komme på igen.
leave_yes = Ja, tag mig af telefonen
leave_unsent = Noget af det, du har skrevet, er ikke modtaget endnu. Tryk på linjen nederst for at se hvad. Prøv igen, når alt er sendt.
leave_unreachable = Telefonen har ikke forbindelse. Prøv igen, når der er net. Alt er, som det var.
stay = Nej, bliv
