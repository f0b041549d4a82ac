### The frame of the office, and what every page uses.

# Name of the office.
brand = Feltbog office
skip = Skip to the content
waiting = Loading
try_again = Try again
undo = Undo
undone = The change is undone.
close = Close
cancel = Cancel
read_again = Read it again
print = Print
correct_first = Correct this first
navigation = Pages
administration = Administration
overview = Organisations
all_organisations = All organisations
organisation = Organisation
departments = Departments
people = People
import = Import
log = Log
page_missing = The page does not exist
page_missing_why = The address leads to nothing that you have access to. It may be misspelt, or your access may have changed.
to_overview = To the first page
theme = Appearance
theme_system = Like the computer
theme_light = Light
theme_dark = Dark
theme_contrast = High contrast
language = Language

## When something did not go through

server_failed = Something went wrong on the server. What you have written is still here. Try again, and tell whoever runs your Feltbog if it goes on.
server_busy = The server is busy. What you have written is still here. Try again in a moment.
server_full = The server's disk is full. What you have written is still here. Tell whoever runs your Feltbog.
unreachable = The server does not answer. What you wrote is still here. Check your connection and try again.
session_ended = You are signed out. Sign in again. What you wrote is still here.
answer_unreadable = The server's answer could not be read. Reload the page. If it happens again, write to whoever runs your Feltbog.
