//! The description of the dataset: EML in GBIF's profile 1.3, with licence and citation.

use feltbog_shared::moment::Day;

/// The version of the dataset's form.
const MAJOR: u32 = 1;

/// Content of the description.
#[derive(Debug)]
pub(super) struct Metadata {
    /// The dataset's own URN.
    pub(super) dataset: String,
    pub(super) title: String,
    /// The organisation.
    pub(super) organisation: String,
    /// The address of the server.
    pub(super) url: String,
    pub(super) mailbox: Option<String>,
    /// The day of the newest record, so that the same data are the same bytes.
    pub(super) published: Day,
    /// The first and the last day of events.
    pub(super) days: Option<(Day, Day)>,
    /// South, west, north and east in degrees.
    pub(super) bounds: Option<[f64; 4]>,
    /// The number of seasons.
    pub(super) seasons: usize,
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

impl Metadata {
    /// An agent: the organisation, in place of a person's name too, and no person.
    fn agent(&self, element: &str) -> String {
        let organisation = escape(&self.organisation);
        let mail = self.mailbox.as_deref().map_or_else(String::new, |mail| {
            format!("<electronicMailAddress>{}</electronicMailAddress>", escape(mail))
        });
        format!(
            "  <{element}><individualName><surName>{organisation}</surName></individualName>\
             <organizationName>{organisation}</organizationName>{mail}<onlineUrl>{}</onlineUrl></{element}>\n",
            escape(&self.url)
        )
    }

    fn coverage(&self) -> String {
        let mut text = String::from("  <coverage>\n");
        if let Some([south, west, north, east]) = self.bounds {
            text.push_str(&format!(
                "   <geographicCoverage><geographicDescription>Green areas of social housing in Denmark\
                 </geographicDescription><boundingCoordinates>\
                 <westBoundingCoordinate>{west:.5}</westBoundingCoordinate>\
                 <eastBoundingCoordinate>{east:.5}</eastBoundingCoordinate>\
                 <northBoundingCoordinate>{north:.5}</northBoundingCoordinate>\
                 <southBoundingCoordinate>{south:.5}</southBoundingCoordinate>\
                 </boundingCoordinates></geographicCoverage>\n"
            ));
        }
        if let Some((first, last)) = self.days {
            text.push_str(&format!(
                "   <temporalCoverage><rangeOfDates><beginDate><calendarDate>{first}</calendarDate></beginDate>\
                 <endDate><calendarDate>{last}</calendarDate></endDate></rangeOfDates></temporalCoverage>\n"
            ));
        }
        text.push_str("  </coverage>\n");
        text
    }

    /// The description.
    pub(super) fn write(&self) -> String {
        let (title, organisation) = (escape(&self.title), escape(&self.organisation));
        let (dataset, published, minor) = (&self.dataset, self.published, self.seasons);
        let year = published.0.year();
        let (creator, provider, contact) = (
            self.agent("creator"),
            self.agent("metadataProvider"),
            self.agent("contact"),
        );
        let (coverage, url) = (self.coverage(), escape(&self.url));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
<eml:eml xmlns:eml=\"https://eml.ecoinformatics.org/eml-2.2.0\" xmlns:dc=\"http://purl.org/dc/terms/\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"https://eml.ecoinformatics.org/eml-2.2.0 \
https://rs.gbif.org/schema/eml-gbif-profile/1.3/eml.xsd\" packageId=\"{dataset}/v{MAJOR}.{minor}\" system=\"Feltbog\" \
scope=\"system\" xml:lang=\"en\">\n\
 <dataset>\n\
  <title xml:lang=\"en\">{title}</title>\n\
{creator}{provider}\
  <pubDate>{published}</pubDate>\n\
  <language>en</language>\n\
  <abstract><para>Timed counts of insects on flowers and sightings of species in green areas of social housing, \
noted by staff, residents and volunteers. A count of nought is an absence.</para></abstract>\n\
  <keywordSet><keyword>Samplingevent</keyword><keywordThesaurus>GBIF Dataset Type Vocabulary: \
http://rs.gbif.org/vocabulary/gbif/dataset_type_2015-07-10.xml</keywordThesaurus></keywordSet>\n\
  <intellectualRights><para>This work is licensed under a <ulink \
url=\"http://creativecommons.org/licenses/by/4.0/legalcode\"><citetitle>Creative Commons Attribution (CC-BY) 4.0 \
License</citetitle></ulink>.</para></intellectualRights>\n\
  <licensed><licenseName>Creative Commons Attribution 4.0 International</licenseName>\
<url>https://spdx.org/licenses/CC-BY-4.0.html</url><identifier>CC-BY-4.0</identifier></licensed>\n\
  <distribution scope=\"document\"><online><url function=\"information\">{url}</url></online></distribution>\n\
{coverage}\
  <maintenance><description><para>The whole dataset is written anew with each season.</para></description>\
<maintenanceUpdateFrequency>annually</maintenanceUpdateFrequency></maintenance>\n\
{contact}\
  <methods><methodStep><description><para>Ten minutes at a patch of 50 by 50 cm with one target flower, after the \
Flower-Insect Timed Count of the UK Pollinator Monitoring Scheme; each insect that lands on the flower is counted once, \
in ten groups. Fifteen minutes for butterflies.</para></description></methodStep>\
<sampling><studyExtent><description><para>Green areas of housing departments.</para></description></studyExtent>\
<samplingDescription><para>Areas, days and flowers are chosen by those who count.</para></samplingDescription></sampling>\
<qualityControl><description><para>Weather, season and duration are held against the protocol. Counts that do not meet \
it are left out, or marked in dynamicProperties and eventRemarks.</para></description></qualityControl></methods>\n\
 </dataset>\n\
 <additionalMetadata><metadata><gbif><dateStamp>{published}T00:00:00Z</dateStamp>\
<hierarchyLevel>dataset</hierarchyLevel>\
<citation>{organisation} ({year}): {title}. Version {MAJOR}.{minor}. Sampling event dataset. {dataset}</citation>\
</gbif></metadata></additionalMetadata>\n\
</eml:eml>\n"
        )
    }
}
