### The action cards an organisation begins with. Each line of a text is a point of its own.
### Calls are lines of name | number | hours.
### English.

## Acute danger

card-acute_danger-title = Danger right now
card-acute_danger-signs =
    Fire, smoke or a smell of gas
    Somebody is unconscious or bleeding badly
    Violence that is happening now
card-acute_danger-steps =
    Get yourself to safety first.
    Call 112. Say where you are: road, number and stairwell.
    Stay on the line until they say you can hang up.
    Warn others if you can do it without risk.
    Show the rescuers the way, and keep doors and roads clear.
    Call your manager afterwards.
card-acute_danger-do_not =
    Do not walk into smoke.
    Do not use the lift in a fire.
    Do not take pictures of people.
card-acute_danger-calls = Emergency services | 112 | day and night

## Threats against you

card-threats_against_you-title = Violence or threats against you
card-threats_against_you-signs =
    Somebody threatens you or blocks your way
    Somebody hits, pushes or throws things
    You do not feel safe
card-threats_against_you-steps =
    Walk away. You are not to solve this alone.
    Call 112 if it is happening now.
    Find a place with other people.
    Call your manager at once.
    Write down what was said and done while you remember it.
    Agree with your manager whether to report it to the police and as a work injury.
    Talk to a colleague the same day.
card-threats_against_you-do_not =
    Do not argue.
    Do not go back alone.
    Do not post it on social media.
card-threats_against_you-calls =
    Emergency services | 112 | day and night
    Police, when it is not urgent | 114 | day and night

## Mental crisis

card-mental_crisis-title = Somebody in a mental crisis
card-mental_crisis-signs =
    Speaks in confusion or is very upset
    Is afraid of something you cannot see
    Cannot calm down
card-mental_crisis-steps =
    Call 112 if anybody is in danger.
    Keep a distance, and speak calmly and briefly.
    Say who you are and what you are doing.
    Listen more than you talk.
    Ask: is there somebody I should call for you?
    Hand it over to the social caretaker.
card-mental_crisis-do_not =
    Do not touch the person without asking.
    Do not contradict what the person experiences.
    Do not write a diagnosis.
card-mental_crisis-calls = Emergency services | 112 | day and night

## Suicidal thoughts

card-suicidal_thoughts-title = Somebody talks of not wanting to live
card-suicidal_thoughts-signs =
    Says that nothing matters any more
    Says goodbye or gives things away
    Says it straight out
card-suicidal_thoughts-steps =
    Call 112 if the person is about to act now. Stay if it is safe.
    Ask directly: are you thinking of taking your own life? Asking does not make it worse.
    Listen. You are not to solve it.
    Call Livslinien together with the person.
    Do not leave the person alone until somebody else has taken over.
    Call the social caretaker or your manager the same day.
    Talk to somebody about it afterwards. It is hard to hear.
card-suicidal_thoughts-do_not =
    Do not promise to keep it secret.
    Do not say: pull yourself together.
    Do not write what is wrong with the person.
card-suicidal_thoughts-calls =
    Emergency services | 112 | day and night
    Livslinien, the suicide helpline | 70 201 201 |

## Concern for child

card-concern_for_child-title = Worried about a child
card-concern_for_child-signs =
    A child is out alone late, or home alone for long
    A child often has marks or seems afraid
    Shouting and blows where children live
card-concern_for_child-steps =
    Call 112 if the child is in danger now.
    Call the municipality and say what you have seen. That is a child notification.
    Outside the municipality's hours: call its social emergency duty.
    You have to call yourself. Your manager can help you.
    In Feltbog write only that you called, when, and which municipality.
card-concern_for_child-do_not =
    Do not write the child's name or address.
    Do not question the child.
    Do not wait until you are certain.
card-concern_for_child-calls =
    Emergency services | 112 | day and night
    Police, when it is not urgent | 114 | day and night

## Not seen for days

card-not_seen_for_days-title = Not seen for several days
card-not_seen_for_days-signs =
    The post is piling up
    Light or television is on day and night
    Neighbours have heard nothing
    A smell from the home
card-not_seen_for_days-steps =
    Knock, and call out who you are.
    Ask the neighbours when they last saw the resident.
    If you hear somebody in distress, call 112.
    Call the lead caretaker. Decide together whether the police should come.
    The police decide whether the door is opened.
    Write what you saw and heard, and when.
card-not_seen_for_days-do_not =
    Do not let yourself in alone.
    Do not guess at what has happened in front of the neighbours.
card-not_seen_for_days-calls =
    Emergency services | 112 | day and night
    Police, when it is not urgent | 114 | day and night

## Hoarding or pests

card-hoarding_or_pests-title = A home filled up, or pests
card-hoarding_or_pests-signs =
    The door does not open fully
    Things block the way to the stove or the balcony
    Rats, mice, lice or moths
card-hoarding_or_pests-steps =
    If there is a risk of fire, call the lead caretaker the same day.
    If you see rats, report it to the municipality at once. It is a duty.
    Say what you see without judging: I cannot get to the window.
    Ask whether the social caretaker may get in touch with the resident.
    Hand it over in Feltbog, and write what the resident answered.
card-hoarding_or_pests-do_not =
    Do not clear up without the resident's yes.
    Do not take pictures in the home.
    Do not talk about it on the stairs.
card-hoarding_or_pests-calls = { "" }

## Dementia or confused

card-dementia_or_confused-title = A resident seems confused
card-dementia_or_confused-signs =
    Cannot find the way home or the key
    Asks the same thing again
    Is outdoors without a coat in winter
card-dementia_or_confused-steps =
    Call 112 if the person is hurt or very cold.
    Say your name, and speak calmly of one thing at a time.
    Walk home together if the person wants to.
    Ask whether there is a relative you may call.
    If a stove or a tap is on, turn it off together with the person.
    Hand it over to the social caretaker.
card-dementia_or_confused-do_not =
    Do not leave the person standing outside alone.
    Do not write that the person is demented. Write what you saw.
card-dementia_or_confused-calls =
    Emergency services | 112 | day and night
    Police, when somebody is missing | 114 | day and night

## Substance abuse

card-substance_abuse-title = An intoxicated person, or needles
card-substance_abuse-signs =
    Needles in a basement, stairwell or bushes
    Somebody sleeps and is hard to wake
    Dealing in the stairwell
card-substance_abuse-steps =
    If the person cannot be woken, call 112 and stay.
    Needles: use thick gloves and tongs. Put them in a sharps box.
    If you have pricked yourself, let it bleed, wash with soap and water, and call a doctor at once.
    Dealing or an unsafe place: call your manager. The police deal with it.
    Send a signal about the place so that others can look out.
card-substance_abuse-do_not =
    Do not pick up needles by hand.
    Do not step in between.
    Do not write down names.
card-substance_abuse-calls =
    Emergency services | 112 | day and night
    Police, when it is not urgent | 114 | day and night

## Noisy neighbours

card-noisy_neighbours-title = Noise and rows between neighbours
card-noisy_neighbours-signs =
    A resident complains of music, steps or shouting
    Several complain of the same thing
    Noise at night
card-noisy_neighbours-steps =
    Call 112 if you hear violence.
    Ask: have you talked to each other about it?
    Help the resident to say it calmly and concretely: what, when, how often.
    Write what you heard yourself and what others told you, each by itself.
    If both want to talk, send it to the mediator.
    If that does not help, the resident can complain in writing.
    Agree when you follow up.
card-noisy_neighbours-do_not =
    Do not take sides.
    Do not tell one what the other has said.
    Do not promise that anybody will be put out.
card-noisy_neighbours-calls = Emergency services | 112 | day and night

## Homeless in stairwell

card-homeless_in_stairwell-title = Somebody sleeps in the stairwell
card-homeless_in_stairwell-signs =
    A sleeping place in the basement, laundry or stairs
    A stranger is there several days running
card-homeless_in_stairwell-steps =
    If the person is ill, cold or hard to wake, call 112.
    Say good morning, and say who you are.
    Ask whether the person needs help, and whether you may call somebody.
    Call the municipality's outreach team or the social caretaker.
    Give the person time to pack up.
    Write the place and the time. Not a name.
card-homeless_in_stairwell-do_not =
    Do not throw the person's things out.
    Do not go down into the basement alone at night.
card-homeless_in_stairwell-calls =
    Emergency services | 112 | day and night
    Police, when it is not urgent | 114 | day and night

## Eviction

card-eviction-title = The bailiff is coming
card-eviction-signs =
    There is a letter from the bailiff's court
    The resident speaks of arrears
    A date has been set
card-eviction-steps =
    Call the financial adviser today. It is not too late.
    Ask whether the resident wants help, and whether you may pass it on.
    If children live there, the municipality must know. Ask your manager whether it does.
    On the day: stay calm, and let the bailiff talk.
    See to it that medicine, keys, papers and animals go with the resident.
    Ask where the resident will sleep. Call the municipality if there is nowhere.
card-eviction-do_not =
    Do not talk of the arrears where others hear it.
    Do not write amounts.
    Do not promise that it will be put off.
card-eviction-calls = Police, when it is not urgent | 114 | day and night

## Animals

card-animals-title = Dogs and other animals
card-animals-signs =
    Barking for hours
    A dog runs loose or threatens
    An animal is not looked after
card-animals-steps =
    Keep a distance from a strange dog, and do not turn your back on it.
    If a dog has bitten, help the one who was bitten and call a doctor. Call 112 if it is serious.
    A dangerous dog: call the police.
    An animal that suffers: call Dyrenes Vagtcentral.
    Barking and loose dogs: talk to the owner first, and note it as a neighbour conflict.
card-animals-do_not =
    Do not take hold of the dog.
    Do not go into a home to fetch an animal.
card-animals-calls =
    Dyrenes Vagtcentral, for animals | 1812 | day and night
    Police, when it is not urgent | 114 | day and night

## Water damage

card-water_damage-title = Water damage where somebody cannot cope
card-water_damage-signs =
    Water from the ceiling or under the door
    The resident cannot move their things
card-water_damage-steps =
    Turn off the water, and the power if you can reach it with dry feet.
    Help the resident to a dry place.
    Move medicine, papers and telephone first.
    Call the lead caretaker or the duty.
    Take pictures of the damage, not of people.
    Ask whether the resident has somewhere to sleep, and hand over to the social caretaker.
    Ask the resident to call their contents insurance, or call together.
card-water_damage-do_not =
    Do not touch wet sockets.
    Do not throw anything out without asking.
card-water_damage-calls = Emergency services, in danger | 112 | day and night

## Invasive plant

card-invasive_plant-title = An invasive plant
card-invasive_plant-signs =
    Giant hogweed: tall, white umbels, a stem with red spots
    Japanese knotweed: dense, hollow stems
    Japanese rose where it spreads
card-invasive_plant-steps =
    Send an observation from the area with a picture.
    Hogweed: wear gloves and long sleeves. The sap burns in the sun.
    If sap gets on your skin, wash with soap and water, and keep the skin out of the sun.
    The operations manager arranges how the plant is removed, and asks the municipality.
    Come back to the same place next spring.
card-invasive_plant-do_not =
    Do not cut knotweed with a brush cutter. It grows from every piece.
    Do not put the plant in the compost.
card-invasive_plant-calls = { "" }

## Wild area complaint

card-wild_area_complaint-title = A complaint about a wild area
card-wild_area_complaint-signs =
    It looks like weeds
    Afraid of ticks or allergy
    The grass hides the view
card-wild_area_complaint-steps =
    Thank them for telling you.
    Say that the area is wild on purpose, who decided it, and when it is cut.
    See whether the sign is there. If it is missing, send an observation.
    If something blocks a road, a path or a sightline, write it as a task.
    Send the inquiry as an observation. Write the subject, not who complains.
    Say that the answer comes from operations.
card-wild_area_complaint-do_not =
    Do not promise that it will be cut now.
    Do not argue about taste.
card-wild_area_complaint-calls = { "" }
