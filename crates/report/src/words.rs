//! What the report says beside what people wrote, in each of its languages.

use fingerprint::FingerPosition;
use policy::BaseRate;
use wire::hit::{Finding, Outcome, Value};
use wire::session::Role;

use crate::{Examiner, Language};

/// A text of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Text {
    Title,
    Contents,
    OnPage,
    MadeFor,
    Lead,
    Encounter,
    Site,
    Sealed,
    Name,
    Frozen,
    FrozenWhat,
    Open,
    Prints,
    Hit,
    List,
    Source,
    Criterion,
    Found,
    Searched,
    Chance,
    HowOften,
    Outcome,
    Back,
    Decisions,
    Analysis,
    Note,
    Finding,
    Reason,
    Charting,
    NoCharting,
    Probe,
    Reference,
    Quality,
    Score,
    OnlyALead,
    Points,
    NotHeld,
    Log,
    LogWhat,
    Nothing,
    Alert,
    Raised,
    Further,
    ToSupervisors,
    ToManagers,
    Seen,
    ByNobody,
    Handover,
    NoHandover,
    Planned,
    Done,
    CalledOff,
    Authority,
    LegalBasis,
    Papers,
    When,
    Became,
    Links,
    ByIdentification,
    ByMerge,
    BySplit,
    MovedTo,
    Notes,
    SomebodyGone,
    Documents,
}

impl Language {
    /// BCP 47.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }

    pub(crate) fn text(self, text: Text) -> &'static str {
        self.one_of(both(text))
    }

    /// Of a text in English and in Spanish.
    pub(crate) fn one_of(self, [english, spanish]: [&'static str; 2]) -> &'static str {
        match self {
            Self::English => english,
            Self::Spanish => spanish,
        }
    }

    fn of(self, english: &'static str, spanish: &'static str) -> &'static str {
        self.one_of([english, spanish])
    }

    /// That a text stands here in Latin letters, and is written in others.
    pub(crate) fn written_in(self, scripts: &str) -> String {
        match self {
            Self::English => format!("[written in {scripts}: shown in the portal as it was written]"),
            Self::Spanish => format!("[escrito en {scripts}: el portal lo muestra como se escribió]"),
        }
    }

    pub(crate) fn examiner(self, examiner: Examiner) -> &'static str {
        match examiner {
            Examiner::FirstReviewer => self.of("First reviewer", "Primer revisor"),
            Examiner::SecondReviewer => self.of("Second reviewer", "Segundo revisor"),
            Examiner::Supervisor => self.of("Supervisor", "Supervisor"),
        }
    }

    pub(crate) fn role(self, role: Role) -> &'static str {
        match role {
            Role::Officer => self.of("officer", "agente"),
            Role::Reviewer => self.of("reviewer", "revisor"),
            Role::Supervisor => self.of("supervisor", "supervisor"),
            Role::WatchlistManager => self.of("watchlist manager", "responsable de listas"),
            Role::ProgrammeManager => self.of("programme manager", "responsable del programa"),
            Role::Auditor => self.of("auditor", "auditor"),
            Role::Administrator => self.of("administrator", "administrador"),
        }
    }

    /// How often a lead to a category is right, with the numbers that this comes from.
    pub(crate) fn how_often_right(self, rate: BaseRate) -> String {
        let BaseRate { searches, by_chance, found } = rate;
        let found = match (self, found) {
            (Self::English, Some(found)) => {
                format!(
                    "of {searches} people searched in the programme's published year {found} belonged to this category"
                )
            }
            (Self::English, None) => {
                "how many people of this category there are, nobody has published".into()
            }
            (Self::Spanish, Some(found)) => {
                format!(
                    "de {searches} personas buscadas en el año publicado del programa, {found} eran de esta categoría"
                )
            }
            (Self::Spanish, None) => "nadie ha publicado cuántas personas de esta categoría hay".into(),
        };
        match self {
            Self::English => format!(
                "In {searches} searches chance alone brings up about {by_chance:.0} people who only look alike; {found}."
            ),
            Self::Spanish => format!(
                "En {searches} búsquedas el azar solo trae a unas {by_chance:.0} personas que únicamente se parecen; {found}."
            ),
        }
    }

    pub(crate) fn page(self, page: usize, of: usize) -> String {
        format!("{} {page} {} {of}", self.of("Page", "Página"), self.of("of", "de"))
    }

    pub(crate) fn outcome(self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Identification => self.of(
                "Identification, by two people independently",
                "Identificación, por dos personas por separado",
            ),
            Outcome::Exclusion => self.of("Exclusion", "Exclusión"),
            Outcome::Inconclusive => self.of("Inconclusive", "No concluyente"),
            Outcome::Conflict => self.of("Conflict, with a supervisor", "Desacuerdo, ante un supervisor"),
        }
    }

    pub(crate) fn finding(self, finding: Finding) -> &'static str {
        match finding {
            Finding::Identification => self.of("Identification", "Identificación"),
            Finding::Exclusion => self.of("Exclusion", "Exclusión"),
            Finding::Inconclusive => self.of("Inconclusive", "No concluyente"),
        }
    }

    pub(crate) fn value(self, value: Value) -> &'static str {
        match value {
            Value::Sufficient => self.of("sufficient for comparison", "suficiente para comparar"),
            Value::Insufficient => self.of("not sufficient for comparison", "insuficiente para comparar"),
        }
    }

    pub(crate) fn finger(self, position: FingerPosition) -> &'static str {
        use FingerPosition as F;
        match position {
            F::Unknown => self.of("Finger unknown", "Dedo desconocido"),
            F::RightThumb => self.of("Right thumb", "Pulgar derecho"),
            F::RightIndex => self.of("Right index", "Índice derecho"),
            F::RightMiddle => self.of("Right middle", "Medio derecho"),
            F::RightRing => self.of("Right ring", "Anular derecho"),
            F::RightLittle => self.of("Right little", "Meñique derecho"),
            F::LeftThumb => self.of("Left thumb", "Pulgar izquierdo"),
            F::LeftIndex => self.of("Left index", "Índice izquierdo"),
            F::LeftMiddle => self.of("Left middle", "Medio izquierdo"),
            F::LeftRing => self.of("Left ring", "Anular izquierdo"),
            F::LeftLittle => self.of("Left little", "Meñique izquierdo"),
        }
    }
}

fn both(text: Text) -> [&'static str; 2] {
    match text {
        Text::Title => ["Case report", "Informe del caso"],
        Text::Contents => ["Contents", "Contenido"],
        Text::OnPage => ["p.", "p."],
        Text::MadeFor => ["Made for", "Hecho para"],
        Text::Lead => [
            "A score is a lead, never an identity. What stands here is what people decided, and why.",
            "Una puntuación es un indicio, nunca una identidad. Aquí consta lo que decidieron personas, y por qué.",
        ],
        Text::Encounter => ["Encounter", "Encuentro"],
        Text::Site => ["Site", "Sitio"],
        Text::Sealed => ["Sealed by the device", "Sellado por el equipo"],
        Text::Name => ["Name, as stated", "Nombre, según dijo"],
        Text::Frozen => ["Frozen", "Congelado"],
        Text::FrozenWhat => [
            "The redress desk keeps this record frozen: nothing else of it is given.",
            "La oficina de reparación mantiene congelado este registro: no se entrega nada más de él.",
        ],
        Text::Open => ["Hits under review", "Coincidencias en revisión"],
        Text::Prints => ["Prints taken", "Huellas tomadas"],
        Text::Hit => ["Hit", "Coincidencia"],
        Text::List => ["List", "Lista"],
        Text::Source => ["Source", "Fuente"],
        Text::Criterion => ["Criterion", "Criterio"],
        Text::Found => ["Found", "Encontrada"],
        Text::Searched => ["People searched", "Personas buscadas"],
        Text::Chance => ["By chance alone", "Solo por azar"],
        Text::HowOften => ["How often right", "Cuántas veces acierta"],
        Text::Outcome => ["Outcome", "Resultado"],
        Text::Back => ["Taken back", "Retirada"],
        Text::Decisions => ["Decisions", "Decisiones"],
        Text::Analysis => ["Probe alone", "Huella sola"],
        Text::Note => ["Note", "Nota"],
        Text::Finding => ["Finding", "Conclusión"],
        Text::Reason => ["Reason", "Motivo"],
        Text::Charting => ["Charting", "Puntos marcados"],
        Text::NoCharting => ["Nobody charted pairs on this hit.", "Nadie marcó puntos en esta coincidencia."],
        Text::Probe => ["Probe", "Huella dubitada"],
        Text::Reference => ["Reference", "Huella de referencia"],
        Text::Quality => ["quality", "calidad"],
        Text::Score => ["score", "puntuación"],
        Text::OnlyALead => [
            "A score is a lead, never an identity: people decided, by what they saw.",
            "Una puntuación es un indicio, nunca una identidad: decidieron personas, por lo que vieron.",
        ],
        Text::Points => ["points charted by", "puntos marcados por"],
        Text::NotHeld => ["No image is held.", "No se guarda ninguna imagen."],
        Text::Log => ["What the audit log says", "Lo que dice el registro de auditoría"],
        Text::LogWhat => [
            "Lines about these encounters, the oldest first. Each ends with the beginning of its hash, by which the chain \
             can be checked.",
            "Líneas sobre estos encuentros, la más antigua primero. Cada una termina con el comienzo de su resumen, con \
             el que se puede comprobar la cadena.",
        ],
        Text::Nothing => ["Nothing.", "Nada."],
        Text::Alert => ["Alert", "Alerta"],
        Text::Raised => ["Raised", "Emitida"],
        Text::Further => ["Taken further", "Llevada más lejos"],
        Text::ToSupervisors => ["to the site's supervisors", "a los supervisores del sitio"],
        Text::ToManagers => ["to the programme managers", "a los responsables del programa"],
        Text::Seen => ["Seen by the site", "Vista por el sitio"],
        Text::ByNobody => ["nobody has said so", "nadie lo ha dicho"],
        Text::Handover => ["Hand-over", "Entrega"],
        Text::NoHandover => ["none", "ninguna"],
        Text::Planned => ["planned", "prevista"],
        Text::Done => ["done", "hecha"],
        Text::CalledOff => ["called off", "cancelada"],
        Text::Authority => ["To whom", "A quién"],
        Text::LegalBasis => ["Legal basis", "Base legal"],
        Text::Papers => ["Papers", "Documentos entregados"],
        Text::When => ["When", "Cuándo"],
        Text::Became => ["What became of it", "Qué resultó"],
        Text::Links => ["How the encounters are linked", "Cómo están vinculados los encuentros"],
        Text::ByIdentification => ["two people's identification", "identificación por dos personas"],
        Text::ByMerge => ["merged by a supervisor", "unido por un supervisor"],
        Text::BySplit => ["split off by a supervisor", "separado por un supervisor"],
        Text::MovedTo => ["ended; moved to case", "terminó; pasó al caso"],
        Text::Notes => ["Notes", "Notas"],
        Text::SomebodyGone => ["somebody without an account by now", "alguien que ya no tiene cuenta"],
        Text::Documents => ["Documents", "Documentos"],
    }
}
