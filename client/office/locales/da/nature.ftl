### Work with nature, and what a board decides and reports.

## Acts on records

# $label - label
# $about - about
act_done = { $label }: { $about }. Det er gemt.
cannot_be_undone = Det kan ikke tages tilbage.
yes_do_it = Ja, gør det

## Drawing

draw = Tegn
draw_title = Tegn arealet
back_to_nature = Tilbage til natur
drawing_lead = Træk i hjørnerne, eller vælg et hjørne med Tab og flyt det med piletasterne. Slet-tasten fjerner det. Ctrl+Z fortryder.
drawing_map = Kort, som du tegner på
drawing_tools = Tegneværktøj
map_view = Udsnit af kortet
mode_move = Flyt hjørner
mode_add = Tilføj hjørner
mode_split = Del arealet
undo_step = Et trin tilbage
redo_step = Et trin frem
zoom_in = Zoom ind
zoom_out = Zoom ud
whole_map = Hele kortet
pan_north = Mod nord
pan_south = Mod syd
pan_west = Mod vest
pan_east = Mod øst
# $number - number
corner = Hjørne { $number }
# $number - number
side = Nyt hjørne efter hjørne { $number }
corners = Hjørner
# $size - size
# $off - off
size_about = { $size } m² ± { $off }
too_few_corners = Arealet skal have mindst tre hjørner.
too_many_corners = Arealet har for mange hjørner. Fjern nogle, eller del det op.
crosses_itself = To sider krydser hinanden. Flyt et hjørne.
cuts_outside = Linjen mellem hjørnerne går uden for arealet. Vælg to andre.
cuts_nothing = De to hjørner ligger ved siden af hinanden. Vælg to andre.
nothing_to_draw_on = Ingen arealer er tegnet endnu. Gå arealet rundt med telefonen, eller hent det fra en GeoJSON-fil. Så kan du rette det her.
may_not_draw = Du må se arealet, men ikke ændre det.
save_drawing = Gem omridset
drawing_saved = Omridset er gemt.
drawing_undone = Det gamle omrids er tilbage.
has_parts = Arealet er delt op i mindre arealer. De beholder deres egne omrids.
split_title = Del arealet i to
split_lead = Vælg to hjørner på kortet. Linjen mellem dem deler arealet. Det hele areal bliver stående, og de to nye er dele af det. Kvadratmeter tælles kun én gang.
choose_two_corners = Vælg to hjørner.
first_part = Navn på den første del
second_part = Navn på den anden del
make_parts = Lav to arealer
parts_made = De to arealer er lavet.

## Areas from a file

import_title = Hent arealer fra GeoJSON
import_lead = Filen skal være GeoJSON i WGS 84. Du ser først, hvad der sker. Arealer, der kom herfra, får et nyt omrids. Andre bliver til forslag.
import_file = Fil
import_department = Afdeling for nye arealer
import_make = Gem arealerne
import_map = Kort over filens arealer
import_preview = Arealer i filen
import_done = Gemt
may_not_import = Du må ikke oprette arealer her.
no_polygons = Filen er ikke GeoJSON med flader. Gem den som GeoJSON i dit kortprogram, og prøv igen.
other_coordinates = Filens koordinater er ikke WGS 84. Gem den i EPSG:4326, og prøv igen.
too_many_areas = Filen har flere end 500 arealer. Del den op.
has_hole = Arealet har et hul, og det kan ikke gemmes. Del arealet op uden om hullet.
is_simplified = Nogle hjørner er udeladt. Størrelsen er den samme inden for 1 %.
effect = Hvad sker der?
effect_new = Nyt areal
# $name - name
effect_changed = Nyt omrids til { $name }
outcome = Resultat
export_areas = Hent arealerne som GeoJSON

## The season

season_title = Sæsonens opgaver
season_lead = Plejeplanens linjer bliver til opgaver. En opgave bliver kun lavet én gang, også hvis I er to om det.
season_none = Ingen plejeplan har opgaver det år. Skriv linjer i et areals plejeplan.
season_made = Opgaven findes
season_over = Tiden er gået
season_not_yours = Du må ikke oprette opgaver her
season_waits = Ikke lavet endnu
make_it = Lav
# $work - work
# $area - area
# $day - day
make_task_of = Lav opgaven { $work }, { $area }, fra { $day }
make_tasks = Lav de valgte opgaver
work = Arbejde
from_day = Fra
to_day = Senest
# $count - number of tasks
tasks_made = { $count ->
    [one] 1 opgave er lavet.
   *[other] { $count } opgaver er lavet.
}
# $count - number of tasks
tasks_refused = { $count ->
    [one] 1 opgave kunne ikke laves.
   *[other] { $count } opgaver kunne ikke laves.
}
# $count - number of tasks
tasks_left = { $count ->
    [one] 1 opgave mangler. Tryk igen.
   *[other] { $count } opgaver mangler. Tryk igen.
}

## Targets, signs, measures and inquiries

targets = Arealer mod mål
sign_checks = Skilte, der skal ses efter
sign_checks_none = Alle skilte er set efter.
sign = Skilt
last_checked = Sidst set efter
never_checked = Aldrig
today = I dag
sign_in_place = Skiltet står der
sign_missing = Skiltet mangler
sign_damaged = Skiltet er skadet
measures = Forslag fra rådgiver
measures_none = Ingen forslag fra en rådgiver. De skrives på arealet.
measure = Forslag
decide = Beslut
answer_yes = Ja
answer_no = Nej
answer_later = Senere
inquiries = Henvendelser fra naboer
inquiries_none = Ingen henvendelser.

## Counts

# $count - number of counts
counts_to_lock = { $count ->
    [one] 1 tælling fra et år, der er slut, er ikke låst.
   *[other] { $count } tællinger fra år, der er slut, er ikke låst.
}
# $year - year
lock_counts = Lås tællingerne fra { $year }
# $count - number of counts
counts_locked = { $count ->
    [one] 1 tælling er låst.
   *[other] { $count } tællinger er låst.
}
# $count - number of counts
counts_unfinished = { $count ->
    [one] 1 tælling er ikke gjort færdig.
   *[other] { $count } tællinger er ikke gjort færdige.
}
# $count - number of counts
counts_left = { $count ->
    [one] 1 tælling er ikke låst endnu.
   *[other] { $count } tællinger er ikke låst endnu.
}
butterflies = Sommerfugle
butterflies_lead = Længden gange 5 meter er det areal, der er talt. Tællinger, der ikke er gyldige, er ikke med i tallene. Natsværmere er ikke med i tallet pr. 15 minutter.
butterfly_names = Arter og grupper
butterfly_names_lead = Arterne står under deres gruppe og er med i dens tal. Sammenlign årene efter de minutter, der er talt.
butterfly_name = Navn
butterfly_minutes = Minutter talt
habitat = Levested
valid_counts = Gyldige
invalid_counts = Ikke gyldige
length_times_five = Længde × 5 m
# $metres - metres
# $ground - ground
length_and_ground = { $metres } m, { $ground } m²
per_quarter = Pr. 15 minutter
groups = Grupper

## Background of the map

background = Baggrund på kortet
background_lead = Kortet viser kun jeres arealer, indtil I vælger en baggrund. Serveren henter fliserne, så ingen browser spørger andre. Adressen skal have pladserne z, x og y i krøllede parenteser.
background_url = Adresse på fliser (XYZ eller WMTS i Web Mercator)
background_source = Kilde, som den skal stå på kortet
background_zoom = Dybeste zoom, 1 til 22
background_save = Gem baggrund
background_saved = Baggrunden er gemt.

## The board's page

goals = Mål
goal = Mål
measured_by = Måles på
at_first = Ved start
now = Nu
action = Indsats
decided_by = Hvem beslutter?
accept = Beslut forslaget
reject = Afvis forslaget
report_observation = Skriv en observation
report_signal = Send et signal om et sted
