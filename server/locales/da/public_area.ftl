### The public page of an area, behind the code on its sign. No person.
### Danish.

what = Hvad gror her?
why = Hvorfor ser det sådan ud?
on_purpose = Området er vildt med vilje.
size = Størrelse
by = Passes af
open_app = Åbn Feltbog
area_kind-flower_meadow = Blomstereng
area_kind-long_grass = Langt græs
area_kind-perennial_bed = Staudebed
area_kind-scrub_or_hedge = Krat eller hegn
area_kind-rain_garden = Regnbed
area_kind-lake_or_stream = Sø eller vandløb
area_kind-slope = Skråning
area_kind-roof = Tag
area_kind-planter_boxes = Plantekasser
area_kind-dead_wood = Dødt ved
area_kind-forest_floor = Skovbund
area_kind-learning_garden = Læringshave
area_reason-flower_meadow = Engen slås én gang om året. Så når blomsterne at sætte frø, og insekterne har føde hele sommeren.
area_reason-long_grass = Græsset får lov at blive langt. Her kan insekter gemme sig og overvintre i stråene.
area_reason-perennial_bed = Stauderne bliver stående om vinteren. De tomme stængler er bolig for bier.
area_reason-scrub_or_hedge = Krattet er tæt med vilje. Fugle bygger rede her og finder bær om efteråret.
area_reason-rain_garden = Bedet tager imod regnvand fra tag og vej. Det må gerne stå under vand efter et skybrud.
area_reason-lake_or_stream = Bredden får lov at gro til. Her lever guldsmede, frøer og fugle.
area_reason-slope = Skråningen er varm og tør. Vilde bier graver deres reder i den bare jord.
area_reason-roof = Planterne på taget holder på regnen og giver føde til insekter.
area_reason-planter_boxes = Kasserne har blomster for bier og sommerfugle midt mellem husene.
area_reason-dead_wood = Det døde træ bliver liggende. Svampe, biller og mange andre dyr lever i det.
area_reason-forest_floor = Blade og grene bliver liggende. De bliver til jord og er skjul for pindsvin og biller.
area_reason-learning_garden = Her lærer børn og voksne om naturen. Der må gerne ses vildt ud.
