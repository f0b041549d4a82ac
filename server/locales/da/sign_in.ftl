### The page that asks whether an account at a provider of identities and a person are the same.
### Danish: du-form, and plain words on buttons.

question = Er det dig?
account = Din konto hos loginudbyderen
person = Personen i Feltbog
yes = Ja, det er mig
no = Nej
