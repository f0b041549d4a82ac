### The page that asks whether an account at a provider of identities and a person are the same.
### English.

question = Is this you?
account = Your account at the identity provider
person = The person in Feltbog
yes = Yes, that is me
no = No
