### The page on which residents answer the interview. Nobody signs in, and nothing tells who answers.
### English.

title = How is it to live here?
lead = Five questions. Answer those you like. Nobody can see who answers: there is no name, address or sign-in, and the page keeps nothing on your phone.
lowest = not at all
highest = very much
send = Send answers
thanks = Thank you. Your answers were sent.
closed = There are no questions here. The link is closed or wrong.
answer_wanted = Choose a number for at least one question.
too_many = Many answers came from here in a short time. Try again in an hour.
question-safety = How safe do you feel outside in the evening?
question-neighbours = How well do you get on with your neighbours?
question-green = How much do you like the green areas?
question-contact = How easy is it to reach operations?
question-community = Do you have somebody to do things with?
