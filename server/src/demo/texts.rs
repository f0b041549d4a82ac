//! The texts that people in the demo organisation have written. No names, no numbers of persons, no diagnoses: as the
//! guidance asks of real notes.

use feltbog_shared::model::activity::ActivityKind;
use feltbog_shared::model::area::AreaKind;
use feltbog_shared::model::area_observation::{AnswerDecision, ObservationKind};
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::experience_note::{ExperienceTopic, Worked};
use feltbog_shared::model::handover::HandoverSubject;
use feltbog_shared::model::signal::SignalKind;

/// The places of conflicts.
pub(super) const PLACES: &[&str] = &[
    "Opgang 2",
    "Opgang 4",
    "Opgang 7, 2. sal",
    "Opgang 11",
    "Opgang 15, stuen",
    "Blok B, vestgavlen",
    "Blok C, mellem opgang 5 og 6",
    "Vaskeriet",
    "Cykelkælderen",
    "Fælleshuset",
    "Legepladsen ved blok A",
    "Parkeringspladsen mod nord",
    "Affaldsgården",
    "Stien bag garagerne",
    "Altangangen på 3. sal",
    "Gårdrummet",
    "Haverne langs hegnet",
    "Trappen ned til kælderen",
];

/// The observations about a place.
pub(super) const SIGNALS: &[(SignalKind, &str)] = &[
    (
        SignalKind::DarkOrLight,
        "Lampen ved stien har været slukket i tre dage.",
    ),
    (SignalKind::Vandalism, "Ruden i cykelkælderen er knust."),
    (SignalKind::Waste, "Storskrald foran skuret igen."),
    (
        SignalKind::UnsafePlace,
        "Flere går en omvej om aftenen, fordi der er mørkt.",
    ),
    (
        SignalKind::YouthUnrest,
        "Knallertkørsel mellem blokkene efter kl. 22.",
    ),
    (SignalKind::Burglary, "Tre kælderrum er brudt op i nat."),
    (
        SignalKind::NuisanceFromGreen,
        "Grenene hænger ud over stien ved legepladsen.",
    ),
    (
        SignalKind::Vacancy,
        "To lejemål i opgangen har stået tomme længe.",
    ),
];

/// The observations about a dwelling: only things that one saw, never judgements about a person.
pub(super) const CONCERNS: &[(SignalKind, &str)] = &[
    (
        SignalKind::NotSeenForLong,
        "Posten ligger til i over en uge. Lyset er tændt.",
    ),
    (
        SignalKind::NotTechnicalHelp,
        "Ved eftersynet bad beboeren om hjælp til sine breve.",
    ),
    (
        SignalKind::Isolation,
        "Beboeren fortæller, at der ikke har været gæster længe.",
    ),
    (
        SignalKind::NeglectedDwelling,
        "Døren kan kun åbnes halvt. Der står kasser til loftet.",
    ),
    (
        SignalKind::NeedsVisit,
        "Beboeren vil gerne have besøg af den sociale vicevært.",
    ),
];

/// The observations in a conflict, by topic.
pub(super) fn conflict(topic: Topic) -> &'static [&'static str] {
    match topic {
        Topic::Noise => &[
            "Råben og smækkende døre efter midnat. Flere i opgangen har sagt det til mig på morgenrunden.",
            "Boremaskine sidst på aftenen tre dage i træk. Der er ved at blive renoveret.",
            "Højlydt skænderi, der kunne høres helt ned til kælderen. Faldt til ro igen af sig selv.",
            "Der flyttes møbler om natten. Underboen sover dårligt og har bedt om hjælp til at tage snakken.",
            "Vaskemaskine i lejligheden kører om natten og ryster i loftet nedenunder.",
        ],
        Topic::NoiseFromChildren => &[
            "Løb og leg hen over gulvet tidligt om morgenen. Begge parter vil gerne tale om det.",
            "Boldspil mod gavlen lige under soveværelserne. Vi taler om at flytte målet.",
            "Trampolinen bruges efter kl. 21. Aftalt at hænge et skilt op og tale med forældrene.",
        ],
        Topic::Music => &[
            "Bas gennem væggen i weekenden. Jeg hørte det selv lørdag, da jeg havde vagt.",
            "Musik fra altanen om eftermiddagen. Naboen beder om at få at vide, når der er fest.",
            "Der øves trommer i en lejlighed. Vi undersøger, om fælleshuset kan bruges i stedet.",
        ],
        Topic::Pets => &[
            "Hunden gør, når den er alene hjemme om formiddagen.",
            "Hunde uden snor på legepladsen. Sagt til dem, jeg mødte.",
            "Kattebakke tømmes i gården. Lugten trækker ind i stueetagen.",
        ],
        Topic::Smoke => &[
            "Røg fra altanen trækker op til etagen over. De har talt sammen en gang uden held.",
            "Der ryges i opgangen om aftenen. Skod på trappen hver morgen.",
            "Grill på altanen, røgen står ind ad vinduerne.",
        ],
        Topic::Smell => &[
            "Kraftig lugt i opgangen i flere dage. Jeg har luftet ud og ledt efter kilden.",
            "Lugt fra affald, der står ude på reposen.",
        ],
        Topic::Waste => &[
            "Storskrald stillet i kælderen igen. Tredje gang i denne måned.",
            "Poser ved siden af containerne, måger og rotter har været i dem.",
            "Sorteringen i affaldsgården er gået i stå. Beboere skælder ud på hinanden.",
        ],
        Topic::LaundryOrCommonRoom => &[
            "Uenighed om vasketider. Der bliver taget tøj ud af maskinerne.",
            "Fælleshuset var ikke gjort rent efter en fest. Den næste lejer blev vred.",
            "Tørrerummet bruges som pulterkammer, så andre ikke kan komme til.",
        ],
        Topic::Parking => &[
            "Bil på brandvejen igen. Har lagt en seddel.",
            "To biler strides om den samme plads. Pladserne er ikke personlige.",
            "Varevogn spærrer for udsynet ved indkørslen.",
        ],
        Topic::GardenOrHedge => &[
            "Hækken er klippet ned på begge sider uden aftale.",
            "Grene fra et træ hænger ind over terrassen ved siden af.",
        ],
        Topic::WildArea => &[
            "Beboer mener, at det høje græs ser sjusket ud, og har selv slået et hjørne.",
            "Klage over brændenælder ved stien. Vi ser på, om kanten skal slås oftere.",
        ],
        Topic::Harassment => &[
            "Gentagne sure sedler i postkassen. Parten er bange for at gå i vaskeriet.",
            "Råber efter naboen på altangangen. Er set to gange af os.",
        ],
        Topic::Threats => {
            &["Trusler fremsat på trappen. Politiet er kontaktet, og jeg har talt med min leder."]
        }
        Topic::Violence => &["Skub og slag på parkeringspladsen. Politiet kom til stedet."],
        Topic::Vandalism => &[
            "Postkasser bøjet op i to opgange.",
            "Ruden i kælderdøren er slået ind. Meldt til forsikringen.",
        ],
        Topic::NeglectedDwelling => &["Altanen er fyldt op med ting. Naboerne er bekymrede for brand."],
        Topic::Other => &[
            "Uenighed om barnevogne i opgangen.",
            "Strid om, hvem der må bruge bordet i gården om aftenen.",
        ],
    }
}

/// An observation in a case, of which there is a picture.
pub(super) const HEARD_FROM_PATH: &str =
    "Gik forbi kl. 21.40. Kunne høre det fra stien, men ikke fra opgangen.";

/// A description of that picture, for those who do not see it.
pub(super) const PATH_PICTURE: &str = "Stien, hvor det kunne høres";

/// The actions in a conflict.
pub(super) fn event(kind: EventKind) -> &'static [&'static str] {
    match kind {
        EventKind::Observation => &[
            HEARD_FROM_PATH,
            "Stille på hele runden i aften.",
            "Så det samme som sidst. Tog ikke kontakt, der var gæster.",
        ],
        EventKind::Conversation => &[
            "Talte med den ene part på trappen. Vidste ikke, at det kunne høres, og vil dæmpe sig.",
            "God snak ved døren. De vil selv tale sammen på lørdag.",
            "Talte med begge hver for sig. De er enige om, at det skal holde op, men ikke om hvordan.",
            "Parten ville ikke tale om det i dag. Jeg lagde mit nummer.",
        ],
        EventKind::Letter => &[
            "Brev sendt om husordenens punkt om støj.",
            "Henstilling afleveret i postkassen.",
        ],
        EventKind::Call => &[
            "Ringede op. Aftalt at tage det op igen efter ferien.",
            "Blev ringet op af klageren, som oplever, at det er blevet bedre.",
        ],
        EventKind::Meeting => &[
            "Møde i fælleshuset med begge parter. Aftalt stille tid fra kl. 22 og en besked ved fest.",
            "Møde udsat, den ene part meldte fra.",
        ],
        EventKind::PoliceCalled => &["Politiet blev tilkaldt af en beboer. Ro, da de kom."],
    }
}

/// The notes about conversations at a visit.
pub(super) const VISIT_NOTES: &[&str] = &[
    "God snak ved køkkenbordet. Mangler overblik over breve fra kommunen. Vi sorterede bunken sammen.",
    "Vil gerne med i fællesspisningen, men ikke gå derhen alene første gang. Jeg følger med på torsdag.",
    "Økonomien er stram efter en stor varmeregning. Fik tilbud om rådgiveren og vil tænke over det.",
    "Har ikke talt med nogen i en uge. Glad for besøget. Aftalt en gåtur hver anden onsdag.",
    "Lejligheden er svær at holde alene. Vi talte om praktisk hjælp, og hvem der kan søges hos.",
    "Skal flytte til noget mindre. Hjalp med opskrivningen og med at finde papirerne.",
    "Naboens støj fylder meget. Vi talte om mægling. Vil gerne, hvis den anden også vil.",
    "Kort besøg. Alt går godt, og der er ikke brug for mere lige nu.",
    "Ville ikke have mig indenfor, men talte længe i døren. Må gerne banke på igen.",
    "Velkomst. Viste vaskeri, affaldsgård og fælleshus. Spurgte til legestue for de små.",
    "Telefonisk opfølgning. Er kommet i kontakt med boligrådgiveren og har fået en tid.",
    "Nervøs for at møde op på kommunen. Vi øvede, hvad der skal siges, og jeg tager med.",
];

/// Care of an area.
pub(super) fn care_plan(kind: AreaKind) -> &'static str {
    match kind {
        AreaKind::FlowerMeadow => {
            "Slås én gang om året i september med fingerklipper. Høet ligger en uge, så frøene falder, og fjernes så."
        }
        AreaKind::LongGrass => {
            "Slås én gang i september. Kanten mod stien slås hver tredje uge, så det ser villet ud."
        }
        AreaKind::PerennialBed => {
            "Stænglerne bliver stående til marts. Der luges for skvalderkål i maj og juni."
        }
        AreaKind::ScrubOrHedge => {
            "Klippes aldrig mellem 1. marts og 1. august. En tredjedel skæres ned hvert femte år."
        }
        AreaKind::RainGarden => "Indløbet renses forår og efterår. Ingen gødning.",
        AreaKind::LakeOrStream => "To meter urørt bræmme. Andemad tages i juli.",
        AreaKind::Slope => "Slås hvert andet år, halvdelen ad gangen. Pas på udsynet ved indkørslen.",
        AreaKind::Roof => "Tilses to gange om året. Opvækst af træer fjernes. Kun med faldsikring.",
        AreaKind::PlanterBoxes => "Beboergruppen vander. Krydderurter får lov at blomstre.",
        AreaKind::DeadWood => "Stammerne bliver liggende. Nye lægges øverst.",
        AreaKind::ForestFloor => "Blade bliver liggende. Anemonerne trædes ikke ned; stien holdes fri.",
        AreaKind::LearningGarden => "Passes sammen med børnehaven. Redskaber er i skuret.",
    }
}

/// Materials of a roof.
pub(super) const ROOF_MATERIALS: &str = "12 cm muld med knust tegl, sveller af lærk";
/// The origin of the plants on a roof.
pub(super) const ROOF_PLANTS: &str = "Danske frø, samlet på overdrev";

/// Names of areas.
pub(super) const AREA_NAMES: &[&str] = &[
    "Engen bag fælleshuset",
    "Skråningen mod nord",
    "Bedet ved vaskeriet",
    "Regnbedet i gården",
    "Blomsterstriben langs stien",
    "Hjørnet ved legepladsen",
    "Krattet ved garagerne",
    "Den lange kant",
    "Gavlbedet",
    "Plantekasserne ved indgangen",
    "Stammerne under birken",
    "Det vilde hjørne",
    "Solbakken",
    "Lavningen",
    "Naturhaven",
];

/// The observations in an area.
pub(super) fn observation(kind: ObservationKind) -> &'static [&'static str] {
    match kind {
        ObservationKind::Flowering => &[
            "Hvidkløveren står i fuldt flor langs hele kanten.",
            "De første blåhat er sprunget ud. Der var kun brændenælder for to år siden.",
            "Blomstringen er næsten forbi, men knopurten holder ud.",
        ],
        ObservationKind::SpeciesSeen => &[
            "Sad på en tidsel midt på dagen i mindst fem minutter.",
            "Set for første gang her. Billede taget i det fri uden mennesker.",
            "To på samme blomst. Måske har de rede i skråningen.",
        ],
        ObservationKind::InsectLife => &[
            "Meget liv i dag, især humlebier på lavendlen.",
            "Mange små huller i sandet mod syd. Det ligner jordbier.",
            "Stille i området. Det blæste også.",
        ],
        ObservationKind::InvasiveSpecies => &[
            "Rynket rose breder sig ind fra hegnet.",
            "Tre planter af kæmpebjørneklo ved grøften. Ikke rørt.",
            "Japansk pileurt skyder igen, hvor der blev gravet.",
        ],
        ObservationKind::Waste => &[
            "Haveaffald smidt midt i det høje græs.",
            "Plastik fra containerne er blæst ind i krattet. Jeg tog det, jeg kunne bære.",
        ],
        ObservationKind::Sign => &[
            "Skiltet er bleget af solen og svært at læse.",
            "Der mangler et skilt. To naboer troede, at vi havde glemt at slå græsset.",
        ],
        ObservationKind::Wear => &["Der er trådt en sti tværs over. Måske skal den have lov at være der."],
        ObservationKind::Damage => &[
            "Der er kørt ind over kanten med en maskine.",
            "Insekthotellet er væltet.",
        ],
        ObservationKind::ResidentNuisance => &[
            "Beboer i stuen er træt af frø på terrassen. Kanten kan måske slås lidt bredere.",
            "Bekymring for flåter ved gyngerne.",
        ],
        ObservationKind::OutsideInquiry => &["Naboforening spørger, hvor frøene er købt."],
        ObservationKind::GoodNews => &[
            "Børnehaven var på besøg og talte mariehøns.",
            "En beboer, der var imod, har selv spurgt, om hans stykke må blive vildt.",
            "Pindsvin set to aftener i træk.",
        ],
    }
}

/// Species, as people write them.
pub(super) const SPECIES: &[&str] = &[
    "Dagpåfugleøje",
    "Lille ildfugl",
    "Citronsommerfugl",
    "Stor agerhumle, tror jeg",
    "Havehumle",
    "Nældens takvinge",
    "Blåhat",
    "Almindelig blåfugl",
    "Guldbasse",
    "Syvplettet mariehøne",
    "Svirreflue, ikke bestemt",
    "Rød murerbi",
];

/// Answers to a reporter, with the result of each report.
pub(super) const ANSWERS: &[(&str, AnswerDecision)] = &[
    (
        "Tak, det er set. Vi tager det med på næste runde.",
        AnswerDecision::NoChange,
    ),
    (
        "Godt fundet. Der er lavet en opgave på det.",
        AnswerDecision::Task,
    ),
    (
        "Tak. Vi lader det stå, som planen siger, og ser på det igen til efteråret.",
        AnswerDecision::NoChange,
    ),
    (
        "Planen bliver rettet: kanten slås en meter bredere fra næste år.",
        AnswerDecision::PlanChanged,
    ),
];

/// The answer to somebody who misses a sign.
pub(super) const SIGN_ANSWER: (&str, AnswerDecision) = ("Skiltet er bestilt.", AnswerDecision::Task);

/// Why the care of an area was changed.
pub(super) const REVISIONS: &[&str] = &[
    "Kanten mod stien slås en meter bredere. Beboerne i stuen fik frø ind på terrassen.",
    "Høsten deles i to: halvdelen slås i september, resten står til marts, så der er skjul om vinteren.",
    "Engen bredte sig ud på fortovet. Den slås to gange det første år.",
    "Stien, der er trådt tværs over, får lov at blive og klippes i en meters bredde.",
];

/// Descriptions of the pictures of areas, for those who do not see them.
pub(super) const PICTURES: &[&str] = &[
    "Engen i blomst, set fra stien",
    "Knopurt og hvidkløver langs kanten",
    "Det høje græs i modlys",
    "Engen efter høslæt, høet ligger i rækker",
    "Kanten er slået, blomsterne bagved står",
    "Hjørnet efter oprydning",
];

/// Classes and groups that count together, each with its adult's part.
pub(super) const GROUPS: &[(&str, &str)] = &[
    ("4. klasse, Strandby Skole", "Klasselæreren"),
    ("2. klasse, Engholm Skole", "Klasselæreren"),
    ("Naturholdet i ungdomsklubben", "Klubmedarbejderen"),
    ("Børnehaven Mariehønen", "Pædagogen"),
];

/// Subjects that are handed over to a social caretaker.
pub(super) const HANDOVERS: &[(HandoverSubject, &str)] = &[
    (
        HandoverSubject::HelpNotTechnical,
        "Bad om hjælp til breve fra kommunen, da jeg skiftede blandingsbatteriet.",
    ),
    (
        HandoverSubject::Loneliness,
        "Kommer ned i gården hver dag for at få en snak. Vil gerne kende flere.",
    ),
    (
        HandoverSubject::Home,
        "Bad selv om hjælp til at få ryddet op før serviceeftersynet.",
    ),
];

/// Subjects that are handed over to the financial adviser.
pub(super) const ECONOMY: &[&str] = &[
    "Vil gerne have et overblik over sine regninger, inden huslejen skal betales.",
    "Har fået en stor varmeregning og spørger, om den kan deles op.",
    "Skal søge boligstøtte og ved ikke, hvilke papirer der skal med.",
];

/// Agreements that parties make with a mediator's help.
pub(super) const AGREEMENTS: &[&str] = &[
    "Vi holder ro fra kl. 22 til 7. Ved fest giver vi besked tre dage før. Vi ringer til hinanden først.",
    "Vasketider byttes over sedlen i vaskeriet. Tøj lægges i kurven og ikke på gulvet.",
    "Der leges på den anden side af huset efter kl. 19. Vi siger godmorgen igen.",
];

/// A mediator's own words while a mediation is under way.
pub(super) const MEDIATION_NOTES: &str =
    "Begge er trætte af det og vil gerne videre. Mødet holdes i fælleshuset, hvor ingen af dem er hjemme.";

/// Answers of a party who is asked later whether the agreement holds.
pub(super) const AGREEMENT_HOLDS: &str = "Ringede til begge parter: Aftalen holder.";
/// The letter that invites to a mediation.
pub(super) const INVITATION: &str = "Indbydelse til mægling sendt til begge parter.";
/// The request that comes before a reminder.
pub(super) const WRITTEN_REQUEST: &str = "Henstilling sendt med svarfrist om ti arbejdsdage.";
/// The reminder.
pub(super) const REMINDER: &str =
    "Påmindelse sendt med kvittering. Den nævner hver hændelse med dag og klokkeslæt.";
/// The last reminder.
pub(super) const LAST_REMINDER: &str = "Sidste påmindelse sendt med kvittering.";
/// An act after a letter.
pub(super) const REPEATED: &str =
    "Sket igen efter brevet: høj musik fra kl. 23.15 til 1.30. Skrevet ned samme dag.";

/// Notes for a deputy.
pub(super) const DEPUTY_REMARK: &str =
    "Ring på to gange hos dem, der hører dårligt. Nøglerne hænger på kontoret.";

/// Scopes of a resident's yes to a referral.
pub(super) const CONSENT_SCOPE: &str = "At tage kontakt og fortælle, hvad det drejer sig om";

/// Remarks on finished tasks.
pub(super) const REMARKS: &[&str] = &[
    "Gik fint, jorden var tør.",
    "Maskinen satte ud, resten er taget med le.",
    "Børnene hjalp med at rive sammen.",
    "Ventede en uge på grund af regn.",
    "Der ligger stadig en bunke ved skuret.",
    "",
];

// The last days.

/// The place that is due today.
pub(super) const LAUNDRY: &str = "Vaskeriet i blok D";

/// The place of the case whose caretaker knows one of those concerned.
pub(super) const CAR_PARK: &str = "Parkeringspladsen ved blok D";

/// The place of the case whose parties are about to meet.
pub(super) const STAIRS_OF_A_MEDIATION: &str = "Trappen i blok E";

/// The place of the case whose parties agreed four weeks ago.
pub(super) const STAIRS_OF_AN_AGREEMENT: &str = "Svalegangen i blok E";

/// The home that is visited today.
pub(super) const HOME_OF_TODAY: &str = "Opgang 19, stuen mf.";

/// The home that is visited next.
pub(super) const HOME_OF_NEXT: &str = "Opgang 20, 1. mf.";

/// The home that should have been visited.
pub(super) const HOME_OVERDUE: &str = "Opgang 18, 2. mf.";

/// The home that was helped on.
pub(super) const HOME_HELPED_ON: &str = "Opgang 17, 3. mf.";

/// The place where a light is out.
pub(super) const CELLAR: &str = "Kældergangen under blok D";

/// A description of the picture of it, for those who do not see it.
pub(super) const CELLAR_PICTURE: &str = "Gangen uden lys, set fra trappen";

/// A caretaker's words about it.
pub(super) const CELLAR_REMARK: &str = "To lamper er gået. Beboerne går udenom.";

/// The home whose resident nobody has seen.
pub(super) const HOME_UNSEEN: &str = "Opgang 14, 1. mf.";

/// A caretaker's words about what happened there.
pub(super) const UNSEEN_REMARK: &str = "Avisen ligger på måtten fra i mandags. Der er lys.";

/// Yesterday's observation in an area.
pub(super) const DAMAGE: &str = "Der er kørt ind over kanten med en maskine.";

/// An area that waits for the board.
pub(super) const PROPOSAL: &str = "Plænen ved blok D";
/// The roof.
pub(super) const ROOF: &str = "Taget på blok A";
/// The rule that cuts of meadows rest on.
pub(super) const MOWING_RULE: &str = "Kvalitetshåndbog, punkt 2r: høet fjernes efter 7 til 14 dage";

pub(super) const MEASURE: &str = "Lad en femtedel stå til foråret, så insekter kan overvintre i stænglerne";
pub(super) const MEASURE_REPORT: &str = "Naturrapport, afsnit 3";

// Social work around the cases.

/// Actions after a screening, from nothing found to much.
pub(super) const SCREENING_ACTIONS: [&str; 4] = [
    "Ingen indsats nu. Der screenes igen om et kvartal.",
    "Driftslederen holder øje og melder tilbage på næste møde.",
    "Afdelingen får en lokal løsning: lys, oprydning og faste træffetider.",
    "Social vicevært to dage om ugen i et halvt år.",
];

/// Sources of a screening's levels.
pub(super) const SCREENING_SOURCES: [&str; 3] = [
    "Udlejningens tal for kvartalet",
    "Trivselsinterviews og samtaler på runden",
    "Driftens sager om hærværk",
];

/// A remark on the level of insecurity.
pub(super) const SCREENING_REMARK: &str = "Mest på stierne ved kældernedgangene, når det er mørkt";

/// Goals, with what is done to reach them.
pub(super) const GOALS: [(&str, &str); 2] = [
    (
        "30 procent af udearealet til natur",
        "To plæner om året lægges om til eng.",
    ),
    (
        "Første kontakt inden tre dage efter et signal",
        "Teamet ser indbakken igennem hver morgen.",
    ),
];

/// Activities: kind, name, place.
pub(super) const ACTIVITIES: &[(ActivityKind, &str, &str)] = &[
    (
        ActivityKind::WorkDay,
        "Arbejdsdag i bedene",
        "Det grønne bag blok A",
    ),
    (
        ActivityKind::Workshop,
        "Hvad skal der ske på plænen?",
        "Fælleshuset",
    ),
    (ActivityKind::Meeting, "Møde om støj og husorden", "Fælleshuset"),
    (ActivityKind::Gathering, "Fællesspisning", "Fælleshuset"),
    (ActivityKind::YouthJob, "Unge rydder op", "Legepladsen"),
    (
        ActivityKind::Counselling,
        "Åben rådgivning om økonomi",
        "Ejendomskontoret",
    ),
    (ActivityKind::Course, "Kursus i le", "Engen ved parkeringspladsen"),
];

/// The municipality that was told of concern for a child.
pub(super) const MUNICIPALITY: &str = "Strandby Kommune";

/// Experiences: topic, whether it worked, title, text.
pub(super) const EXPERIENCES: &[(ExperienceTopic, Worked, &str, &str)] = &[
    (
        ExperienceTopic::Meadow,
        Worked::Yes,
        "Skilt før slåning",
        "Vi satte skiltet op en uge, før engen blev slået. Der kom ingen klager. Næste år gør vi det to uger før.",
    ),
    (
        ExperienceTopic::Planting,
        Worked::No,
        "Stauder i tung lerjord",
        "Halvdelen gik ud den første vinter. Næste gang blandes der grus i, og der plantes om foråret.",
    ),
    (
        ExperienceTopic::YoungPeople,
        Worked::InPart,
        "Unge på plejeopgaver",
        "Det gik godt med faste makkere fra driften. Tre timer er nok ad gangen.",
    ),
    (
        ExperienceTopic::ResidentsTakePart,
        Worked::Yes,
        "Såning sammen med børnehaven",
        "Børnene såede, og forældrene kom forbi bagefter. Aftal en regnvejrsdag i stedet.",
    ),
    (
        ExperienceTopic::Visits,
        Worked::Yes,
        "Kaffe i opgangen før det første besøg",
        "To timer med termokande i opgangen. Flere bad selv om et besøg. Næste gang er det på en hverdag efter kl. 16.",
    ),
    (
        ExperienceTopic::NewTenants,
        Worked::InPart,
        "Velkomst på to sprog",
        "Folderen blev læst, når den blev givet i hånden. I postkassen gjorde den ingen forskel.",
    ),
];

/// The contact person of a department: function, number and hours.
pub(super) const CONTACT_PERSON: (&str, &str, &str) =
    ("Afdelingens kontaktperson", "00 00 00 15", "Hverdage 9–12");

/// City districts. The departments belong to them in turn.
pub(super) const DISTRICTS: [&str; 4] = ["Havnekvarteret", "Midtbyen", "Søndermarken", "Ådalen"];
