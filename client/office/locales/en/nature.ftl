### Work with nature, and what a board decides and reports.

## Acts on records

# $label - label
# $about - about
act_done = { $label }: { $about }. It is saved.
cannot_be_undone = It cannot be taken back.
yes_do_it = Yes, do it

## Drawing

draw = Draw
draw_title = Draw the area
back_to_nature = Back to nature
drawing_lead = Drag the corners, or choose a corner with Tab and move it with the arrow keys. Delete removes it. Ctrl+Z undoes.
drawing_map = Map that you draw on
drawing_tools = Drawing tools
map_view = Part of the map
mode_move = Move corners
mode_add = Add corners
mode_split = Split the area
undo_step = One step back
redo_step = One step forward
zoom_in = Zoom in
zoom_out = Zoom out
whole_map = The whole map
pan_north = North
pan_south = South
pan_west = West
pan_east = East
# $number - number
corner = Corner { $number }
# $number - number
side = New corner after corner { $number }
corners = Corners
# $size - size
# $off - off
size_about = { $size } m² ± { $off }
too_few_corners = The area needs at least three corners.
too_many_corners = The area has too many corners. Remove some, or split it.
crosses_itself = Two sides cross each other. Move a corner.
cuts_outside = The line between the corners leaves the area. Choose two others.
cuts_nothing = The two corners are neighbours. Choose two others.
nothing_to_draw_on = No area has been drawn yet. Walk around the area with the phone, or import it from a GeoJSON file. Then you can correct it here.
may_not_draw = You may see the area, but not change it.
save_drawing = Save the outline
drawing_saved = The outline is saved.
drawing_undone = The old outline is back.
has_parts = The area is split into smaller areas. They keep their own outlines.
split_title = Split the area in two
split_lead = Choose two corners on the map. The line between them splits the area. The whole area stays, and the two new ones are parts of it. Square metres are counted once.
choose_two_corners = Choose two corners.
first_part = Name of the first part
second_part = Name of the second part
make_parts = Make two areas
parts_made = The two areas are made.

## Areas from a file

import_title = Import areas from GeoJSON
import_lead = The file must be GeoJSON in WGS 84. You first see what will happen. Areas that came from here get another outline. Others become proposals.
import_file = File
import_department = Department of new areas
import_make = Save the areas
import_map = Map of the areas in the file
import_preview = Areas in the file
import_done = Saved
may_not_import = You may not make areas here.
no_polygons = The file is no GeoJSON with polygons. Save it as GeoJSON in your map program and try again.
other_coordinates = The coordinates of the file are not WGS 84. Save it in EPSG:4326 and try again.
too_many_areas = The file has more than 500 areas. Split it.
has_hole = The area has a hole, which cannot be kept. Split the area around the hole.
is_simplified = Some corners are left out. The size is the same within 1%.
effect = What happens?
effect_new = New area
# $name - name
effect_changed = Another outline of { $name }
outcome = Result
export_areas = Export the areas as GeoJSON

## The season

season_title = Tasks of the season
season_lead = Lines of the care plans become tasks. A task is made once, even if two of you do it.
season_none = No care plan has tasks that year. Write lines in the care plan of an area.
season_made = The task is there
season_over = Its days are over
season_not_yours = You may not make tasks here
season_waits = Not made yet
make_it = Make
# $work - work
# $area - area
# $day - day
make_task_of = Make the task { $work }, { $area }, from { $day }
make_tasks = Make the chosen tasks
work = Work
from_day = From
to_day = By
# $count - number of tasks
tasks_made = { $count ->
    [one] 1 task is made.
   *[other] { $count } tasks are made.
}
# $count - number of tasks
tasks_refused = { $count ->
    [one] 1 task could not be made.
   *[other] { $count } tasks could not be made.
}
# $count - number of tasks
tasks_left = { $count ->
    [one] 1 task is left. Press again.
   *[other] { $count } tasks are left. Press again.
}

## Targets, signs, measures and inquiries

targets = Areas against targets
sign_checks = Signs to look at
sign_checks_none = All signs have been looked at.
sign = Sign
last_checked = Last looked at
never_checked = Never
today = Today
sign_in_place = The sign is there
sign_missing = The sign is missing
sign_damaged = The sign is damaged
measures = Measures of the adviser
measures_none = No measures of an adviser. They are written on the area.
measure = Measure
decide = Decide
answer_yes = Yes
answer_no = No
answer_later = Later
inquiries = Inquiries from neighbours
inquiries_none = No inquiries.

## Counts

# $count - number of counts
counts_to_lock = { $count ->
    [one] 1 count of a year that is over is not locked.
   *[other] { $count } counts of years that are over are not locked.
}
# $year - year
lock_counts = Lock the counts of { $year }
# $count - number of counts
counts_locked = { $count ->
    [one] 1 count is locked.
   *[other] { $count } counts are locked.
}
# $count - number of counts
counts_unfinished = { $count ->
    [one] 1 count is not finished.
   *[other] { $count } counts are not finished.
}
# $count - number of counts
counts_left = { $count ->
    [one] 1 count is not locked yet.
   *[other] { $count } counts are not locked yet.
}
butterflies = Butterflies
butterflies_lead = Length times 5 metres is the ground that was counted. Counts that are not valid are not in the numbers. Moths are not in the number per 15 minutes.
butterfly_names = Species and groups
butterfly_names_lead = Species stand below their group and are in its number. Compare the years by the minutes counted.
butterfly_name = Name
butterfly_minutes = Minutes counted
habitat = Habitat
valid_counts = Valid
invalid_counts = Not valid
length_times_five = Length × 5 m
# $metres - metres
# $ground - ground
length_and_ground = { $metres } m, { $ground } m²
per_quarter = Per 15 minutes
groups = Groups

## Background of the map

background = Background of the map
background_lead = The map shows your areas alone until you choose a background. The server fetches the tiles, so that no browser asks anybody else. The address needs the places z, x and y in curly brackets.
background_url = Address of tiles (XYZ or WMTS in Web Mercator)
background_source = Source, as it must stand on the map
background_zoom = Deepest zoom, 1 to 22
background_save = Save background
background_saved = The background is saved.

## The board's page

goals = Goals
goal = Goal
measured_by = Measured by
at_first = At first
now = Now
action = Work
decided_by = Who decides?
accept = Accept the proposal
reject = Reject the proposal
report_observation = Write an observation
report_signal = Send a signal about a place
